using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace JitBot.Core.Policy.Conditions;

using static CelValue;

/// <summary>One type from another; what does not fit is an error, never rounded away.</summary>
internal static class Conversions
{
    private const double TwoTo63 = 9223372036854775808.0;
    private const double TwoTo64 = 18446744073709551616.0;
    private const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    public static IEnumerable<Overload> Overloads =>
    [
        Same<Int>("int", CelType.Int),
        Overload.Of<Uint>("int", CelType.Int, a => a.Value <= long.MaxValue ? new Int((long)a.Value) : OutOfRange(a, "int")),
        Overload.Of<CelValue.Double>("int", CelType.Int, a => a.Value is > -TwoTo63 and < TwoTo63 ? new Int((long)a.Value) : OutOfRange(a, "int")),
        Overload.Of<CelValue.String>("int", CelType.Int, a =>
            long.TryParse(a.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? new Int(value) : NoSuch(a, "int")),
        Overload.Of<Timestamp>("int", CelType.Int, a => new Int(a.Seconds)),

        Same<Uint>("uint", CelType.Uint),
        Overload.Of<Int>("uint", CelType.Uint, a => a.Value >= 0 ? new Uint((ulong)a.Value) : OutOfRange(a, "uint")),
        Overload.Of<CelValue.Double>("uint", CelType.Uint, a => a.Value is >= 0 and < TwoTo64 ? new Uint((ulong)a.Value) : OutOfRange(a, "uint")),
        Overload.Of<CelValue.String>("uint", CelType.Uint, a =>
            ulong.TryParse(a.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? new Uint(value) : NoSuch(a, "uint")),

        Same<CelValue.Double>("double", CelType.Double),
        Overload.Of<Int>("double", CelType.Double, a => new CelValue.Double(a.Value)),
        Overload.Of<Uint>("double", CelType.Double, a => new CelValue.Double(a.Value)),
        Overload.Of<CelValue.String>("double", CelType.Double, a =>
            double.TryParse(a.Value, Decimal, CultureInfo.InvariantCulture, out var value)
                ? new CelValue.Double(value) : NoSuch(a, "double")),

        Same<CelValue.String>("string", CelType.String),
        Overload.Of<Bool>("string", CelType.String, a => new CelValue.String(a.Value ? "true" : "false")),
        Overload.Of<Int>("string", CelType.String, a => new CelValue.String(a.Value.ToString(CultureInfo.InvariantCulture))),
        Overload.Of<Uint>("string", CelType.String, a => new CelValue.String(a.Value.ToString(CultureInfo.InvariantCulture))),
        Overload.Of<CelValue.Double>("string", CelType.String, a => new CelValue.String(CelText.Number(a.Value))),
        Overload.Of<Bytes>("string", CelType.String, Decoded),
        Overload.Of<Timestamp>("string", CelType.String, a => new CelValue.String(TimeText.Of(a))),
        Overload.Of<Duration>("string", CelType.String, a => new CelValue.String(TimeText.Of(a))),

        Same<Bytes>("bytes", CelType.Bytes),
        Overload.Of<CelValue.String>("bytes", CelType.Bytes, a => new Bytes([.. Encoding.UTF8.GetBytes(a.Value)])),

        Same<Bool>("bool", CelType.Bool),
        Overload.Of<CelValue.String>("bool", CelType.Bool, a => a.Value switch
        {
            "1" or "t" or "T" or "true" or "TRUE" or "True" => Bool.True,
            "0" or "f" or "F" or "false" or "FALSE" or "False" => Bool.False,
            _ => NoSuch(a, "bool"),
        }),

        Same<Duration>("duration", CelType.Duration),
        Overload.Of<CelValue.String>("duration", CelType.Duration, a => TimeText.Duration(a.Value)),
        Same<Timestamp>("timestamp", CelType.Timestamp),
        Overload.Of<CelValue.String>("timestamp", CelType.Timestamp, a => TimeText.Timestamp(a.Value)),
        Overload.Of<Int>("timestamp", CelType.Timestamp, a => TimeRange.Timestamp((Int128)a.Value * TimeRange.NanosecondsASecond)),

        Overload.Of<CelValue>("dyn", CelType.Dyn, a => a),
        Overload.Of<CelValue>("type", CelType.Type, a => new CelValue.Type(TypeNames.NameOf(a))),
    ];

    private static Overload Same<T>(string name, CelType type)
        where T : CelValue => Overload.Of<T>(name, type, a => a);

    private static CelValue Decoded(Bytes bytes) => Utf8.IsValid(bytes.Value.AsSpan())
        ? new CelValue.String(Encoding.UTF8.GetString(bytes.Value.AsSpan()))
        : new Error("these bytes are not UTF-8");

    private static Error OutOfRange(CelValue value, string type) => new($"{CelText.Brief(value)} is out of range for {type}");

    private static Error NoSuch(CelValue.String text, string type) => new($"{CelText.Brief(text)} is no {type}");
}
