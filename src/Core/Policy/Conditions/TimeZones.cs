namespace JitBot.Core.Policy.Conditions;

/// <summary>Time zones by IANA name (<c>Europe/Berlin</c>) or as a fixed distance from UTC (<c>+02:00</c>).</summary>
internal static class TimeZones
{
    private const int LongestName = 64;

    /// <summary>The distance from UTC at that moment; null for a zone that is not known.</summary>
    public static TimeSpan? Offset(string zone, DateTimeOffset at)
    {
        if (Fixed(zone) is { } offset)
        {
            return offset;
        }

        // A name is looked up as a file: letters without dots lead nowhere else.
        var isName = zone.Length is > 0 and <= LongestName && char.IsAsciiLetter(zone[0])
            && zone.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '/' or '_' or '-' or '+');
        return isName && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found.GetUtcOffset(at) : null;
    }

    /// <summary><c>02:00</c>, <c>+02:00</c>, <c>-02:30</c>; null for anything else.</summary>
    public static TimeSpan? Fixed(ReadOnlySpan<char> text)
    {
        var isNegative = text.StartsWith("-");
        text = isNegative || text.StartsWith("+") ? text[1..] : text;
        if (text.Length != 5 || text[2] != ':'
            || TwoDigits(text) is not { } hours || TwoDigits(text[3..]) is not { } minutes || hours > 23 || minutes > 59)
        {
            return null;
        }

        var offset = new TimeSpan(hours, minutes, 0);
        return isNegative ? -offset : offset;
    }

    private static int? TwoDigits(ReadOnlySpan<char> text) =>
        char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[1]) ? ((text[0] - '0') * 10) + text[1] - '0' : null;
}
