namespace JitBot.Core.Work;

/// <summary>How one bounded step of work went.</summary>
public abstract record WorkOutcome
{
    private WorkOutcome() { }

    /// <summary>What was due is done, or is no longer wanted.</summary>
    public sealed record Done : WorkOutcome;

    /// <summary>To be tried again; this request waits a growing while.</summary>
    /// <param name="After">A pause the other side asked for; null for the usual one.</param>
    public sealed record Again(string Why, TimeSpan? After = null) : WorkOutcome;

    /// <summary>The whole target cannot be reached: its work waits until a probe gets through, and nothing is written about each request.</summary>
    public sealed record TargetDown(string Why) : WorkOutcome;
}
