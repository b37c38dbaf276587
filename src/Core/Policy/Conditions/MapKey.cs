using System.Diagnostics.CodeAnalysis;

namespace JitBot.Core.Policy.Conditions;

using static CelValue;

/// <summary>Which keys a map may have and which of them are the same: <c>1</c> finds what <c>1u</c> and <c>1.0</c> find.</summary>
internal static class MapKey
{
    public static readonly IEqualityComparer<CelValue> Comparer = new ByNumber();

    public static bool IsOne(CelValue value) => value is Bool or Int or Uint or CelValue.String;

    /// <summary>The key that a lookup asks for; null for what no map has.</summary>
    public static CelValue? Find(CelValue asked) => asked switch
    {
        CelValue.Double number when !double.IsInteger(number.Value) => null,
        CelValue.Double { Value: >= -9223372036854775808.0 and < 9223372036854775808.0 } whole => new Int((long)whole.Value),
        CelValue.Double { Value: >= 9223372036854775808.0 and < 18446744073709551616.0 } large => new Uint((ulong)large.Value),
        _ when IsOne(asked) => asked,
        _ => null,
    };

    private sealed class ByNumber : IEqualityComparer<CelValue>
    {
        public bool Equals(CelValue? x, CelValue? y) => (x, y) switch
        {
            (Int a, Uint b) => a.Value >= 0 && (ulong)a.Value == b.Value,
            (Uint a, Int b) => b.Value >= 0 && (ulong)b.Value == a.Value,
            _ => object.Equals(x, y),
        };

        public int GetHashCode([DisallowNull] CelValue key) => key switch
        {
            Int number => number.Value.GetHashCode(),
            Uint number => unchecked((long)number.Value).GetHashCode(),
            _ => key.GetHashCode(),
        };
    }
}
