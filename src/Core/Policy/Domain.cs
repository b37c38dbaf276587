using System.Collections.Frozen;
using System.Collections.Immutable;
using JitBot.Core.Policy.Conditions;

namespace JitBot.Core.Policy;

/// <summary>
/// The values worth trying for a name: those it is compared with, and one for each gap between them. Of what cannot be put in order there is a
/// stand-in for every other value.
/// </summary>
internal static class Domain
{
    // A text nobody writes into a policy.
    private static readonly CelValue AnythingElse = CelValue.Of("\u0001 anything else");

    public static FrozenDictionary<string, ImmutableArray<CelValue>> Of(IEnumerable<Formula> formulas) => formulas
        .SelectMany(formula => formula.Comparisons)
        .GroupBy(comparison => comparison.Name, StringComparer.Ordinal)
        .ToFrozenDictionary(
            comparisons => comparisons.Key,
            comparisons => Values([.. comparisons.Select(comparison => comparison.Literal).Distinct()]),
            StringComparer.Ordinal);

    /// <returns>Null if there is no order between them.</returns>
    public static int? Order(CelValue left, CelValue right) => (left, right) switch
    {
        (CelValue.Int { Value: var a }, CelValue.Int { Value: var b }) => a.CompareTo(b),
        (CelValue.Duration { Nanoseconds: var a }, CelValue.Duration { Nanoseconds: var b }) => a.CompareTo(b),
        (CelValue.Timestamp a, CelValue.Timestamp b) => (a.Seconds, a.Nanoseconds).CompareTo((b.Seconds, b.Nanoseconds)),
        _ => null,
    };

    private static ImmutableArray<CelValue> Values(ImmutableArray<CelValue> literals)
    {
        if (literals.All(literal => literal is CelValue.Bool))
        {
            return [CelValue.Of(true), CelValue.Of(false)];
        }

        var tried = literals.SelectMany(Around);
        var areInOrder = literals.All(literal => Order(literal, literals[0]) is not null);
        return [.. (areInOrder ? tried : tried.Append(AnythingElse)).Distinct()];
    }

    /// <summary>The literal, and its neighbours where it has any.</summary>
    private static IEnumerable<CelValue> Around(CelValue literal) => literal switch
    {
        CelValue.Int { Value: > long.MinValue and < long.MaxValue and var value } => [CelValue.Of(value - 1), literal, CelValue.Of(value + 1)],
        CelValue.Duration { Nanoseconds: > long.MinValue and < long.MaxValue and var value } =>
            [new CelValue.Duration(value - 1), literal, new CelValue.Duration(value + 1)],
        CelValue.Timestamp moment => [Beside(moment, -1), literal, Beside(moment, 1)],
        _ => [literal],
    };

    private static CelValue Beside(CelValue.Timestamp moment, long ticks)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(moment.Seconds).Ticks + (moment.Nanoseconds / TimeSpan.NanosecondsPerTick) + ticks;
        return CelValue.Of(new DateTimeOffset(Math.Clamp(at, DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero));
    }
}
