using System.Globalization;
using System.Xml;
using JitBot.Bot.Conversation.Commands;

namespace JitBot.Bot.Api;

/// <summary>Lengths of time and moments as programs write them, by ISO 8601, and as people do.</summary>
internal static class ApiTimes
{
    private static readonly string[] Moments = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mmzzz"];

    /// <summary><c>PT2H</c>, <c>P1DT12H</c>, <c>90m</c>, <c>2 hours</c>. A year and a month are no length of time.</summary>
    public static TimeSpan? Duration(string text) => DurationText.Read(text, out var typed) == DurationFault.None ? typed : IsoDuration(text.Trim());

    /// <summary>Always with a time zone.</summary>
    /// <returns>UTC.</returns>
    public static DateTimeOffset? Moment(string text)
    {
        if (MomentText.Read(text, now: null, out var typed) == MomentFault.None)
        {
            return typed;
        }

        var written = text.Trim();
        written = written.EndsWith('Z') ? written[..^1] + "+00:00" : written;
        return DateTimeOffset.TryParseExact(written, Moments, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? moment.ToUniversalTime() : null;
    }

    /// <summary>A day in UTC, as its first moment.</summary>
    public static DateTimeOffset? Day(string text) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day) ? day : null;

    public static string Iso(TimeSpan time) => XmlConvert.ToString(time);

    private static TimeSpan? IsoDuration(string text)
    {
        var days = text.Split('T')[0];
        if (text.Length > 40 || !text.StartsWith('P') || days.Contains('Y', StringComparison.Ordinal) || days.Contains('M', StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            var time = TimeSpan.FromSeconds(Math.Round(XmlConvert.ToTimeSpan(text).TotalSeconds));
            return time > TimeSpan.Zero && time <= DurationText.Longest ? time : null;
        }
        catch (Exception unreadable) when (unreadable is FormatException or OverflowException)
        {
            return null;
        }
    }
}
