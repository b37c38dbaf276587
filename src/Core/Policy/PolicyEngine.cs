using System.Collections.Immutable;
using JitBot.Core.Policy.Conditions;

namespace JitBot.Core.Policy;

/// <summary>
/// The one analysis that the form, the preview, the decision and the command line ask, so that they cannot disagree. Pure: a policy and what is
/// asked go in, a verdict comes out.
/// </summary>
public static class PolicyEngine
{
    /// <summary>
    /// The first rule that applies. One that cannot be judged never lets anything through: if people decide under it, they do; if not, the rules
    /// after it count, except that what is automatic under them is for the fallback's people to decide.
    /// </summary>
    public static PolicyVerdict Decide(PolicyDocument policy, RequestFacts facts)
    {
        var judge = new Judge(facts);
        var failures = ImmutableArray<RuleFailure>.Empty;
        foreach (var (place, rule) in policy.Rules.Index())
        {
            switch (judge.Holds(rule))
            {
                case CelValue.Bool { Value: true }:
                    return Verdict(policy, rule, place, facts, failures);
                case CelValue.Error error:
                    failures = failures.Add(new(place, error.Message));
                    if (rule is { Deny: null, IsAutomatic: false })
                    {
                        return Verdict(policy, rule, place, facts, failures);
                    }

                    break;
            }
        }

        return Verdict(policy, policy.Fallback, policy.Rules.Length, facts, failures);
    }

    /// <summary>The verdict of an automatic rule with the fallback's people in the place of nobody; the rule's own bounds stay.</summary>
    public static PolicyVerdict AskPeople(this PolicyVerdict verdict, PolicyDocument policy, RequestFacts facts, AskedInstead why) => verdict with
    {
        Pinned = verdict.Pinned with { Steps = policy.Fallback.Pin(policy.Version, facts.Target, facts.Kind).Steps },
        AskedInstead = why,
    };

    private static PolicyVerdict Verdict(PolicyDocument policy, PolicyRule rule, int place, RequestFacts facts, ImmutableArray<RuleFailure> failures)
    {
        var verdict = new PolicyVerdict(rule, place, rule.Pin(policy.Version, facts.Target, facts.Kind), failures);
        return verdict.IsAutomatic && !failures.IsEmpty ? verdict.AskPeople(policy, facts, AskedInstead.RuleFailed) : verdict;
    }
}
