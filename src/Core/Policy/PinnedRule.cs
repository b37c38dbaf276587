using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace JitBot.Core.Policy;

/// <summary>The rule a request was submitted under, kept with it: a later policy does not change whom it waits for.</summary>
public sealed record PinnedRule
{
    public required string Name { get; init; }

    /// <summary>The hash of the policy it came from.</summary>
    public required string PolicyVersion { get; init; }

    /// <summary>Who has to approve, one step after the other; none if nobody has to.</summary>
    public ImmutableArray<ApprovalStep> Steps { get; init; } = [];

    public required TimeSpan LongestDuration { get; init; }

    /// <summary>Whether the holder may use up the longest duration without asking again.</summary>
    public bool ExtendsWithoutApproval { get; init; }

    /// <summary>What approvers are shown of how dangerous it is; the operator's own word.</summary>
    public string? Risk { get; init; }

    /// <summary>How long approvers have, if the end that is asked for does not come first.</summary>
    public TimeSpan LapsesAfter { get; init; } = PolicyRule.UsualLapse;

    /// <summary>How long before the end the holder is reminded; null for the usual time.</summary>
    public TimeSpan? RemindBefore { get; init; }

    /// <summary>Where decisions are asked for instead of the target's own channels, by platform.</summary>
    public ImmutableDictionary<string, string> Channels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The same with nobody who joins in later: an ask for more time is not escalated.</summary>
    public PinnedRule NotEscalated() => this with { Steps = [.. Steps.Select(step => step with { EscalateAfter = null, EscalateTo = [] })] };

    [JsonIgnore]
    public bool IsAutomatic => Steps.IsEmpty;

    /// <summary>Every group named in any step, those that join in later included.</summary>
    [JsonIgnore]
    public ImmutableArray<string> AllGroups => [.. Steps.SelectMany(step => step.Groups.Concat(step.EscalateTo)).Distinct(StringComparer.OrdinalIgnoreCase)];
}
