using JitBot.Bot.Conversation.Cards;
using JitBot.Bot.Conversation.Commands;
using JitBot.Core.Grants;
using JitBot.Core.Requests;

namespace JitBot.Bot.Conversation;

internal static partial class Wording
{
    public static Note Of(ExtendOutcome outcome) => outcome switch
    {
        ExtendOutcome.Extended { Extension: var given } extended => new(CardTone.Good, $"{ExtensionCard.Words(given)} more",
            CardText.Of($"Your access, {ScopeWords.Title(extended.Request.Scope)}, ends {given.Until} now. {(extended.Request.Grant.OwnLogin is null ? "Credentials and open" : "Open")} sessions stay as they are.")),
        ExtendOutcome.Asked { Extension: var waiting } => new(CardTone.Good, "Asked for more time",
            CardText.Of($"{ExtensionCard.Words(waiting)} more waits for {Deciders(waiting.Rule)}. Until they decide, your access ends {waiting.From} as before.")),
        ExtendOutcome.AlreadyAsked { Extension: var waiting } => new(CardTone.Neutral, "More time is asked for already",
            CardText.Of($"{ExtensionCard.Words(waiting)} more waits for {Deciders(waiting.Rule)}. You hear from me when they decide.")),
        ExtendOutcome.EndMoved => new(CardTone.Neutral, "The end has moved since",
            CardText.Of($"Nothing was changed. The card shows the end as it is now; press again if you need more than that.")),
        ExtendOutcome.NoAccess { Request.State: RequestState.Pending or RequestState.Approved } => new(CardTone.Neutral, "Not there yet",
            CardText.Of($"There is no access yet to extend. Ask for more when it is there.")),
        ExtendOutcome.NoAccess over => new(CardTone.Neutral, "This access is over",
            CardText.Of($"It cannot be extended any more. Ask again: {Command(RequestLine.Write(over.Request, null))}")),
        ExtendOutcome.NotYours => NotYours,
        ExtendOutcome.Refused { Problem: DraftProblem.Missing } missing => new(CardTone.Warning, "Extending needs a reason",
            CardText.Of($"Say why; whoever decides reads it: {Command($"extend {missing.Request.Id} 1h because the restore still runs")}")),
        ExtendOutcome.Refused refused => new(CardTone.Warning, "That cannot be asked for",
            CardText.Of($"{Of(refused.Problem)} Nothing was changed.")),
        ExtendOutcome.TooLong { Most: var most } longer when most < DraftAnalyst.ShortestDuration => new(CardTone.Warning, "No more time than this",
            CardText.Of($"Rule {longer.Rule.Name} allows {DurationText.Words(longer.Rule.LongestDuration)} from any moment on, and you have that. Extend nearer to the end.")),
        ExtendOutcome.TooLong longer => new(CardTone.Warning, "That is too long",
            CardText.Of($"Rule {longer.Rule.Name} allows at most {DurationText.Words(longer.Rule.LongestDuration)} from now on, "
                + $"so at most {DurationText.Words(longer.Most)} more. Nothing was changed.")),
        ExtendOutcome.NobodyToDecide nobody => new(CardTone.Bad, "Nobody could decide this",
            CardText.Of($"Rule {nobody.Rule.Name} asks for {Deciders(nobody.Rule)}, and fewer people than that are there, "
                + $"linked to a chat and somebody else than you. Your access ends {nobody.Request.Grant.EndsAt!.Value} as before.")),
        ExtendOutcome.DeniedByPolicy denied => new(CardTone.Bad, "This is not allowed",
            CardText.Of($"{denied.Message} Rule {denied.Rule} refuses it. Your access ends {denied.Request.Grant.EndsAt!.Value} as before.")),
        ExtendOutcome.TooOften often => new(CardTone.Warning, "Extended too often",
            CardText.Of($"More time was asked for {often.Most} times, which is the most. Ask anew: {Command(RequestLine.Write(often.Request, null))}")),
        ExtendOutcome.Unbound unbound => new(CardTone.Bad, "Not extended",
            CardText.Of($"This access is for one address only, and {unbound.Request.Scope.Database} cannot hold it to that any more. {unbound.Why} "
                + $"Until then no time is added; your access ends {unbound.Request.Grant.EndsAt!.Value} as before.")),
        ExtendOutcome.TargetGone gone => new(CardTone.Bad, $"{gone.Request.Scope.Target} is no longer configured",
            CardText.Of($"This access cannot be extended; it ends {gone.Request.Grant.EndsAt!.Value} as before. An operator of JitBot knows why.")),
        ExtendOutcome.UnknownRequest => UnknownRequest,
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    /// <summary>Somebody needs more time, without saying for what, and it is not a single grant.</summary>
    public static Note ExtendWhich(IReadOnlyList<AccessRequest> live) => live switch
    {
        [] => new(CardTone.Neutral, "Nothing to extend", CardText.Of($"You have no access at the moment. {Command("mine")} lists what is waiting.")),
        [var first, ..] => new(CardTone.Neutral, "Extend which?", CardText.Of(
            $"You have {live.Count}: {string.Join("; ", live.Select(request => $"{ScopeWords.Title(request.Scope)} ({request.Id})"))}. "
            + $"For example: {Command($"extend {first.Id} 1h because the restore still runs")}")),
    };
}
