using JitBot.Bot.Bytebase.Api;
using JitBot.Bot.Conversation;
using JitBot.Core;

namespace JitBot.Bot.Bytebase;

/// <summary>How an issue stands and how it came to that, in words.</summary>
internal static class IssueStory
{
    private const int LongestWhy = 400;

    /// <summary>Whether the open step is one that JitBot's service account can take.</summary>
    public static bool IsOurs(BridgedIssue issue, BytebaseProject project) => issue.Facts.OpenRole is { } role && project.Roles.Contains(role, StringComparer.Ordinal);

    public static (CardTone Tone, string Status) Standing(BridgedIssue issue, BytebaseProject project) => issue switch
    {
        { UnderWay: { } word } => (CardTone.Waiting, $"{word.Name}'s {Noun(word.Kind)} is on its way to Bytebase"),
        { Standing: IssueStanding.Checking } => (CardTone.Waiting, "Bytebase has not found out who approves"),
        { Standing: IssueStanding.Waiting } => (CardTone.Waiting, IsOurs(issue, project) ? "Waiting for approval" : "Waiting for somebody in Bytebase"),
        { Standing: IssueStanding.NotActive } => (CardTone.Bad, "Approved, but not active"),
        { Standing: IssueStanding.Active } => (CardTone.Good, "Active"),
        { Standing: IssueStanding.WithoutEnd } => (CardTone.Bad, "Active without an end, so it lets nothing through"),
        { Standing: IssueStanding.Expired } => (CardTone.Neutral, "Ended"),
        { Standing: IssueStanding.Revoked } => (CardTone.Neutral, "Ended early"),
        { Standing: IssueStanding.Rejected } => (CardTone.Neutral, "Denied"),
        { Standing: IssueStanding.Canceled } => (CardTone.Neutral, "Withdrawn"),
        { Standing: IssueStanding.Gone } => (CardTone.Neutral, "Gone from Bytebase"),
        _ => throw new InvalidOperationException($"Unknown standing {issue.Standing}."),
    };

    public static IEnumerable<CardText> Of(BridgedIssue issue)
    {
        foreach (var (step, heard) in issue.Facts.Heard.Index())
        {
            var word = issue.Words.FirstOrDefault(word => word.Kind != WordKind.End && word.Step == step);
            var role = issue.Facts.Roles.ElementAtOrDefault(step) is { } known ? $" as {known}" : "";
            var did = heard.Approved ? "approved" : "denied";
            yield return word is null ? CardText.Of($"{heard.Email} {did} it{role} in Bytebase itself.") : CardText.Of($"{word.Name} {did} it {word.At}{role}.");
            if (word?.Reason is { } reason)
            {
                yield return CardText.Quote(reason);
            }
        }

        if (issue.Trouble is { } trouble)
        {
            yield return CardText.Of($"⚠ {trouble.Word.Name}'s {Noun(trouble.Word.Kind)} came to nothing: {PlainText.Shorten(trouble.Why, LongestWhy)}.");
        }

        switch (issue)
        {
            case { Standing: IssueStanding.NotActive, Facts.Kind: IssueKind.AccessGrant }:
                yield return CardText.Of($"⚠ Bytebase counts it as approved and did not make the access active: nothing can be run with it. Nothing tries again by itself; the requester asks anew, or somebody looks into Bytebase's log.");
                break;
            case { Standing: IssueStanding.NotActive }:
                yield return CardText.Of($"⚠ Bytebase counts it as approved, and the project's policy does not have the role: nobody got anything. The requester asks anew, or somebody looks into Bytebase's log.");
                break;
            case { Standing: IssueStanding.WithoutEnd }:
                yield return CardText.Of($"⚠ Somebody activated it past its approval, which sets no end; such access lets no query through. It should be revoked in Bytebase.");
                break;
            case { Standing: IssueStanding.Revoked }:
                yield return issue.Words.LastOrDefault(word => word.Kind == WordKind.End) is { } end ? CardText.Of($"{end.Name} ended it {end.At}.") : CardText.Of($"It was ended in Bytebase itself, seen {issue.Since}.");
                break;
            case { Standing: IssueStanding.Expired, End: { } at }:
                yield return CardText.Of($"It ended {at}.");
                break;
            case { Standing: IssueStanding.Canceled or IssueStanding.Gone }:
                yield return CardText.Of($"Seen so {issue.Since}.");
                break;
        }
    }

    public static string Noun(WordKind kind) => kind switch
    {
        WordKind.Approve => "approval",
        WordKind.Deny => "denial",
        WordKind.End => "word to end it",
        _ => throw new InvalidOperationException($"Unknown word {kind}."),
    };
}
