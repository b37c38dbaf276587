using System.Collections.Immutable;

namespace JitBot.Core.Policy;

/// <summary>One line of policy. An empty list of conditions asks nothing.</summary>
public sealed record PolicyRule
{
    public required string Name { get; init; }
    public ImmutableArray<string> Targets { get; init; } = [];
    public ImmutableArray<string> Environments { get; init; } = [];
    public ImmutableArray<string> Levels { get; init; } = [];

    /// <summary>Groups, any of whose members may decide.</summary>
    public required ImmutableArray<string> Approvers { get; init; }

    /// <summary>How many different people must approve.</summary>
    public int Approvals { get; init; } = 1;

    public required TimeSpan LongestDuration { get; init; }

    /// <summary>Whether a holder may extend up to the longest duration in all without anybody deciding anew.</summary>
    public bool ExtendsWithoutApproval { get; init; }
}

/// <summary>Rules in order; the first that matches wins, and what none matches is for the fallback's people to decide.</summary>
/// <param name="Version">A hash of all it says.</param>
public sealed record PolicyDocument(string Version, ImmutableArray<PolicyRule> Rules, PolicyRule Fallback);
