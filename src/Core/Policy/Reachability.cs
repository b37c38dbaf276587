using System.Collections.Frozen;
using System.Collections.Immutable;
using JitBot.Core.Policy.Conditions;

namespace JitBot.Core.Policy;

/// <summary>A rule that can never apply.</summary>
/// <param name="Place">From 0.</param>
/// <param name="ShadowedBy">The rules before it that always apply where it would; none if its condition contradicts itself.</param>
public sealed record RuleFinding(int Place, ImmutableArray<int> ShadowedBy);

/// <summary>
/// Finds rules that can never apply. For each it looks for one situation in which its condition holds and none before it does, taking every name,
/// and everything it does not understand, as free to be anything. So a finding is a proof; where the search would take too long there is none.
/// </summary>
public static class Reachability
{
    // So many comparisons are looked at for a whole policy; that takes a second or two.
    private const long MostLooks = 20_000_000;

    public static IEnumerable<RuleFinding> Of(PolicyDocument policy)
    {
        var looks = 0L;
        var formulas = policy.Rules.Select(rule => rule.When is { } when ? Formula.Of(when) : null).ToArray();
        foreach (var (place, formula) in formulas.Index())
        {
            if (formula is null)
            {
                continue;
            }

            // A rule that is judged table by table may fail to hold for each one alone and still have company: only those of the whole request shadow.
            var before = Enumerable.Range(0, place).Where(earlier => formulas[earlier] is not null && CanShadow(policy.Rules[earlier])).ToArray();
            if (Search(formula, [], ref looks) == false)
            {
                yield return new(place, []);
            }
            else if (Search(formula, [.. before.Select(earlier => formulas[earlier]!)], ref looks) == false)
            {
                yield return new(place, Culprits(formula, before, formulas!, ref looks));
            }
        }
    }

    /// <summary>
    /// With a condition on one table the two may be judged on different tables: an earlier one that any table makes true still applies whenever
    /// a later one on the same table does, but an automatic one that wants every table does not. So it is with databases.
    /// </summary>
    private static bool CanShadow(PolicyRule earlier) => !(earlier.IsOfOneDatabase && earlier.IsAutomatic);

    /// <summary>The fewest that are enough, as far as taking them away one by one finds out.</summary>
    private static ImmutableArray<int> Culprits(Formula formula, int[] before, Formula[] formulas, ref long looks)
    {
        var needed = before.ToList();
        foreach (var candidate in before)
        {
            var without = needed.Where(place => place != candidate).ToArray();
            if (Search(formula, [.. without.Select(place => formulas[place])], ref looks) == false)
            {
                needed.Remove(candidate);
            }
        }

        return [.. needed];
    }

    /// <returns>Whether there is a situation in which <paramref name="wanted"/> holds and none of the others does; null if that was not found out.</returns>
    private static bool? Search(Formula wanted, ImmutableArray<Formula> unwanted, ref long looks)
    {
        if (looks > MostLooks)
        {
            return null;
        }

        var search = new Situations(wanted, unwanted) { Looks = looks };
        var found = search.Try(0);
        looks = search.Looks;
        return found;
    }

    /// <summary>One search: names get their values one after the other, and a partial situation that settles it ends the branch.</summary>
    private sealed class Situations(Formula wanted, ImmutableArray<Formula> unwanted)
    {
        private readonly FrozenDictionary<string, ImmutableArray<CelValue>> _domains = Domain.Of([wanted, .. unwanted]);
        private readonly string[] _names = [.. wanted.Names.Concat(unwanted.SelectMany(formula => formula.Names)).Distinct(StringComparer.Ordinal)];
        private readonly Dictionary<string, CelValue> _situation = new(StringComparer.Ordinal);

        public long Looks { get; set; }

        private readonly long _comparisons = wanted.Comparisons.Concat(unwanted.SelectMany(formula => formula.Comparisons)).LongCount();

        public bool? Try(int next)
        {
            Looks += 1 + _comparisons;
            if (Looks > MostLooks)
            {
                return null;
            }

            var holds = wanted.Holds(_situation);
            if (holds == false)
            {
                return false;
            }

            var isOpen = holds is null;
            foreach (var other in unwanted)
            {
                switch (other.Holds(_situation))
                {
                    case true:
                        return false;
                    case null:
                        isOpen = true;
                        break;
                }
            }

            // What stays open when every name has its value compares things without an order: it may be either.
            if (!isOpen || next == _names.Length)
            {
                return isOpen ? null : true;
            }

            foreach (var value in _domains[_names[next]])
            {
                _situation[_names[next]] = value;
                var found = Try(next + 1);
                if (found != false)
                {
                    return found;
                }
            }

            _situation.Remove(_names[next]);
            return false;
        }
    }
}
