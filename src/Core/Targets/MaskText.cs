using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace JitBot.Core.Targets;

/// <summary>Masks as operators write them: <c>full</c>, <c>partial(2,4)</c>, <c>range(1000)</c>, <c>range(month)</c>, <c>hash</c>, <c>null</c>, <c>plain</c>.</summary>
public static class MaskText
{
    private const string InComments = "jitbot:mask=";
    private const int MostShown = 100;

    /// <summary>The widths of time that a range may have.</summary>
    public static FrozenSet<string> Units { get; } = ["hour", "day", "week", "month", "quarter", "year"];

    /// <returns>Null if it is none of them. What is an expression is not written here.</returns>
    public static Mask? Read(string text)
    {
        var (word, given) = Split(text.Trim().ToLowerInvariant());
        return (word, given) switch
        {
            ("plain", []) => Mask.Plain,
            ("full", []) => new(MaskKind.Full),
            ("hash", []) => new(MaskKind.Hash),
            ("null", []) => Mask.Hidden,
            ("partial", [var first, var last]) when Number(first) is { } start && Number(last) is { } end && start + end > 0 => new(MaskKind.Partial) { First = start, Last = end },
            ("range", [var unit]) when Units.Contains(unit) => new(MaskKind.Range) { Unit = unit },
            ("range", [var step]) when decimal.TryParse(step, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var width) && width > 0 => new(MaskKind.Range) { Step = width },
            _ => null,
        };
    }

    /// <returns>Null if the comment says nothing; what it says and cannot be read is hidden.</returns>
    public static Mask? InComment(string comment)
    {
        var at = comment.IndexOf(InComments, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return null;
        }

        var said = comment[(at + InComments.Length)..];
        var end = said.IndexOfAny([' ', '\t', '\r', '\n']);
        return Read((end < 0 ? said : said[..end]).TrimEnd('.', ',', ';')) ?? Mask.Hidden;
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MostShown ? number : null;

    private static (string Word, ImmutableArray<string> Given) Split(string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        return open < 0 ? (text, [])
            : text[^1] != ')' ? ("", [])
            : (text[..open].Trim(), [.. text[(open + 1)..^1].Split(',', StringSplitOptions.TrimEntries)]);
    }
}
