namespace JitBot.Core.Policy.Conditions;

/// <summary>Moments of the years 1 to 9999 and lengths of time of 64 bits of nanoseconds, about 292 years; beyond is an error.</summary>
internal static class TimeRange
{
    public const long NanosecondsASecond = 1_000_000_000;

    private const long FirstSecond = -62_135_596_800;
    private const long LastSecond = 253_402_300_799;

    public static bool IsSecond(long since1970) => since1970 is >= FirstSecond and <= LastSecond;

    /// <summary>Nanoseconds since 1970.</summary>
    public static Int128 Total(this CelValue.Timestamp moment) => ((Int128)moment.Seconds * NanosecondsASecond) + moment.Nanoseconds;

    public static CelValue Duration(Int128 nanoseconds) => nanoseconds >= long.MinValue && nanoseconds <= long.MaxValue
        ? new CelValue.Duration((long)nanoseconds)
        : new CelValue.Error("the length of time is out of range (292 years)");

    /// <param name="nanoseconds">Since 1970.</param>
    public static CelValue Timestamp(Int128 nanoseconds)
    {
        var seconds = nanoseconds / NanosecondsASecond;
        var rest = nanoseconds % NanosecondsASecond;
        if (rest < 0)
        {
            rest += NanosecondsASecond;
            seconds--;
        }

        return seconds >= long.MinValue && seconds <= long.MaxValue && IsSecond((long)seconds)
            ? new CelValue.Timestamp((long)seconds, (int)rest)
            : new CelValue.Error("the moment is out of range (years 1 to 9999)");
    }
}
