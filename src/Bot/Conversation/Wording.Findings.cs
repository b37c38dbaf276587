using JitBot.Bot.Conversation.Commands;
using JitBot.Core;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Sweep;

namespace JitBot.Bot.Conversation;

internal static partial class Wording
{
    private const int LongestAccount = 80;

    public static Note Of(FindingOutcome outcome, Names names) => outcome switch
    {
        FindingOutcome.Closing closing => new(CardTone.Good, "It is being closed",
            CardText.Of($"{Account(closing.Finding)} is closed and its sessions are cut within moments. Your word is on record.")),
        FindingOutcome.TryingAgain again => new(CardTone.Good, "It is tried again",
            CardText.Of($"The removal of {Account(again.Finding)} is tried within moments. If it fails, the reason is said anew.")),
        FindingOutcome.Kept { Before: { } before } kept => new(CardTone.Good, "It is left alone",
            CardText.Of($"{Account(kept.Finding)} is kept until {kept.Until}. {names[new(before.By)]} had it kept until {before.Until}.")),
        FindingOutcome.Kept kept => new(CardTone.Good, "It is left alone",
            CardText.Of($"{Account(kept.Finding)} is kept until {kept.Until}. Your word is on record.")),
        FindingOutcome.AlreadyClosing { Order.By: { } by } already => new(CardTone.Neutral, "Already decided",
            CardText.Of($"{Account(already.Finding)} is being closed, as {names[new(by)]} decided. Nothing was changed.")),
        FindingOutcome.AlreadyClosing already => new(CardTone.Neutral, "Already being closed",
            CardText.Of($"{Account(already.Finding)} is being closed at this moment. Nothing was changed.")),
        FindingOutcome.AlreadyGone gone => new(CardTone.Neutral, "Already gone",
            CardText.Of($"There is nothing left of {Account(gone.Finding)} to decide about.")),
        FindingOutcome.NotToDecide { Finding.Kind: FindingKind.SharedRole } role => new(CardTone.Warning, "This is to be undone by hand",
            CardText.Of($"{Account(role.Finding)} is a shared role. What was changed on it has to be undone on the server.")),
        FindingOutcome.NotToDecide late => new(CardTone.Warning, "It is being ended already",
            CardText.Of($"{Account(late.Finding)} may still give access beyond its end, so it is never kept, and ending it is tried all the time. Nothing was changed.")),
        FindingOutcome.NotAnOwner not => new(CardTone.Warning, "Only owners decide about this",
            CardText.Of($"You are not one of the owners of {not.Target.Id}. Ask somebody in {Either(not.Target.Owners)}, or the operators of JitBot. Nothing was changed.")),
        FindingOutcome.ReasonNeeded needed => ReasonNeeded("A reason is needed", needed.Problem),
        FindingOutcome.NotATime time => new(CardTone.Warning, "That is no time to keep it",
            CardText.Of($"An account is kept for at most {DurationText.Words(time.Longest)}, and until a time to come. Nothing was changed.")),
        FindingOutcome.UnknownFinding unknown => new(CardTone.Neutral, "There is nothing of the kind any more",
            CardText.Of($"{(unknown.There.IsEmpty ? $"Nothing on {unknown.Target} waits for a decision" : $"It is not on {unknown.Target} any more")}, so nothing was changed.")),
        FindingOutcome.UnknownTarget => new(CardTone.Warning, "That target is not configured any more",
            CardText.Of($"Nothing was changed. {new CardPiece.Code("./jitbot residue")} lists what is left over there.")),
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    /// <summary>Who is named in an outcome's words.</summary>
    public static IEnumerable<PersonId> People(FindingOutcome outcome) => outcome switch
    {
        FindingOutcome.Kept { Before: { } before } => [new(before.By)],
        FindingOutcome.AlreadyClosing { Order.By: { } by } => [new(by)],
        _ => [],
    };

    private static string Account(SweepFinding finding) => PlainText.Shorten(finding.Account, LongestAccount);
}
