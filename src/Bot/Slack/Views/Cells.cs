using System.Globalization;
using System.Text;

namespace JitBot.Bot.Slack.Views;

/// <summary>Text as a fixed-width font lays it out: how many columns it takes, and how it is padded to more. Pure.</summary>
internal static class Cells
{
    private const char Isolate = '\u2068';
    private const char EndOfIsolate = '\u2069';

    public static int Width(string text) => text.EnumerateRunes().Sum(Width);

    /// <summary>Padded with spaces, before it where it is a number; cut with a sign for that where it is too wide.</summary>
    public static string Fit(string text, int width, bool isNumber)
    {
        var shown = Cut(text, width);
        var space = new string(' ', Math.Max(0, width - Width(shown)));
        return isNumber ? space + Apart(shown) : Apart(shown) + space;
    }

    /// <summary>What is written from right to left stays within its own place: without that, a row would be read in another order than it stands.</summary>
    public static string Apart(string text) => text.EnumerateRunes().Any(IsRightToLeft) ? $"{Isolate}{text}{EndOfIsolate}" : text;

    private static string Cut(string text, int width)
    {
        if (Width(text) <= width)
        {
            return text;
        }

        var (cut, left) = (new StringBuilder(), width - 1);
        foreach (var rune in text.EnumerateRunes().TakeWhile(rune => (left -= Width(rune)) >= 0))
        {
            cut.Append(rune);
        }

        return cut.Append('…').ToString();
    }

    private static int Width(Rune rune) => rune.Value switch
    {
        _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
        // East Asian wide and full-width (UAX 11), and emoji.
        (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0x303E) or (>= 0x3041 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF)
            or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD) => 2,
        _ => 1,
    };

    /// <summary>Hebrew, Arabic and their like, by their blocks.</summary>
    private static bool IsRightToLeft(Rune rune) => rune.Value is
        (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFC) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF);
}
