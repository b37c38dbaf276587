using System.Collections.Immutable;
using JitBot.Bot.Bytebase.Api;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Cards;

namespace JitBot.Bot.Bytebase;

/// <summary>What the channel is shown of one of Bytebase's issues: what is asked, letter for letter, with the buttons to decide; then the rest of its life.</summary>
internal static class IssueCard
{
    private const int LongestFact = 200;

    /// <param name="platform">Where it is shown: what is not there whole is not approved there.</param>
    public static CardView Of(IssueSlot slot, BridgedIssue issue, IssuePeople people, BytebaseProject project, string platform) => slot switch
    {
        IssueSlot.Card => Of(issue, people, project, platform),
        IssueSlot.Statement => IssueThread.Statement(issue, people, platform),
        IssueSlot.Reminder => IssueThread.Reminder(issue, people),
        IssueSlot.OwnReminder => IssueThread.OwnReminder(issue),
        _ => throw new InvalidOperationException($"Unknown slot {slot}."),
    };

    private static CardView Of(BridgedIssue issue, IssuePeople people, BytebaseProject project, string platform)
    {
        var (tone, status) = IssueStory.Standing(issue, project);
        var title = $"{people.Creator?.Name ?? issue.Facts.Creator} {(issue.Standing is IssueStanding.Waiting or IssueStanding.Checking ? "asks" : "asked")} for {What(issue.Facts)} in Bytebase";
        return new()
        {
            Title = title,
            Tone = tone,
            Status = status,
            Summary = $"{title}: {status}",
            Lead = [.. issue.Facts.Reason.Length > 0 ? [CardText.Quote(issue.Facts.Reason)] : Array.Empty<CardText>(), .. Exactly(issue, platform)],
            Facts = [.. Facts(issue, people, project)],
            Text = [.. Warnings(issue, project, platform), .. IssueStory.Of(issue), CardText.Of($"Bytebase's {new CardPiece.Code(issue.Name.ToString())}") with { Subtle = true }],
            Actions = Actions(issue, project, platform),
        };
    }

    public static bool IsLong(IssueFacts facts) => StatementWords.IsLong(facts.Statement);

    /// <summary>None while a word is on its way.</summary>
    public static ImmutableArray<CardAction> Actions(BridgedIssue issue, BytebaseProject project, string platform)
    {
        var about = new ButtonSubject.OfIssue(issue.Name.Id, issue.Facts.Terms);
        return issue switch
        {
            { UnderWay: not null } => [],
            { Standing: IssueStanding.Waiting } when IssueStory.IsOurs(issue, project) =>
            [
                .. issue.Facts is { CannotShow: null, Strangers.IsEmpty: true } && issue.IsWholeOn(platform) ? [new(ActionIds.ApproveIssue, "Approve", ActionStyle.Primary, about)] : Array.Empty<CardAction>(),
                new(ActionIds.DenyIssue, "Deny", ActionStyle.Danger, about) 
                {
                    Says = CardText.Of($"Who asks for {What(issue.Facts)} is refused."), AsksFor = "Why not? The requester reads this in Bytebase.",
                },
            ],
            { Standing: IssueStanding.Active, Facts.Kind: IssueKind.AccessGrant } =>
            [
                new(ActionIds.EndIssue, "End now", ActionStyle.Danger, about) { Says = CardText.Of($"The statement can then not be run any more, from the next query on."), Confirms = "End now" },
            ],
            _ => [],
        };
    }

    public static string What(IssueFacts facts) => facts.Kind == IssueKind.RoleGrant ? $"the role {facts.Role}"
        : facts.Targets is [var one] ? $"one statement on {Database(one)}"
        : $"one statement on {facts.Targets.Length} databases";

    /// <summary>Of the usual form the names alone; any other as it is.</summary>
    private static string Database(string target) => target.Split('/') is ["instances", var instance, "databases", var database] ? $"{database} ({instance})" : target;

    private static IEnumerable<CardText> Exactly(BridgedIssue issue, string platform)
    {
        var facts = issue.Facts;
        if (facts.Kind == IssueKind.RoleGrant)
        {
            return facts.Condition.Length > 0 ? [CardText.Of($"Under this condition:"), CardText.Exact(facts.Condition)] : [CardText.Of($"⚠ Under no condition.")];
        }

        return facts.Statement.Length == 0 ? []
            : !IsLong(facts) ? [CardText.Exact(facts.Statement)]
            :
            [
                CardText.Exact(StatementWords.Beginning(facts.Statement)),
                CardText.Of($"This is its beginning. All of it, {StatementWords.Number(facts.Statement.Length)} characters in {facts.Statement.AsSpan().Count('\n') + 1} lines, {Where(issue, platform)}."),
            ];
    }

