using System.Buffers;
using System.Globalization;
using JitBot.Bot.Conversation.Cards;
using JitBot.Bot.Conversation.Commands;
using JitBot.Core;
using JitBot.Core.Requests;
using JitBot.Core.Statements;

namespace JitBot.Bot.Conversation;

/// <summary>Of statements that are approved and run from the chat.</summary>
internal static partial class Wording
{
    public static readonly Note ResultsInPrivate = new(CardTone.Warning, "Not here",
        CardText.Of($"Results are shown to you alone. Run it in our private chat."));

    public static readonly Note PagesGone = new(CardTone.Neutral, "This page is not there any more",
        CardText.Of($"The pages of a result are kept for a quarter of an hour, and not beyond the end of access. Run it again to see it anew."));

    public static readonly Note ExportsBusy = new(CardTone.Neutral, "One moment",
        CardText.Of($"Other exports are being made at the moment. Try again in a minute; nothing was run."));

    public static readonly Note ExportTooLarge = new(CardTone.Warning, "The file would be too large",
        CardText.Of($"It was stopped on the server and nothing of it is kept. Ask for fewer rows or columns in one statement."));

    public static readonly Note RunCancelled = new(CardTone.Neutral, "Cancelled",
        CardText.Of($"The statement was stopped on the server, as you said. It can be run again until access ends."));

    public static readonly Note RunBroken = new(CardTone.Bad, "Something went wrong",
        CardText.Of($"The result could not be brought here, and the fault is mine; operators find it in the log. Run it again, or tell them if it stays so."));

    public static readonly Note RunStopped = new(CardTone.Neutral, "JitBot was restarted",
        CardText.Of($"The statement was stopped on the server with it, which is on record. Run it again in a minute."));

    public static readonly Note AskingBroken = new(CardTone.Bad, "Something went wrong",
        CardText.Of($"The fault is mine; operators find it in the log. {CardPiece.Command("mine")} lists your request if it was sent; if it was not, ask again."));

    public static readonly Note RunWaits = new(CardTone.Neutral, "Ready to run",
        CardText.Of($"Press the button: the result opens in a window, for your eyes alone."));

    /// <param name="forGood">The same again would come to the same.</param>
    public static Note FileNotSent(bool forGood) => new(CardTone.Warning, "The file could not be handed over", forGood
        ? CardText.Of($"The chat takes no files from JitBot. Tell whoever runs it: the app lacks the right to write files, or the workspace does not allow them. Nothing of the result is kept.")
        : CardText.Of($"The chat did not take it at the moment, and nothing of the result is kept. Export it again in a minute."));

    /// <summary>What keeps a statement from being asked for, with its place, where there is no form to say it under.</summary>
    /// <returns>Null if nothing is wrong with the statement itself.</returns>
    public static Note? Refused(string sql, DraftProblem problem) => problem switch
    {
        DraftProblem.NotReading refused => new(CardTone.Warning, "This statement cannot be asked for", CardText.Of($"{refused.Verdict.Why} Nothing was submitted."))
        {
            More = [Pointed(sql, refused.Verdict.Start, refused.Verdict.Length)],
        },
        DraftProblem.WouldNotRun { At: { } at } wouldNot => new(CardTone.Warning, "This statement would not run", CardText.Of($"{ServerSays(wouldNot.SqlState, wouldNot.Message)} Nothing was submitted."))
        {
            More = [Pointed(sql, at, 1)],
        },
        DraftProblem.WouldNotRun or DraftProblem.NotPlanned => new(CardTone.Warning, "This statement would not run", CardText.Of($"{Of(problem)} Nothing was submitted.")),
        _ => null,
    };

