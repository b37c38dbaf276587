using System.Collections.Immutable;

namespace JitBot.Core.Policy;

/// <summary>What the policy says to a request.</summary>
/// <param name="Rule">The rule that applies.</param>
/// <param name="Place">Its place in the policy, from 0; as many as there are rules if it is the fallback.</param>
/// <param name="Pinned">The rule as the request would keep it.</param>
/// <param name="Failures">Rules before it, or itself, that could not be judged.</param>
public sealed record PolicyVerdict(PolicyRule Rule, int Place, PinnedRule Pinned, ImmutableArray<RuleFailure> Failures)
{
    /// <summary>What the requester is told; null if it is not refused.</summary>
    public string? Denied => Rule.Deny;

    public bool IsAutomatic => Denied is null && Pinned.IsAutomatic;

    /// <summary>Why people are asked although the rule alone would let it through; null if that is not so.</summary>
    public AskedInstead? AskedInstead { get; init; }
}

/// <summary>A condition that could not be judged.</summary>
/// <param name="Place">The rule's place, from 0.</param>
/// <param name="Why">In the words of the evaluation.</param>
public sealed record RuleFailure(int Place, string Why);

/// <summary>Why an automatic rule asks people after all.</summary>
public enum AskedInstead
{
    /// <summary>A rule before it could not be judged.</summary>
    RuleFailed,

    /// <summary>The person has had what the policy gives in a day.</summary>
    CapUsedUp,
}
