using System.Collections.Immutable;
using JitBot.Core.Targets;

namespace JitBot.Core.Policy;

/// <summary>What a rule is matched against.</summary>
public sealed record RequestFacts(Target Target, string Level);

/// <summary>The one analysis that the form, the preview and the decision ask, so that they cannot disagree.</summary>
public sealed class PolicyEngine(PolicyDocument policy)
{
    /// <summary>The first rule that matches; never a yes without a human.</summary>
    public PinnedRule Match(RequestFacts facts)
    {
        var rule = policy.Rules.FirstOrDefault(candidate => Matches(candidate, facts)) ?? policy.Fallback;
        return new(rule.Name, policy.Version, rule.Approvers, rule.Approvals, rule.LongestDuration, rule.ExtendsWithoutApproval);
    }

    private static bool Matches(PolicyRule rule, RequestFacts facts) =>
        Allows(rule.Targets, facts.Target.Id) && Allows(rule.Environments, facts.Target.Environment) && Allows(rule.Levels, facts.Level);

    private static bool Allows(ImmutableArray<string> wanted, string found) =>
        wanted.IsEmpty || wanted.Contains(found, StringComparer.OrdinalIgnoreCase);
}