    private static string Where(BridgedIssue issue, string platform) => issue.IsWholeOn(platform) || issue.Standing != IssueStanding.Waiting
        ? "follows below"
        : "is to follow below, and it can be approved here once it stands there";

    private static IEnumerable<CardFact> Facts(BridgedIssue issue, IssuePeople people, BytebaseProject project)
    {
        var facts = issue.Facts;
        yield return new("Asks", CardText.Of($"{IssuePeople.Called(people.Creator, facts.Creator)}"));
        if (!string.Equals(facts.Creator, facts.Holder, StringComparison.OrdinalIgnoreCase))
        {
            yield return new("Would have it", CardText.Of($"{IssuePeople.Called(people.Holder, facts.Holder)}"));
        }

        if (facts.Kind == IssueKind.AccessGrant)
        {
            var databases = string.Join(", ", facts.Targets.Select(Database));
            yield return new(facts.Targets.Length == 1 ? "Database" : "Databases", CardText.Of($"{(databases.Length <= LongestFact ? databases : $"{facts.Targets.Length}, listed below")}"));
            if ((facts.Schema + facts.Container).Length > 0)
            {
                yield return new(facts.Schema.Length > 0 ? "Schema" : "Container", CardText.Of($"{facts.Schema}{(facts.Schema.Length > 0 && facts.Container.Length > 0 ? ", container " : "")}{facts.Container}"));
            }

            yield return new("Unmasked", CardText.Of($"{(facts.Unmask ? "⚠ yes: what is masked is shown plainly" : "no")}"));
            yield return new("Export", CardText.Of($"{(facts.Export ? "yes: the result may be taken out as a file" : "no")}"));
        }

        yield return Lasts(issue);
        yield return new("Project", CardText.Of($"{issue.Name.Project}"));
        if (issue.Standing == IssueStanding.Waiting)
        {
            yield return new("Decides", IssueStory.IsOurs(issue, project)
                ? CardText.Of($"{Wording.Either(project.Approvers)}, as Bytebase's {issue.Facts.OpenRole!}{Step(facts)}")
                : CardText.Of($"whoever holds {facts.OpenRole ?? "nobody knows which role"} in Bytebase{Step(facts)}"));
        }
    }

    private static string Step(IssueFacts facts) => facts.Roles.Length > 1 ? $" (step {facts.Heard.Length + 1} of {facts.Roles.Length})" : "";

    private static CardFact Lasts(BridgedIssue issue) => issue switch
    {
        { End: { } end } => new("Until", CardText.Of($"{end}")),
        { Facts.Until: { } until } => new("Until", CardText.Of($"{until}, whenever it is approved")),
        { Facts.Ttl: { } ttl } => new("For", CardText.Of($"{ttl}, from the approval")),
        _ => new("Until", CardText.Of($"⚠ no end")),
    };

    private static IEnumerable<CardText> Warnings(BridgedIssue issue, BytebaseProject project, string platform)
    {
        var facts = issue.Facts;
        var databases = string.Join(", ", facts.Targets.Select(Database));
        if (databases.Length > LongestFact)
        {
            yield return CardText.Code(databases);
        }

        if (issue.Standing != IssueStanding.Waiting)
        {
            yield break;
        }

        if (issue.HasOldOn(platform))
        {
            yield return IsLong(facts)
                ? CardText.Of($"⚠ What is asked was changed in Bytebase. Of the statements below, the last is what counts.")
                : CardText.Of($"⚠ What is asked was changed in Bytebase. This card is what counts; a statement below it is not asked for any more.");
        }

        foreach (var comments in StatementWords.Comments(facts.Statement))
        {
            yield return comments;
        }

        if (facts.CannotShow is { } why)
        {
            yield return CardText.Of($"⚠ It cannot be approved here, because {why}. Look at it in Bytebase.");
        }

        if (!facts.Strangers.IsEmpty)
        {
            yield return CardText.Of($"⚠ It cannot be approved here. {IssueWording.Strangers(facts.Strangers)}. {IssueWording.HowToKnow}");
        }

        if (!IssueStory.IsOurs(issue, project))
        {
            yield return CardText.Of($"JitBot's service account does not hold that role, so this step is decided in Bytebase itself.");
        }
    }
}
