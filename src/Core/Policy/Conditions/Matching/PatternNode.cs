using System.Collections.Immutable;

namespace JitBot.Core.Policy.Conditions.Matching;

/// <summary>One part of a pattern. Which of several ways a text matches is never asked, so groups and laziness leave no trace.</summary>
internal abstract record PatternNode
{
    private PatternNode()
    {
    }

    public sealed record One(SignSet Signs) : PatternNode;

    public sealed record Place(PlaceKind Kind) : PatternNode;

    public sealed record Sequence(ImmutableArray<PatternNode> Parts) : PatternNode;

    public sealed record Either(ImmutableArray<PatternNode> Ways) : PatternNode;

    /// <param name="Most">Null for any number.</param>
    public sealed record Repeat(PatternNode Part, int Least, int? Most) : PatternNode;
}

internal enum PlaceKind
{
    TextStart,
    TextEnd,
    LineStart,
    LineEnd,
    WordEdge,
    NoWordEdge,
}
