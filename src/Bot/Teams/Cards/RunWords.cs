using System.Globalization;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Runs;
using JitBot.Core.Requests;
using JitBot.Core.Statements;

namespace JitBot.Bot.Teams.Cards;

/// <summary>What is said around a run in Teams: while it is under way, and where its file goes.</summary>
internal static class RunWords
{
    public static readonly Note Begun = new(CardTone.Neutral, "It runs", CardText.Of($"The result comes in a card below."));

    public static readonly Note Cancelling = new(CardTone.Neutral, "It is being stopped", CardText.Of($"The card says so once the server has let go of it."));

    public static readonly Note NoRoom = new(CardTone.Warning, "One moment",
        CardText.Of($"It was run, but Teams does not let older results of it be taken off the screen at the moment, and there are as many as there may be. Run it again in a minute."));

    public static readonly Note Forgotten = new(CardTone.Neutral, "This is from long ago",
        CardText.Of($"What you typed is not kept any more. Ask with {CardPiece.Command("query")} again."));

    public static readonly Note ConsentBelow = new(CardTone.Neutral, "Nothing is run yet",
        CardText.Of($"Teams asks you below whether the file may be put into your OneDrive. It is run once you allow it."));

    public static readonly Note Declined = new(CardTone.Neutral, "No file was made", CardText.Of($"You said no, so nothing was run. The button is still there if you change your mind."));

    public static readonly Note NothingInIt = new(CardTone.Neutral, "There is nothing to put there",
        CardText.Of($"The statement gave no row, and a file without a line cannot be put into OneDrive. It was run, and is on record."));

    public static readonly Note UploadExpired = new(CardTone.Warning, "Your OneDrive did not take the file",
        CardText.Of($"The place that it gave had gone by the time the file was made: it is kept for some minutes only. The statement was run, and the file thrown away. Export it again."));

    public static readonly Note UploadFailed = new(CardTone.Bad, "Your OneDrive did not take the file",
        CardText.Of($"The statement was run, and the file thrown away. It may be full, or not well: try again in a few minutes, and if it stays so, tell whoever runs JitBot."));

    public static readonly Note UploadNotAllowed = new(CardTone.Bad, "The file was put nowhere",
        CardText.Of($"The place that was named for it is none of OneDrive's, so it was thrown away. Tell whoever runs JitBot; the log names the host."));

    /// <param name="request">Null if it is not the reader's own.</param>
    public static CardView Running(RequestId id, AccessRequest? request, RunProgress progress) =>
        Live(id, request is null ? "Running" : $"Running on {request.Scope.Target}, {request.Scope.Database}", progress);

    public static CardView Exporting(RequestId id, string file, RunProgress progress) => Live(id, $"Making {file}", progress);

    /// <summary>What somebody agrees to.</summary>
    public static string ConsentIs(string target, StatementLimits limits) => string.Create(CultureInfo.InvariantCulture,
        $"What your statement reads on {target}: at most {limits.Rows:#,0} rows or {limits.Bytes / 1024 / 1024} MiB, usually far less. It is run once you allow this, and is on record.");

    /// <param name="line">Where the line that asks for it is kept.</param>
    public static CardMessage Changed(CardView view, RequestId id, string line)
    {
        var card = TeamsCards.Card(view);
        card["actions"] = new JsonArray(Elements.Button(
            ActionIds.AskChanged, "Ask for this one", ActionStyle.Primary, new() { [FormFields.Request] = id.Value, [FormFields.Line] = line }, withInputs: false));
        return new(card, view.Summary);
    }

    private static CardView Live(RequestId id, string title, RunProgress progress) => new()
    {
        Title = title,
        Tone = CardTone.Waiting,
        Status = progress.Elapsed == TimeSpan.Zero ? "Running…" : Wording.Progress(progress.Elapsed, progress.Rows),
        Summary = "Your statement runs",
        Actions = [new(ActionIds.CancelRun, "Cancel", ActionStyle.Danger, new ButtonSubject.OfRequest(id, 0))],
        Text = [CardText.Of($"Request {new CardPiece.Code(id.Value)}") with { Subtle = true }],
    };
}
