using System.Collections.Immutable;
using JitBot.Bot.Conversation;

namespace JitBot.Bot.Bytebase;

/// <summary>What is told below an issue's card, and in private to whoever has what was asked for.</summary>
internal static class IssueThread
{
    /// <summary>In place of a statement that is not asked for any more.</summary>
    public static CardView CountsNoMore { get; } = new()
    {
        Title = "",
        Tone = CardTone.Neutral,
        Summary = "This statement counts no more",
        Text = [CardText.Of($"This statement counts no more: what is asked was changed in Bytebase. The card above shows what is asked now.")],
    };

    public static CardView Statement(BridgedIssue issue, IssuePeople people, string platform) => new()
    {
        Title = "",
        Tone = CardTone.Neutral,
        Summary = $"The whole statement that {people.Creator?.Name ?? issue.Facts.Creator} asks for",
        Text =
        [
            .. issue.HasOldOn(platform) ? [CardText.Of($"⚠ What is asked was changed in Bytebase. This is what counts, and no statement above it.")] : Array.Empty<CardText>(),
            CardText.Of($"The whole statement, {issue.Facts.Statement.Length} characters, SHA-256 {issue.Facts.StatementDigest[..16]}:"),
            CardText.Exact(issue.Facts.Statement),
        ],
        File = new($"statement-{issue.Name.Id}.sql", issue.Facts.Statement),
    };

    public static CardView Reminder(BridgedIssue issue, IssuePeople people) => issue is { Standing: IssueStanding.Active, End: { } end }
        ? new()
        {
            Title = "",
            Tone = CardTone.Warning,
            Summary = $"Access of {people.Holder?.Name ?? issue.Facts.Holder} ends soon",
            Text = [CardText.Of($"Access of {people.Holder?.Name ?? issue.Facts.Holder} to {IssueCard.What(issue.Facts)} ends {end}.")],
        }
        : new() { Title = "", Tone = CardTone.Neutral, Summary = "It has ended", Text = [CardText.Of($"Access of {people.Holder?.Name ?? issue.Facts.Holder} to {IssueCard.What(issue.Facts)} has ended.")] };

    public static CardView OwnReminder(BridgedIssue issue) => issue is { Standing: IssueStanding.Active, End: { } end }
        ? new()
        {
            Title = "Your access in Bytebase ends soon",
            Tone = CardTone.Warning,
            Summary = $"Your access in Bytebase ends soon: {IssueCard.What(issue.Facts)}",
            Text = [CardText.Of($"What you may do, {IssueCard.What(issue.Facts)}, ends {end}. If you need it for longer, ask for it anew in Bytebase.")],
            Actions = IssueCard.Actions(issue, Nobody, ""),
        }
        : new()
        {
            Title = "Your access in Bytebase has ended",
            Tone = CardTone.Neutral,
            Summary = $"Your access in Bytebase has ended: {IssueCard.What(issue.Facts)}",
            Text = [CardText.Of($"It was for {IssueCard.What(issue.Facts)}, and ended {issue.Since}.")],
        };

    /// <summary>Whose access it is decides nothing.</summary>
    private static BytebaseProject Nobody { get; } = new("", ImmutableDictionary<string, string>.Empty, [], [], []);
}
