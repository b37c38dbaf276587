using System.Collections.Immutable;
using JitBot.Bot.Conversation;
using JitBot.Core.Requests;

namespace JitBot.Bot.Bytebase;

/// <summary>What whoever pressed is told, and what Bytebase is.</summary>
internal static class IssueWording
{
    public static Note Of(IssueOutcome outcome) => outcome switch
    {
        IssueOutcome.Given given => new(CardTone.Good, $"Your {IssueStory.Noun(given.Word.Kind)} is on its way",
            CardText.Of($"It is on record and goes to Bytebase now. The card says in a moment what came of it.")),
        IssueOutcome.OnItsWay other => new(CardTone.Neutral, "Somebody was first",
            CardText.Of($"{other.Word.Name}'s {IssueStory.Noun(other.Word.Kind)} is on its way to Bytebase. Nothing was changed.")),
        IssueOutcome.AlreadyDecided => new(CardTone.Neutral, "There is nothing left to decide",
            CardText.Of($"The card shows how it stands now. Nothing was changed.")),
        IssueOutcome.TermsChanged => new(CardTone.Warning, "What is asked has changed",
            CardText.Of($"It is not what this card showed you. Read it again as it is now, then decide.")),
        IssueOutcome.OwnRequest => new(CardTone.Warning, "This is your own request",
            CardText.Of($"Nobody decides their own, whatever Bytebase would let pass. Nothing was changed.")),
        IssueOutcome.AlreadyApproved => new(CardTone.Neutral, "You have approved already",
            CardText.Of($"It waits for one more role of Bytebase's, which is for somebody else. Nothing was changed.")),
        IssueOutcome.NotAnApprover not => new(CardTone.Warning, "This is not for you to decide",
            CardText.Of($"It waits for somebody in {Wording.Either(not.Groups)}. Nothing was changed.")),
        IssueOutcome.GroupsUnknown unknown => new(CardTone.Warning, "I cannot tell whether this is for you to decide",
            CardText.Of($"Slack does not say at the moment who is in {Wording.Either(unknown.Groups)}. Nothing was changed; press again in a minute.")),
        IssueOutcome.ApproverDisabled => new(CardTone.Bad, "You cannot decide",
            CardText.Of($"Your account is disabled in JitBot's directory. Nothing was changed.")),
        IssueOutcome.RequesterDisabled disabled => new(CardTone.Warning, "This cannot be approved",
            CardText.Of($"{disabled.Email} is disabled in JitBot's directory. Deny it.")),
        IssueOutcome.RequesterUnknown unknown => new(CardTone.Warning, "This cannot be approved",
            CardText.Of($"{Strangers(unknown.Emails)}. {HowToKnow} Nothing was changed.")),
        IssueOutcome.WaitsForRole waits => new(CardTone.Warning, "It waits for somebody else",
            CardText.Of($"{(waits.Role.Length == 0 ? "Bytebase names no role whose turn it is" : $"It is the turn of {waits.Role}, which JitBot's service account does not hold")}. It is decided in Bytebase itself.")),
        IssueOutcome.CannotShow cannot => new(CardTone.Warning, "This cannot be approved here",
            CardText.Of($"What would be approved cannot be shown exactly: {cannot.Why}. Look at it in Bytebase.")),
        IssueOutcome.NotWhole => new(CardTone.Warning, "The whole statement is not here yet",
            CardText.Of($"It follows below the card. Read it there, then approve; if it does not come, look at it in Bytebase. Nothing was changed.")),
        IssueOutcome.ReasonNeeded needed => new(CardTone.Warning, "Denying needs a reason",
            CardText.Of($"{(needed.Problem is DraftProblem.Missing ? "Say why in a few words; the requester reads it in Bytebase." : Wording.Of(needed.Problem))} Nothing was changed.")),
        IssueOutcome.NotToEnd => new(CardTone.Warning, "A role is taken away in Bytebase",
            CardText.Of($"Only access to run a statement is ended from here. Nothing was changed.")),
        IssueOutcome.UnknownIssue => Unknown,
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    /// <summary>The way out for somebody whom nobody here knows.</summary>
    public static string HowToKnow => "An operator adds them with that address to JitBot's People. Until then it can be denied here, or decided in Bytebase.";

    /// <summary>A sentence without its end.</summary>
    public static string Strangers(ImmutableArray<string> emails) =>
        $"JitBot knows nobody whose address is {Wording.Either([.. emails.Select(email => email.Length > 0 ? email : "empty")])}, so nobody can tell whether they are who decides";

    public static Note Unknown { get; } = new(CardTone.Warning, "This is not known any more", CardText.Of($"Look at it in Bytebase. Nothing was changed."));

    /// <summary>Bytebase's own record names the service account; this is where it names who decided.</summary>
    public static string Comment(IssueWord word)
    {
        var door = word.Via?.Split(' ')[0] switch { "slack" => " in Slack", "teams" => " in Microsoft Teams", _ => "" };
        return $"{(word.Kind == WordKind.Approve ? "Approved" : "Denied")} by {word.Name} <{word.Email}>{door}, through JitBot.{(word.Reason is { } reason ? $" {reason}" : "")}";
    }
}
