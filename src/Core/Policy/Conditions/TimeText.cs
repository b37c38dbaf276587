using System.Globalization;

namespace JitBot.Core.Policy.Conditions;

using static CelValue;

/// <summary>Moments as RFC 3339 and lengths of time as <c>1h30m</c>, <c>-1.5s</c>.</summary>
internal static class TimeText
{
    private static readonly (string Unit, long Nanoseconds)[] Units =
    [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000),
        ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ];

    /// <summary>In seconds.</summary>
    public static string Of(Duration duration)
    {
        var magnitude = Int128.Abs(duration.Nanoseconds);
        return (duration.Nanoseconds < 0 ? "-" : "") + (magnitude / TimeRange.NanosecondsASecond).ToString(CultureInfo.InvariantCulture)
            + Fraction((int)(magnitude % TimeRange.NanosecondsASecond)) + "s";
    }

    public static string Of(Timestamp moment) =>
        DateTimeOffset.FromUnixTimeSeconds(moment.Seconds).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)
        + Fraction(moment.Nanoseconds) + "Z";

    public static CelValue Timestamp(string text)
    {
        var zoneAt = text.Length > 19 ? text.AsSpan(19).IndexOfAny('Z', '+', '-') + 19 : -1;
        if (zoneAt < 19
            || !DateTime.TryParseExact(text.AsSpan(0, 19), "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            || Nanoseconds(text.AsSpan(19, zoneAt - 19)) is not { } nanoseconds
            || Zone(text.AsSpan(zoneAt)) is not { } zone)
        {
            return new Error($"{CelText.Quoted(PlainText.Shorten(text, 60))} is no moment of the years 1 to 9999 as in \"2026-01-31T08:00:00Z\"");
        }

        var seconds = (local.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
        return TimeRange.Timestamp(((Int128)(seconds - (long)zone.TotalSeconds) * TimeRange.NanosecondsASecond) + nanoseconds);
    }

    public static CelValue Duration(string text)
    {
        var rest = text.AsSpan();
        var isNegative = rest.StartsWith("-");
        rest = rest.StartsWith("-") || rest.StartsWith("+") ? rest[1..] : rest;
        var total = Int128.Zero;
        var isGood = rest.Length is > 0 and <= 100;
        rest = rest is "0" ? [] : rest;
        while (isGood && rest.Length > 0)
        {
            isGood = Part(ref rest, ref total);
        }

        return isGood
            ? TimeRange.Duration(isNegative ? -total : total)
            : new Error($"{CelText.Quoted(PlainText.Shorten(text, 60))} is no length of time as in \"8h\", \"1h30m\" or \"90s\"");
    }

    /// <summary><c>Z</c>, <c>+02:00</c>.</summary>
    private static TimeSpan? Zone(ReadOnlySpan<char> text) => text is "Z" ? TimeSpan.Zero : text[0] == 'Z' ? null : TimeZones.Fixed(text);

    private static int? Nanoseconds(ReadOnlySpan<char> fraction) =>
        fraction.Length == 0 ? 0
        : fraction.Length is > 1 and <= 10 && fraction[0] == '.' && fraction[1..].IndexOfAnyExceptInRange('0', '9') < 0
            ? int.Parse(fraction[1..].ToString().PadRight(9, '0'), CultureInfo.InvariantCulture)
        : null;

    private static string Fraction(int nanoseconds) =>
        nanoseconds == 0 ? "" : "." + nanoseconds.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0');

    /// <summary>One number and its unit, of which there may be several: <c>1h30m</c>.</summary>
    private static bool Part(ref ReadOnlySpan<char> rest, ref Int128 total)
    {
        var digits = rest.IndexOfAnyExcept("0123456789.");
        var number = rest[..Math.Max(digits, 0)];
        var unitLength = digits < 0 ? 0 : rest[digits..].IndexOfAny("0123456789.") is var next && next < 0 ? rest.Length - digits : next;
        var unit = rest.Slice(Math.Max(digits, 0), unitLength).ToString();
        var worth = Array.Find(Units, known => known.Unit == unit).Nanoseconds;
        if (worth == 0 || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            || amount > long.MaxValue)
        {
            return false;
        }

        // Below 2^63 times a day's nanoseconds: within 128 bits, and the range is looked at in the end.
        var whole = decimal.Truncate(amount);
        total += ((Int128)whole * worth) + (Int128)((amount - whole) * worth);
        rest = rest[(digits + unitLength)..];
        return true;
    }
}
