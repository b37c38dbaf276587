using System.Collections.Immutable;
using JitBot.Core.Policy.Conditions;

namespace JitBot.Core.Policy;

/// <summary>Says of a verdict which rule it was and why, and of each rule before it why not. Pure.</summary>
public static class ExplainRule
{
    // What a request keeps of it has to stay small: a document without room could not even take the end of its grant.
    private const int MostEarlier = 20;
    private const int MostCharacters = 8_000;
    private const int MostParts = 4;
    private const int MostValues = 8;
    private const int LongestText = 160;

    /// <param name="inFull">Whether every rule before it is explained; else as many as a request keeps, the nearest.</param>
    public static PolicyExplanation Of(PolicyVerdict verdict, PolicyDocument policy, RequestFacts facts, bool inFull = false)
    {
        var judge = new Judge(facts);
        var applied = Read(verdict.Rule, verdict.Place, applied: true);
        var (earlier, characters) = (new List<RuleReading>(), Length(applied));
        for (var place = verdict.Place - 1; place >= 0; place--)
        {
            var reading = Read(policy.Rules[place], place, applied: false);
            characters += Length(reading);
            if (!inFull && (earlier.Count == MostEarlier || characters > MostCharacters))
            {
                break;
            }

            earlier.Insert(0, reading);
        }

        return new()
        {
            Applied = applied,
            PolicyVersion = policy.Version,
            Earlier = [.. earlier],
            EarlierLeftOut = verdict.Place - earlier.Count,
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

    private static int Length(RuleReading reading) => reading.Rule.Length + (reading.Failure?.Length ?? 0)
        + reading.Parts.Sum(part => part.Text.Length + part.Values.Sum(value => value.Name.Length + value.Value.Length));

    private static ImmutableArray<ConditionPart> Parts(PolicyRule rule, Condition when, Judge judge, bool applied)
    {
        var variables = judge.Telling(rule, applied);
        var parts = when.Root.Conjuncts().Where(part => applied || when.Evaluate(part, variables) is not CelValue.Bool { Value: true });
        return [.. parts.Take(MostParts).Select(part => new ConditionPart(PlainText.Shorten(part.TextIn(when.Source), LongestText), Values(when, part, variables)))];
    }

    private static ImmutableArray<NamedValue> Values(Condition when, Node part, Variables variables) =>
    [
        .. part.Names().Select(name => new NamedValue(name.Name, PlainText.Shorten(Shown(when.Evaluate(name.Node, variables)), LongestText))).Distinct().Take(MostValues),
    ];

    private static string Shown(CelValue value) => value is CelValue.Error ? "unknown" : value.ToString()!;
}