    public static Note Of(RunOutcome outcome) => outcome switch
    {
        RunOutcome.Ran { Request.Scope.Also.IsEmpty: true } ran => Of(ran.Request, ran.Result),
        RunOutcome.Ran { Results: [.., var last] } ran when Of(ran.Request, last.Result) is var note => note with { Title = $"{last.Database}: {note.Title}" },
        RunOutcome.NoExport no => new(CardTone.Warning, "Export was not asked for",
            CardText.Of($"This approval is to look at the result here. To take it out as a file, ask with {Command("query … export")}; whoever decides sees that.")),
        RunOutcome.NotAStatement => new(CardTone.Neutral, "There is nothing to run",
            CardText.Of($"This access is a login for you to use. {Command("query")} asks for a statement that is run from here.")),
        RunOutcome.NoAccess { Request.State: RequestState.Pending or RequestState.Approved } => new(CardTone.Neutral, "Not ready yet",
            CardText.Of($"It is not approved yet, or still being made ready. A card with the button follows when it can be run.")),
        RunOutcome.NoAccess over => new(CardTone.Neutral, "This access is over",
            CardText.Of($"It cannot be run any more. Ask again: {Command(AskLine(over.Request))}")),
        RunOutcome.NotYours => NotYours,
        RunOutcome.AlreadyRunning => new(CardTone.Neutral, "It is running already",
            CardText.Of($"A statement runs once at a time. Wait for it, or cancel it where it was begun.")),
        RunOutcome.AccountMissing missing => new(CardTone.Bad, "The account is gone",
            CardText.Of($"The login that the statement runs with was removed from {missing.Request.Scope.Target} by hand, or the database was replaced. "
                + $"Ask again: {Command(AskLine(missing.Request))}")),
        RunOutcome.TargetUnreachable down => new(CardTone.Bad, $"{down.Request.Scope.Target} does not answer",
            CardText.Of($"Nothing was run. Try again in a minute; your access keeps its end, {down.Request.Grant.EndsAt!.Value}.")),
        RunOutcome.TargetOnHold held => new(CardTone.Warning, $"{held.Request.Scope.Target} is on hold",
            CardText.Of($"JitBot is not sure that this is the server your access was made on, and runs nothing there until its operators have looked. "
                + $"Ask them; your access keeps its end, {held.Request.Grant.EndsAt!.Value}.")),
        RunOutcome.Busy => new(CardTone.Neutral, "One moment",
            CardText.Of($"Something else is being done with this access right now. Press again in a few seconds.")),
        RunOutcome.UnknownRequest => UnknownRequest,
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    /// <summary>Somebody wants to run, without saying what, and it is not a single statement.</summary>
    public static Note RunWhich(IReadOnlyList<AccessRequest> live) => live switch
    {
        [] => new(CardTone.Neutral, "There is nothing to run", CardText.Of($"No statement of yours is approved at the moment. {Command("query hr-prod")} asks for one.")),
        [var first, ..] => new(CardTone.Neutral, "Run which?", CardText.Of(
            $"You have {live.Count}: {string.Join("; ", live.Select(request => $"{ScopeWords.Title(request.Scope)} ({request.Id})"))}. For example: {Command($"run {first.Id}")}")),
    };

    /// <summary>Of a result that is shown, in one line; where it is for several databases, with the one in which it did not come to its end.</summary>
    public static string Sums(RunOutcome.Ran ran)
    {
        var (last, several) = (ran.Results[^1], !ran.Request.Scope.Also.IsEmpty);
        return $"{Counted(ran.Run.Rows)} in {Took(ran.Run.Took)}" + last.Result switch
        {
            RunResult.Ran { Cap: ResultCap.None } => "",
            RunResult.Ran { Cap: ResultCap.Rows } => $". There are more{In(" in")}: it was stopped at the most rows there may be",
            RunResult.Ran => $". There are more{In(" in")}: it was stopped at the most data there may be",
            RunResult.Failed failed => $". It ended{In(" in")}{Partly()}. {ServerSays(failed.SqlState, failed.Message).TrimEnd('.')}",
            var other => $". It ended{In(" in")}{Partly()}: {Of(ran.Request, other).Title}",
        };

        string In(string word) => several ? $"{word} {last.Database}" : "";
        string Partly() => last.Rows == 0 ? "" : $" after {Counted(last.Rows)}, which may not be all";
    }

    /// <summary>Beside a file.</summary>
    public static Note Exported(RunOutcome.Ran ran) => new(ran.Result is RunResult.Ran { Cap: ResultCap.None } ? CardTone.Good : CardTone.Warning, "Exported",
        CardText.Of($"{Sums(ran)}. It is {(ran.Request.Scope.Unmask ? "unmasked" : "masked as approved")}, and on record."));

    public static string Progress(TimeSpan elapsed, long rows) => rows == 0 ? $"Running for {Took(elapsed)}…" : $"Running for {Took(elapsed)}, {Counted(rows)} so far…";

    /// <summary>What is on record of a run, after its time.</summary>
    public static string Of(StatementRun run) => $"{(run.Export ? "exported" : "run")}, " + run.End switch
    {
        RunEnd.Unknown => "and not known to have ended",
        RunEnd.Done => $"{Counted(run.Rows)} in {Took(run.Took)}",
        RunEnd.Capped => $"stopped at {Counted(run.Rows)}, the most there may be, after {Took(run.Took)}",
        RunEnd.Failed => $"refused by the server ({run.SqlState})",
        RunEnd.TimedOut => $"stopped after {Took(run.Took)}, its longest time",
        RunEnd.Cancelled => $"cancelled after {Took(run.Took)}",
        RunEnd.Broken => $"broken off after {Took(run.Took)}",
        RunEnd.Cut => "cut when access ended",
        RunEnd.NotRun => "not begun: the server was not reached or let nobody in",
        _ => throw new InvalidOperationException($"Unknown end {run.End}."),
    } + (run.Databases.Length > 1 ? $" ({string.Join(", ", run.Databases.Select(Of))})"
        : run.End is RunEnd.Done or RunEnd.Capped || run.Rows == 0 ? ""
        : $"; {Counted(run.Rows)} had come by then");

    private static string Of(DatabaseRun one) => one.End switch
    {
        RunEnd.Done or RunEnd.Capped => $"{one.Database}: {Counted(one.Rows)}",
        RunEnd.NotRun => $"{one.Database}: not run",
        _ when one.Rows > 0 => $"{one.Database}: {Counted(one.Rows)}, not to its end",
        _ => $"{one.Database}: not to its end",
    };

    /// <summary>What is typed to ask for the same again; a statement only where it is short.</summary>
    private static string AskLine(AccessRequest request) => RequestLine.Write(request, null);

    private static Note Of(AccessRequest request, RunResult result) => result switch
    {
        RunResult.NotReading refused => new(CardTone.Bad, "It was not run", CardText.Of($"{refused.Verdict.Why}"))
        {
            More = [Pointed(request.Statement!.Text, refused.Verdict.Start, refused.Verdict.Length)],
        },
        RunResult.Failed failed => new(CardTone.Warning, "The server says no", CardText.Of($"{ServerSays(failed.SqlState, failed.Message)}"))
        {
            More = failed.At is { } at ? [Pointed(request.Statement!.Text, at, 1)] : [],
        },
        RunResult.TimedOut late => new(CardTone.Warning, "It took too long",
            CardText.Of($"The server stopped it after {Took(late.After)}. Ask for a statement that reads less: with a narrower condition, or a limit.")),
        RunResult.Cut => new(CardTone.Warning, "Access ended under it", CardText.Of($"It was cut when access ended. Ask again: {Command(AskLine(request))}")),
        RunResult.OtherColumns => new(CardTone.Warning, "Its columns are others there",
            CardText.Of($"A table in a file has the same columns from every database. Ask with the columns named, or export it as JSON lines.")),
        RunResult.NoLogin => new(CardTone.Bad, "It was not run", CardText.Of($"{request.Scope.Target} no longer lets its login in. Access may just have ended; the card shows it.")),
        RunResult.Unreachable => new(CardTone.Bad, $"{request.Scope.Target} does not answer",
            CardText.Of($"It is not known how far the statement came; it only reads. Try again in a minute.")),
        _ => throw new InvalidOperationException($"Unknown result {result}."),
    };

    private static readonly SearchValues<char> WordCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    private static string ServerSays(string state, string message) => $"The server says: {PlainText.Shorten(message.TrimEnd('.'), 500)} ({state}).";

    /// <summary>What stands under a form's field, where nothing is drawn in fixed width.</summary>
    /// <param name="sql">As it was typed.</param>
    public static string Of(DraftProblem problem, string? sql)
    {
        const int LongestWord = 30;
        var (start, length) = problem switch
        {
            DraftProblem.NotReading { Verdict: var refused } => (refused.Start, refused.Length),
            DraftProblem.WouldNotRun { At: { } at } => (at, 1),
            _ => (-1, 0),
        };
        return sql is null || start < 0 || start >= sql.Length
            ? Of(problem)
            : $"Line {sql.AsSpan(0, start).Count('\n') + 1}, at “{PlainText.Shorten(sql.Substring(start, Math.Min(Math.Max(length, WordAt(sql, start)), sql.Length - start)).Split('\n')[0], LongestWord)}”: {Of(problem)}";
    }

    /// <summary>How long the word is that begins there.</summary>
    private static int WordAt(string sql, int start) => Math.Max(1, sql.AsSpan(start).IndexOfAnyExcept(WordCharacters) is >= 0 and var end ? end : sql.Length - start);

    /// <summary>The line that it is in, with carets below.</summary>
    private static CardText Pointed(string sql, int start, int length)
    {
        const int Width = 72;
        var line = PointedLine.Of(sql, start, length, Width);
        return CardText.Exact($"{line.Text}\n{line.Carets}");
    }

    private static string Counted(long rows) => rows == 1 ? "1 row" : string.Create(CultureInfo.InvariantCulture, $"{rows:#,0} rows");

    private static string Took(TimeSpan time) => time.TotalSeconds switch
    {
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        var seconds => DurationText.Words(TimeSpan.FromSeconds(Math.Floor(seconds))),
    };
}
