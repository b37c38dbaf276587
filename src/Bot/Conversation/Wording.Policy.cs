using JitBot.Core.Approvals;
using JitBot.Core.Policy;
using JitBot.Core.Requests;

namespace JitBot.Bot.Conversation;

internal static partial class Wording
{
    public static Note Of(NudgeOutcome outcome) => outcome switch
    {
        NudgeOutcome.Nudged nudged => new(CardTone.Good, "They are asked to look",
            CardText.Of($"It waits for {WaitsFor(nudged.Request)}. There is one nudge for each request.")),
        NudgeOutcome.AlreadyNudged nudged => new(CardTone.Neutral, "You have nudged already",
            CardText.Of($"That was {nudged.At}, and there is one nudge for each request. It waits for {WaitsFor(nudged.Request)}.")),
        NudgeOutcome.AlreadyDecided => new(CardTone.Neutral, "Already decided", CardText.Of($"Nothing waits any more. The card shows how it stands now.")),
        NudgeOutcome.NotYours => NotYours,
        NudgeOutcome.UnknownRequest => UnknownRequest,
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    /// <summary>Why this rule and none before it, as it was found when it was asked.</summary>
    public static Note Why(AccessRequest request) => request.Explanation is { } explanation && Explained(explanation).ToArray() is [var first, .. var rest]
        ? new(CardTone.Neutral, $"Why rule {request.Rule.Name}", first) { More = [.. rest] }
        : new(CardTone.Neutral, $"Rule {request.Rule.Name}", CardText.Of($"Why it applied is not on record with this request."));

    public static IEnumerable<CardText> Explained(PolicyExplanation explanation)
    {
        yield return Applied(explanation.Applied);
        if (explanation.AskedInstead is { } why)
        {
            yield return CardText.Of($"{(why == AskedInstead.CapUsedUp
                ? "It would need nobody, but the day's automatic approvals are used up: people decide."
                : "It would need nobody, but a rule before it could not be judged: people decide.")}");
        }

        if (explanation.EarlierLeftOut > 0)
        {
            yield return CardText.Of($"{explanation.EarlierLeftOut} more rules before these do not apply either.") with { Subtle = true };
        }

        foreach (var earlier in explanation.Earlier)
        {
            yield return NotApplied(earlier);
        }

        yield return CardText.Of($"Policy {explanation.PolicyVersion}") with { Subtle = true };
    }

    private static CardText Applied(RuleReading reading) => reading switch
    {
        { Failure: { } failure } => CardText.Of($"Rule {reading.Rule} could not be judged, so its people decide: {failure}"),
        { Parts: [] } => CardText.Of($"Rule {reading.Rule} applies to whatever no rule before it takes."),
        _ => CardText.Of($"Rule {reading.Rule} applies: {Parts(reading)}"),
    };

    private static CardText NotApplied(RuleReading reading) => reading.Failure is { } failure
        ? CardText.Of($"Rule {reading.Rule} could not be judged: {failure}")
        : CardText.Of($"Rule {reading.Rule} does not: {Parts(reading)}");

    private static CardText Parts(RuleReading reading) => reading.Parts switch
    {
        [] => CardText.Of($"nothing is asked"),
        [var only] => Part(only),
        [var first, .. var rest] => rest.Aggregate(Part(first), (words, part) => CardText.Of($"{words}; {Part(part)}")),
    };

    /// <summary>Such as <c>request.level == "write"</c>, with what the name stood for.</summary>
    private static CardText Part(ConditionPart part) => part.Values is []
        ? CardText.Of($"{new CardPiece.Code(part.Text)}")
        : CardText.Of($"{new CardPiece.Code(part.Text)}, where {string.Join(" and ", part.Values.Select(value => $"{value.Name} is {value.Value}"))}");
}
