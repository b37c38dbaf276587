using System.Globalization;

namespace JitBot.Bot.Conversation.Commands;

internal enum MomentFault
{
    None,

    /// <summary>No moment at all: <c>tomorrow</c>, <c>25:00Z</c>.</summary>
    NotAMoment,

    /// <summary>A moment that lies elsewhere for everybody: <c>18:00</c>. Nobody's time zone is guessed.</summary>
    NoZone,

    /// <summary>A time of day where the day has to be said.</summary>
    NoDate,
}

/// <summary>Moments as people type them, <c>2026-11-20T18:00Z</c>, <c>2026-11-20 18:00+01:00</c>, and times of day, <c>18:00 UTC</c>. Always with a zone.</summary>
internal static class MomentText
{
    private const int MostCharacters = 40;

    private static readonly string[] Forms = ["yyyy-MM-dd'T'H:mmzzz", "yyyy-MM-dd'T'H:mm:sszzz"];

    /// <param name="now">A time of day means the next such moment after it; null where it is to be said with its day.</param>
    /// <param name="moment">UTC.</param>
    public static MomentFault Read(string text, DateTimeOffset? now, out DateTimeOffset moment)
    {
        moment = default;
        if (text.Length > MostCharacters)
        {
            return MomentFault.NotAMoment;
        }

        var written = text.Trim().ToUpperInvariant();
        var zoned = WithOffset(written);
        if (TryRead(zoned, out moment))
        {
            return MomentFault.None;
        }

        if (TryReadTimeOfDay(zoned, now ?? DateTimeOffset.UnixEpoch, out moment))
        {
            return now is null ? MomentFault.NoDate : MomentFault.None;
        }

        return TryRead(written + "+00:00", out _) || TryReadTimeOfDay(written + "+00:00", DateTimeOffset.UnixEpoch, out _)
            ? MomentFault.NoZone
            : MomentFault.NotAMoment;
    }

    /// <summary>As <see cref="Read"/> takes it: <c>2026-11-20T18:00Z</c>.</summary>
    public static string Typed(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString(moment.Second == 0 ? "yyyy-MM-dd'T'HH:mm'Z'" : "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string WithOffset(string written) =>
        written.EndsWith('Z') ? written[..^1].TrimEnd() + "+00:00"
        : written.EndsWith("UTC", StringComparison.Ordinal) ? written[..^3].TrimEnd() + "+00:00"
        : written;

    private static bool TryRead(string text, out DateTimeOffset moment)
    {
        // Between date and time a space is as good as a T.
        var joined = text.Length > 10 && text[10] == ' ' ? $"{text[..10]}T{text[11..]}" : text;
        var read = DateTimeOffset.TryParseExact(joined, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out moment);
        moment = moment.ToUniversalTime();
        return read;
    }

    private static bool TryReadTimeOfDay(string text, DateTimeOffset now, out DateTimeOffset moment)
    {
        var read = TryRead($"{now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}T{text}", out moment);
        if (read)
        {
            // Today in UTC may be yesterday or tomorrow where the offset belongs.
            var ahead = (moment - now).Ticks % TimeSpan.TicksPerDay;
            moment = now.AddTicks(ahead > 0 ? ahead : ahead + TimeSpan.TicksPerDay);
        }

        return read;
    }
}
