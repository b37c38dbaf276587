using System.Collections.Immutable;

namespace JitBot.Core.Policy.Conditions;

/// <summary>What came of reading a condition's text.</summary>
public abstract record ConditionReading
{
    private ConditionReading()
    {
    }

    public sealed record Readable(Condition Condition) : ConditionReading;

    /// <param name="Problems">At least one, in the order of the source.</param>
    public sealed record Unreadable(ImmutableArray<ConditionProblem> Problems) : ConditionReading;
}

/// <summary>What is wrong with a condition's text.</summary>
/// <param name="Offset">Where, in characters from the start of the source.</param>
/// <param name="Length">How much of the source it is about; 0 where something is missing.</param>
/// <param name="What">A sentence that quotes the text in question.</param>
/// <param name="Example">How it could be written.</param>
public sealed record ConditionProblem(int Offset, int Length, string What, string Example);
