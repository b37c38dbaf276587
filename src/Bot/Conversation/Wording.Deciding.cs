using JitBot.Bot.Conversation.Cards;
using JitBot.Core.Approvals;
using JitBot.Core.Policy;
using JitBot.Core.Requests;

namespace JitBot.Bot.Conversation;

internal static partial class Wording
{
    /// <summary>To whoever pressed Approve or Deny; null where the card, now in its new state, says it all.</summary>
    public static Note? Of(DecideOutcome outcome, Names names) => outcome switch
    {
        DecideOutcome.Approved or DecideOutcome.Denied => null,
        DecideOutcome.DeniedByPolicy { Request.Audit: [.., var refused] } => new(CardTone.Warning, "The policy does not allow this any more",
            CardText.Of($"Rule {refused.Facts["rule"]} refuses it by now, so it was denied.")),
        DecideOutcome.NeededLater => new(CardTone.Warning, "Somebody else has to approve this step",
            CardText.Of($"You are needed for a later one, for which there is nobody else, and nobody approves twice. Nothing was changed.")),
        DecideOutcome.CapReached { Quota: { What: QuotaOf.Person } full } capped => new(CardTone.Warning, "They have enough at once",
            CardText.Of($"{names[capped.Request.Requester]} has access {full.Most} times over, which is the most at once. It still waits; approve it when one has ended.")),
        DecideOutcome.CapReached capped => new(CardTone.Warning, $"{capped.Request.Scope.Target} is full at the moment",
            CardText.Of($"{capped.Quota.Most} people's access is on there, which is the most at once. It still waits; approve it when one has ended.")),
        DecideOutcome.StillNeeds { Request: var waiting } when Ballot.Of(waiting) is { OpenStep: > 0, Step: not null } ballot && ballot.Given(ballot.OpenStep) == 0 =>
            new(CardTone.Good, "Your approval is on record", CardText.Of($"It waits for {WaitsFor(waiting)} now.")),
        DecideOutcome.StillNeeds { More: var more } => new(CardTone.Good, "Your approval is on record",
            CardText.Of($"{(more == 1 ? "One more person has" : $"{more} more people have")} to approve before anything changes.")),
        DecideOutcome.AlreadyDecided decided => new(CardTone.Neutral, "Already decided",
            CardText.Of($"{Standing.Story(decided.Request, names).LastOrDefault(text => !text.Quoted) ?? CardText.Of($"")} There is nothing left to decide. The card shows how it stands now.")),
        DecideOutcome.AlreadyVoted voted => new(CardTone.Neutral, "You have approved already",
            CardText.Of($"{voted.Given} of {voted.Needed} approvals are there; "
                + $"the rest has to come from others.")),
        DecideOutcome.TermsChanged => new(CardTone.Warning, "What is asked has changed",
            CardText.Of($"It is not what this card showed you. Read it again as it is now, then decide.")),
        DecideOutcome.OwnRequest own => new(CardTone.Warning, "This is your own request",
            CardText.Of($"Nobody decides their own. It waits for {WaitsFor(own.Request)}, somebody else than you.")),
        DecideOutcome.NotAnApprover not => new(CardTone.Warning, "This is not for you to decide",
            CardText.Of($"It waits for {WaitsFor(not.Request)}. Nothing was changed.")),
        DecideOutcome.SourceNotNamed other => new(CardTone.Warning, "This has to be decided in a chat",
            CardText.Of($"The policy does not take the word of {other.Source} for this step. Nothing was changed.")),
        DecideOutcome.NotLinked => new(CardTone.Warning, "Only people who are linked to a chat decide",
            CardText.Of($"An operator of JitBot can link this person. Nothing was changed.")),
        DecideOutcome.GroupsUnknown unknown => new(CardTone.Warning, "I cannot tell whether this is for you to decide",
            CardText.Of($"Slack does not say at the moment who is in {Either(unknown.Groups)}. Nothing was changed; press again in a minute.")),
        DecideOutcome.ApproverDisabled => new(CardTone.Bad, "You cannot decide",
            CardText.Of($"Your account is disabled in JitBot's directory. Nothing was changed.")),
        DecideOutcome.RequesterDisabled disabled => new(CardTone.Warning, "This cannot be approved",
            CardText.Of($"{names[disabled.Request.Requester]} is disabled in JitBot's directory. Deny it, or let it lapse.")),
        DecideOutcome.ReasonNeeded needed => ReasonNeeded("Denying needs a reason", needed.Problem),
        DecideOutcome.UnknownRequest => UnknownRequest,
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    private static Note ReasonNeeded(string title, DraftProblem problem) => new(CardTone.Warning, title,
        CardText.Of($"{(problem is DraftProblem.Missing ? "Say why in a few words; it is kept on record." : Of(problem))} Nothing was changed."));
}
