using System.Globalization;

namespace JitBot.Bot.Conversation.Commands;

internal enum DurationFault
{
    None,

    /// <summary>No length of time at all: <c>2h; drop</c>, <c>soon</c>.</summary>
    NotATime,

    /// <summary>A bare number: two of what.</summary>
    NoUnit,

    NotPositive,
    TooLong,
}

/// <summary>Lengths of time as people type them, <c>90s</c>, <c>1h30m</c>, <c>2 hours</c>, and as cards say them, <c>1 h 30 min</c>.</summary>
internal static class DurationText
{
    public static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <summary>More is nobody's length of time, and the sum of it might overflow.</summary>
    private const int MostCharacters = 40;

    public static DurationFault Read(ReadOnlySpan<char> text, out TimeSpan time)
    {
        time = TimeSpan.Zero;
        var rest = text.Trim();
        if (rest.IsEmpty || rest.Length > MostCharacters)
        {
            return DurationFault.NotATime;
        }

        var negative = rest[0] == '-';
        rest = negative ? rest[1..].TrimStart() : rest;
        var seconds = 0.0;
        var bare = false;
        while (!rest.IsEmpty)
        {
            if (bare || !TryTakeNumber(ref rest, out var number))
            {
                return DurationFault.NotATime;
            }

            var unit = TakeLetters(ref rest);
            bare = unit.IsEmpty;
            if (!bare && Seconds(unit) is not > 0)
            {
                return DurationFault.NotATime;
            }

            seconds += number * (bare ? 1 : Seconds(unit)!.Value);
        }

        if (negative || seconds <= 0)
        {
            return DurationFault.NotPositive;
        }

        if (bare)
        {
            return DurationFault.NoUnit;
        }

        if (seconds > Longest.TotalSeconds)
        {
            return DurationFault.TooLong;
        }

        time = TimeSpan.FromSeconds(Math.Round(seconds));
        return time > TimeSpan.Zero ? DurationFault.None : DurationFault.NotPositive;
    }

    /// <summary>Such as <c>2 h</c>, <c>1 h 30 min</c>, <c>1 day</c>; the smallest unit said is the second.</summary>
    public static string Words(TimeSpan time)
    {
        string[] parts =
        [
            time.Days > 0 ? Counted(time.Days, time.Days == 1 ? "day" : "days") : "",
            time.Hours > 0 ? Counted(time.Hours, "h") : "",
            time.Minutes > 0 ? Counted(time.Minutes, "min") : "",
            time.Seconds > 0 ? Counted(time.Seconds, "s") : "",
        ];
        var said = string.Join(' ', parts.Where(part => part.Length > 0));
        return said.Length > 0 ? said : "0 s";
    }

    /// <summary>As <see cref="Read"/> takes it in a command, without spaces: <c>1h30m</c>.</summary>
    public static string Typed(TimeSpan time) =>
        Words(time).Replace("days", "d", StringComparison.Ordinal).Replace("day", "d", StringComparison.Ordinal)
            .Replace("min", "m", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);

    private static string Counted(int count, string unit) => string.Create(CultureInfo.InvariantCulture, $"{count} {unit}");

    private static bool TryTakeNumber(ref ReadOnlySpan<char> rest, out double number)
    {
        var length = 0;
        while (length < rest.Length && (char.IsAsciiDigit(rest[length]) || rest[length] == '.'))
        {
            length++;
        }

        var digits = rest[..length];
        rest = rest[length..].TrimStart();
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number) && length > 0;
    }

    private static ReadOnlySpan<char> TakeLetters(ref ReadOnlySpan<char> rest)
    {
        var length = 0;
        while (length < rest.Length && char.IsAsciiLetter(rest[length]))
        {
            length++;
        }

        var letters = rest[..length];
        rest = rest[length..].TrimStart();
        return letters;
    }

    private static int? Seconds(ReadOnlySpan<char> unit) => unit.ToString().ToLowerInvariant() switch
    {
        "s" or "sec" or "secs" or "second" or "seconds" => 1,
        "m" or "min" or "mins" or "minute" or "minutes" => 60,
        "h" or "hr" or "hrs" or "hour" or "hours" => 3600,
        "d" or "day" or "days" => 86_400,
        "w" or "week" or "weeks" => 7 * 86_400,
        _ => null,
    };
}
