using System.Collections.Frozen;
using System.Collections.Immutable;

namespace JitBot.Core.Policy.Conditions;

/// <summary>Every function and operator, by name. <c>&amp;&amp;</c> and <c>||</c> are the evaluation's own: they do not need both sides.</summary>
internal static class Functions
{
    private static readonly FrozenDictionary<string, ImmutableArray<Overload>> ByName = ((IEnumerable<Overload>)
        [
            .. Equality.Overloads, .. Comparison.Overloads, .. Arithmetic.Overloads, .. Conversions.Overloads, .. TextFunctions.Overloads,
            .. TimeFunctions.Overloads,
            Overload.Of<CelValue.Bool>("!", CelType.Bool, truth => CelValue.Of(!truth.Value)),
        ])
        .GroupBy(overload => overload.Name, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray(), StringComparer.Ordinal);

    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>Empty for a name that nothing has.</summary>
    public static ImmutableArray<Overload> Named(string name) => ByName.GetValueOrDefault(name, []);
}
