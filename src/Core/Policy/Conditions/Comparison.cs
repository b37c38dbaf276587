using System.Text;

namespace JitBot.Core.Policy.Conditions;

using static CelValue;

/// <summary><c>&lt;</c> and its kin. Numbers of different types are compared as numbers; strings by code point; false is before true.</summary>
internal static class Comparison
{
    public static IEnumerable<Overload> Overloads =>
    [
        .. Of<Bool, Bool>((a, b) => a.Value.CompareTo(b.Value)),
        .. Of<Int, Int>(Numbers), .. Of<Int, Uint>(Numbers), .. Of<Int, CelValue.Double>(Numbers),
        .. Of<Uint, Int>(Numbers), .. Of<Uint, Uint>(Numbers), .. Of<Uint, CelValue.Double>(Numbers),
        .. Of<CelValue.Double, Int>(Numbers), .. Of<CelValue.Double, Uint>(Numbers), .. Of<CelValue.Double, CelValue.Double>(Numbers),
        .. Of<CelValue.String, CelValue.String>((a, b) => CodePoints(a.Value, b.Value)),
        .. Of<Bytes, Bytes>((a, b) => a.Value.AsSpan().SequenceCompareTo(b.Value.AsSpan())),
        .. Of<Timestamp, Timestamp>((a, b) => (a.Seconds, a.Nanoseconds).CompareTo((b.Seconds, b.Nanoseconds))),
        .. Of<Duration, Duration>((a, b) => a.Nanoseconds.CompareTo(b.Nanoseconds)),
    ];

    /// <summary>Null if one is not a number, which is neither less nor more nor equal. Beside a double, whole numbers are rounded to one.</summary>
    public static int? Numbers(CelValue left, CelValue right) => (left, right) switch
    {
        (Int a, Int b) => a.Value.CompareTo(b.Value),
        (Uint a, Uint b) => a.Value.CompareTo(b.Value),
        (Int a, Uint b) => a.Value < 0 ? -1 : ((ulong)a.Value).CompareTo(b.Value),
        (Uint a, Int b) => b.Value < 0 ? 1 : a.Value.CompareTo((ulong)b.Value),
        _ => (AsDouble(left), AsDouble(right)) is var (a, b) && !double.IsNaN(a) && !double.IsNaN(b) ? a.CompareTo(b) : null,
    };

    private static double AsDouble(CelValue number) => number switch
    {
        Int whole => whole.Value,
        Uint whole => whole.Value,
        CelValue.Double other => other.Value,
        _ => double.NaN,
    };

    /// <summary>In UTF-16 the surrogates would come before the last part of the first plane.</summary>
    private static int CodePoints(string left, string right)
    {
        var at = left.AsSpan().CommonPrefixLength(right);
        at -= at > 0 && char.IsHighSurrogate(left[at - 1]) ? 1 : 0;
        return (at == left.Length, at == right.Length) switch
        {
            (true, true) => 0,
            (true, false) => -1,
            (false, true) => 1,
            _ => CodePoint(left, at).CompareTo(CodePoint(right, at)),
        };
    }

    private static int CodePoint(string text, int at) => Rune.TryGetRuneAt(text, at, out var rune) ? rune.Value : text[at];

    private static IEnumerable<Overload> Of<T1, T2>(Func<T1, T2, int?> compare)
        where T1 : CelValue
        where T2 : CelValue =>
    [
        Overload.Of<T1, T2>("<", CelType.Bool, (a, b) => CelValue.Of(compare(a, b) < 0)),
        Overload.Of<T1, T2>("<=", CelType.Bool, (a, b) => CelValue.Of(compare(a, b) <= 0)),
        Overload.Of<T1, T2>(">", CelType.Bool, (a, b) => CelValue.Of(compare(a, b) > 0)),
        Overload.Of<T1, T2>(">=", CelType.Bool, (a, b) => CelValue.Of(compare(a, b) >= 0)),
    ];
}
