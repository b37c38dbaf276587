namespace JitBot.Core.Policy.Conditions;

using static CelValue;

/// <summary>Parts of moments, in UTC or in a named zone, and of lengths of time. Months and days count from 0, but <c>getDate</c> from 1.</summary>
internal static class TimeFunctions
{
    /// <summary>A zone that is not known is looked for on disk each time.</summary>
    private const int StepsForZone = 100;

    public static IEnumerable<Overload> Overloads =>
    [
        .. OfMoment("getFullYear", at => at.Year),
        .. OfMoment("getMonth", at => at.Month - 1),
        .. OfMoment("getDate", at => at.Day),
        .. OfMoment("getDayOfMonth", at => at.Day - 1),
        .. OfMoment("getDayOfWeek", at => (int)at.DayOfWeek),
        .. OfMoment("getDayOfYear", at => at.DayOfYear - 1),
        .. OfMoment("getHours", at => at.Hour),
        .. OfMoment("getMinutes", at => at.Minute),
        .. OfMoment("getSeconds", at => at.Second),
        .. OfMoment("getMilliseconds", at => at.Millisecond),
        OfDuration("getHours", nanoseconds => nanoseconds / (3600 * TimeRange.NanosecondsASecond)),
        OfDuration("getMinutes", nanoseconds => nanoseconds / (60 * TimeRange.NanosecondsASecond)),
        OfDuration("getSeconds", nanoseconds => nanoseconds / TimeRange.NanosecondsASecond),
        OfDuration("getMilliseconds", nanoseconds => nanoseconds % TimeRange.NanosecondsASecond / 1_000_000),
    ];

    private static Overload[] OfMoment(string name, Func<DateTime, int> part) =>
    [
        Overload.Member<Timestamp>(name, CelType.Int, moment => new Int(part(Utc(moment).DateTime))),
        new(name, IsMember: true, [CelType.Timestamp, CelType.String], CelType.Int, (values, evaluation) => evaluation.Steps.Spend(StepsForZone)
            ? Local((Timestamp)values[0], ((CelValue.String)values[1]).Value, part)
            : Steps.Error(Error.Nowhere)),
    ];

    private static Overload OfDuration(string name, Func<long, long> part) =>
        Overload.Member<Duration>(name, CelType.Int, duration => new Int(part(duration.Nanoseconds)));

    private static CelValue Local(Timestamp moment, string zone, Func<DateTime, int> part)
    {
        var utc = Utc(moment);
        if (TimeZones.Offset(zone, utc) is not { } offset)
        {
            return new Error($"{CelText.Quoted(PlainText.Shorten(zone, 60))} is no time zone as in \"Europe/Berlin\" or \"+02:00\"");
        }

        var ticks = utc.Ticks + offset.Ticks;
        return ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks
            ? new Int(part(new(ticks, DateTimeKind.Unspecified)))
            : new Error("the local time is out of range (years 1 to 9999)");
    }

    private static DateTimeOffset Utc(Timestamp moment) =>
        DateTimeOffset.FromUnixTimeSeconds(moment.Seconds).AddTicks(moment.Nanoseconds / TimeSpan.NanosecondsPerTick);
}
