using JitBot.Bot.Bytebase.Api;
using JitBot.Core;
using JitBot.Core.People;
using JitBot.Core.Storage;

namespace JitBot.Bot.Bytebase;

/// <summary>
/// Takes a word that somebody gave to Bytebase, if what they were shown is still so there, and looks again at what became of it. Done anew after a crash
/// between any two calls: what Bytebase has heard already is found when it is looked at first.
/// </summary>
internal sealed partial class CarryOut(
    BytebaseClient client, ReadIssue read, BridgedIssues issues, JudgeWord judge, IDirectory directory, BytebaseOptions options, TimeProvider time, ILogger<CarryOut> log)
{
    private const string NotTheirs = "it is not theirs to decide any more";

    // Later the one who decided does not expect it any more. Ending is tried for ever.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Is under way, and due.</summary>
    public static bool IsDue(BridgedIssue issue, DateTimeOffset now) => issue.UnderWay is not null && issue.TryNotBefore <= now;

    public async Task HandleAsync(BridgedIssue issue, CancellationToken ct)
    {
        try
        {
            if (await read.HandleAsync(issue.Name, ct) is not { } seen)
            {
                await ChangeAsync(issue, current => current.Lost(time.Now()));
                return;
            }

            await SayAsync(await SawAsync(issue, seen), seen, ct);
        }
        catch (BytebaseDownException down)
        {
            // Whether it was heard shows when it is looked at again; until then it is under way.
            LogLater(issue.Name.ToString(), down.Message);
            await LaterAsync(issue, down.Message);
        }
    }

    private async Task SayAsync(BridgedIssue? issue, IssueSeen seen, CancellationToken ct)
    {
        if (issue?.UnderWay is not { } word)
        {
            return;
        }

        if (await ProblemAsync(issue, word, seen, ct) is { } problem)
        {
            await ChangeAsync(issue, current => current.Dropped(problem, time.Now()));
            return;
        }

        // Sent and without an answer it may still be heard. Told again then, it would be taken for the next role's.
        if (word is { Kind: WordKind.Approve, SentAt: not null } && IsOneOfSeveral(issue.Name, seen.Facts))
        {
            await LaterAsync(issue, "it was told once");
            return;
        }

        if (word.SentAt is null)
        {
            var sent = word with { SentAt = time.Now() };
            if (await ChangeAsync(issue, current => current.UnderWay == word ? current with { UnderWay = sent } : current) is not { UnderWay: { } now } || now != sent)
            {
                return;
            }
        }

        var answer = word.Kind switch
        {
            WordKind.Approve => await client.ApproveAsync(issue.Name, IssueWording.Comment(word), ct),
            WordKind.Deny => await client.RejectAsync(issue.Name, IssueWording.Comment(word), ct),
            WordKind.End => await client.RevokeAsync(GrantName.Parse(seen.Facts.Grant)!, ct),
            _ => throw new InvalidOperationException($"Unknown word {word.Kind}."),
        };

        // Neither yes nor no is taken for what it says: a yes may have changed nothing, and a no may be because it is done.
        var after = await read.HandleAsync(issue.Name, ct);
        await ChangeAsync(issue, current =>
        {
            var saw = after is null ? current.Lost(time.Now()) : current.Saw(after, options.ServiceAccount, time.Now());
            return saw.Dropped(answer is BytebaseAnswer.Refused refused ? $"Bytebase refused it: {refused.Why}" : "Bytebase took it, and yet nothing has changed there", time.Now());
        });
    }

    private bool IsOneOfSeveral(IssueName name, IssueFacts facts) => facts.Roles.Count(role => options.Of(name)?.Roles.Contains(role, StringComparer.Ordinal) == true) > 1;

    private async Task<string?> ProblemAsync(BridgedIssue issue, IssueWord word, IssueSeen seen, CancellationToken ct)
    {
        if (word.Kind == WordKind.End)
        {
            return null;
        }

        if (time.Now() - word.At > Patience)
        {
            return "Bytebase did not answer in time";
        }

        // Approvals are counted in the terms, so a word for one role never counts for the next (rule 36).
        if (word.Terms != seen.Facts.Terms)
        {
            return "what is asked has changed since; read it again";
        }

        return await directory.FindAsync(word.By, ct) is not { } person ? NotTheirs : await judge.RefusalAsync(issue, person, word.Kind, ct) switch
        {
            null => null,
            IssueOutcome.RequesterUnknown unknown => IssueWording.Strangers(unknown.Emails),
            IssueOutcome.RequesterDisabled disabled => $"{disabled.Email} is disabled in JitBot's directory",
            _ => NotTheirs,
        };
    }

    private async Task LaterAsync(BridgedIssue issue, string why) => await ChangeAsync(issue, current =>
        current.UnderWay is { } word && word.Kind != WordKind.End && time.Now() - word.At > Patience
            ? current.Dropped($"Bytebase did not answer in time ({why}), so it may have been heard or not", time.Now())
            : current with { TryNotBefore = time.Now() + Pause });

    private Task<BridgedIssue?> SawAsync(BridgedIssue issue, IssueSeen seen) => ChangeAsync(issue, current => current.Saw(seen, options.ServiceAccount, time.Now()));

    /// <summary>Not cancelled: what Bytebase has heard must not be forgotten.</summary>
    private Task<BridgedIssue?> ChangeAsync(BridgedIssue issue, Func<BridgedIssue, BridgedIssue> change) =>
        issues.ChangeAsync(issue.Name.Id, current => current is null ? null : change(current), CancellationToken.None);

    [LoggerMessage(1, LogLevel.Warning, "A word about {Issue} is on its way to Bytebase, which is tried again: {Why}")]
    private partial void LogLater(string issue, string why);
}
