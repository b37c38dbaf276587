using System.Collections.Immutable;

namespace JitBot.Core.Policy;

/// <summary>Why a rule applied and those before it did not: kept with the request, shown by <c>policy explain</c> and by <em>Why?</em> on a card.</summary>
public sealed record PolicyExplanation
{
    /// <summary>The rule that applied.</summary>
    public required RuleReading Applied { get; init; }

    public required string PolicyVersion { get; init; }

    /// <summary>The rules before it, first to last; of very many, the nearest.</summary>
    public ImmutableArray<RuleReading> Earlier { get; init; } = [];

    /// <summary>How many more there are before those.</summary>
    public int EarlierLeftOut { get; init; }

    public AskedInstead? AskedInstead { get; init; }
}

/// <summary>How one rule read the request.</summary>
/// <param name="Parts">What decided: of a rule that applied all it asks, of one that did not what did not hold.</param>
/// <param name="Failure">Why it could not be judged; null if it could.</param>
public sealed record RuleReading(string Rule, ImmutableArray<ConditionPart> Parts, string? Failure = null);

/// <summary>A part of a condition, and what the names in it stood for.</summary>
/// <param name="Text">As the operator wrote it.</param>
public sealed record ConditionPart(string Text, ImmutableArray<NamedValue> Values);

/// <param name="Name">Such as <c>request.level</c>.</param>
/// <param name="Value">As a literal, shortened.</param>
public sealed record NamedValue(string Name, string Value);
