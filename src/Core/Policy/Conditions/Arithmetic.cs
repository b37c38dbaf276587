namespace JitBot.Core.Policy.Conditions;

using static CelValue;

/// <summary><c>+ - * / %</c>. Whole numbers stay within 64 bits or are an error; types are never mixed.</summary>
internal static class Arithmetic
{
    private static readonly Error Overflow = new("the result is beyond 64 bits (overflow)");
    private static readonly Error ByZero = new("division by zero");

    public static IEnumerable<Overload> Overloads =>
    [
        Overload.Of<Int, Int>("+", CelType.Int, (a, b) => Whole((Int128)a.Value + b.Value)),
        Overload.Of<Int, Int>("-", CelType.Int, (a, b) => Whole((Int128)a.Value - b.Value)),
        Overload.Of<Int, Int>("*", CelType.Int, (a, b) => Whole((Int128)a.Value * b.Value)),
        Overload.Of<Int, Int>("/", CelType.Int, (a, b) => b.Value == 0 ? ByZero : Whole((Int128)a.Value / b.Value)),
        Overload.Of<Int, Int>("%", CelType.Int, (a, b) => b.Value == 0 ? ByZero : Whole((Int128)a.Value % b.Value)),
        Overload.Of<Int>("-", CelType.Int, a => Whole(-(Int128)a.Value)),

        Overload.Of<Uint, Uint>("+", CelType.Uint, (a, b) => Unsigned((UInt128)a.Value + b.Value)),
        Overload.Of<Uint, Uint>("-", CelType.Uint, (a, b) => a.Value < b.Value ? Overflow : Unsigned(a.Value - b.Value)),
        Overload.Of<Uint, Uint>("*", CelType.Uint, (a, b) => Unsigned((UInt128)a.Value * b.Value)),
        Overload.Of<Uint, Uint>("/", CelType.Uint, (a, b) => b.Value == 0 ? ByZero : Unsigned(a.Value / b.Value)),
        Overload.Of<Uint, Uint>("%", CelType.Uint, (a, b) => b.Value == 0 ? ByZero : Unsigned(a.Value % b.Value)),

        Overload.Of<CelValue.Double, CelValue.Double>("+", CelType.Double, (a, b) => new CelValue.Double(a.Value + b.Value)),
        Overload.Of<CelValue.Double, CelValue.Double>("-", CelType.Double, (a, b) => new CelValue.Double(a.Value - b.Value)),
        Overload.Of<CelValue.Double, CelValue.Double>("*", CelType.Double, (a, b) => new CelValue.Double(a.Value * b.Value)),
        Overload.Of<CelValue.Double, CelValue.Double>("/", CelType.Double, (a, b) => new CelValue.Double(a.Value / b.Value)),
        Overload.Of<CelValue.Double>("-", CelType.Double, a => new CelValue.Double(-a.Value)),

        Overload.Of<CelValue.String, CelValue.String>("+", CelType.String, (a, b) => new CelValue.String(a.Value + b.Value)),
        Overload.Of<Bytes, Bytes>("+", CelType.Bytes, (a, b) => new Bytes(a.Value.AddRange(b.Value))),
        Overload.Of<CelValue.List, CelValue.List>("+", new CelType.List(CelType.Dyn), (a, b) => new CelValue.List(a.Items.AddRange(b.Items))),

        Overload.Of<Duration, Duration>("+", CelType.Duration, (a, b) => TimeRange.Duration((Int128)a.Nanoseconds + b.Nanoseconds)),
        Overload.Of<Duration, Duration>("-", CelType.Duration, (a, b) => TimeRange.Duration((Int128)a.Nanoseconds - b.Nanoseconds)),
        Overload.Of<Timestamp, Duration>("+", CelType.Timestamp, (a, b) => TimeRange.Timestamp(a.Total() + b.Nanoseconds)),
        Overload.Of<Duration, Timestamp>("+", CelType.Timestamp, (a, b) => TimeRange.Timestamp(b.Total() + a.Nanoseconds)),
        Overload.Of<Timestamp, Duration>("-", CelType.Timestamp, (a, b) => TimeRange.Timestamp(a.Total() - b.Nanoseconds)),
        Overload.Of<Timestamp, Timestamp>("-", CelType.Duration, (a, b) => TimeRange.Duration(a.Total() - b.Total())),
    ];

    private static CelValue Whole(Int128 value) => value >= long.MinValue && value <= long.MaxValue ? new Int((long)value) : Overflow;

    private static CelValue Unsigned(UInt128 value) => value <= ulong.MaxValue ? new Uint((ulong)value) : Overflow;
}
