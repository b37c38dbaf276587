using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace JitBot.Core;

/// <summary>What people typed, before it is believed.</summary>
public static class PlainText
{
    /// <summary>
    /// False for anything that a store would refuse or that makes text read otherwise than it is: control characters but tab and line ends,
    /// lone surrogates, byte-order marks, invisible direction marks.
    /// </summary>
    public static bool IsPrintable(string text) => FirstUnprintable(text) is null;

    /// <summary>Where the first of what <see cref="IsPrintable(string)"/> refuses stands, in UTF-16 units from 0; null if there is none.</summary>
    public static int? FirstUnprintable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune) || !IsPrintable(rune))
            {
                return i;
            }

            i += rune.Utf16SequenceLength - 1;
        }

        return null;
    }

    /// <summary>Without everything that <see cref="IsPrintable(string)"/> refuses.</summary>
    public static string Visible(string text)
    {
        if (IsPrintable(text))
        {
            return text;
        }

        var visible = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // A lone surrogate comes out of the enumeration as the replacement character.
            if (IsPrintable(rune))
            {
                visible.Append(rune.ToString());
            }
        }

        return visible.ToString();
    }

    private static bool IsPrintable(Rune rune) => rune.Value switch
    {
        '\t' or '\n' or '\r' => true,
        // Zero-width joiner and non-joiner: emoji and several scripts need them.
        0x200C or 0x200D => true,
        _ => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator),
    };

    /// <summary>At most <paramref name="most"/> characters, of which there is at least one, cut at a word if one ends in the last quarter, and never within a surrogate pair.</summary>
    public static string Shorten(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        var end = most - 1;
        var space = text.LastIndexOf(' ', end);
        end = space >= most * 3 / 4 ? space : end;
        return text[..(end > 0 && char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)].TrimEnd() + "…";
    }

    /// <summary>The names most like the one given, the likest first.</summary>
    public static ImmutableArray<string> Nearest(string name, IEnumerable<string> known, int most)
    {
        var wanted = Shorten(name, 100).ToLowerInvariant();
        return [.. known.Distinct(StringComparer.Ordinal)
            .OrderBy(candidate => Distance(wanted, Shorten(candidate, 100).ToLowerInvariant()))
            .ThenBy(candidate => candidate, StringComparer.Ordinal)
            .Take(most)];
    }

    /// <summary>Edits between two words: insert, delete, replace (Levenshtein).</summary>
    public static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
