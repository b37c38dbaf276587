using System.Collections.Immutable;
using JitBot.Core.Policy.Conditions;

namespace JitBot.Core.Policy;

/// <summary>Says of a verdict which rule it was and why, and of each rule before it why not. Pure.</summary>
public static class ExplainRule
{
    // What a request keeps of it has to stay small.
    private const int MostEarlier = 20;
    private const int MostParts = 4;
    private const int LongestText = 160;

    /// <param name="mostEarlier">How many of the rules before it are explained, the nearest; as many as a request keeps, if not given.</param>
    public static PolicyExplanation Of(PolicyVerdict verdict, PolicyDocument policy, RequestFacts facts, int mostEarlier = MostEarlier)
    {
        var judge = new Judge(facts);
        var leftOut = Math.Max(0, verdict.Place - mostEarlier);
        return new()
        {
            Applied = Read(verdict.Rule, verdict.Place, applied: true),
            PolicyVersion = policy.Version,
            Earlier = [.. policy.Rules.Take(verdict.Place).Select((rule, place) => (rule, place)).Skip(leftOut).Select(entry => Read(entry.rule, entry.place, applied: false))],
            EarlierLeftOut = leftOut,
            AskedInstead = verdict.AskedInstead,
        };

        RuleReading Read(PolicyRule rule, int place, bool applied)
        {
            var failure = verdict.Failures.FirstOrDefault(failed => failed.Place == place)?.Why;
            return new(
                PlainText.Shorten(rule.Name, LongestText),
                rule.When is { } when ? Parts(rule, when, judge, applied) : [],
                failure is null ? null : PlainText.Shorten(failure, LongestText));
        }
    }

    private static ImmutableArray<ConditionPart> Parts(PolicyRule rule, Condition when, Judge judge, bool applied)
    {
        var variables = judge.Telling(rule, applied);
        var parts = when.Root.Conjuncts().Where(part => applied || when.Evaluate(part, variables) is not CelValue.Bool { Value: true });
        return [.. parts.Take(MostParts).Select(part => new ConditionPart(PlainText.Shorten(part.TextIn(when.Source), LongestText), Values(when, part, variables)))];
    }

    private static ImmutableArray<NamedValue> Values(Condition when, Node part, Variables variables) =>
    [
        .. part.Names().Select(name => new NamedValue(name.Name, PlainText.Shorten(Shown(when.Evaluate(name.Node, variables)), LongestText))).Distinct(),
    ];

    private static string Shown(CelValue value) => value is CelValue.Error ? "unknown" : value.ToString()!;
}
