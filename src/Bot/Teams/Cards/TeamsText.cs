using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace JitBot.Bot.Teams.Cards;

/// <summary>
/// Text in cards. Text blocks and facts read Markdown, date functions (<c>{{DATE(…)}}</c>) and mentions (<c>&lt;at&gt;</c>); runs of a rich text
/// block read no Markdown but may read the other two.
/// </summary>
internal static class TeamsText
{
    private static readonly Regex Mention = new("<(?<tag>/?at)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase);
    private const string AlwaysMarkup = "\\`*[]";

    /// <summary>For a text run: as it is, without what is no text.</summary>
    public static string Literal(string text) => Clean(text);

    /// <summary>For a text block or a fact, in one line: whatever looks like Markdown is shown instead of obeyed.</summary>
    public static string Markdown(string text, bool atLineStart = true)
    {
        var line = Clean(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        // Words around a moment keep the space that stands between.
        return Escaped((text.Length > 0 && char.IsWhiteSpace(text[0]) ? " " : "") + line + (line.Length > 0 && char.IsWhiteSpace(text[^1]) ? " " : ""), atLineStart);
    }

    /// <summary>For a text block or a fact, a line whose spaces are as they have to be.</summary>
    public static string Escaped(string line, bool atLineStart = true)
    {
        var escaped = new StringBuilder(line.Length + 16);
        for (var i = 0; i < line.Length; i++)
        {
            if (IsMarkup(line, i) || (atLineStart && OpensBlock(line, i)))
            {
                escaped.Append('\\');
            }

            escaped.Append(line[i]);
        }

        return escaped.ToString();
    }

    /// <summary>In the reader's own time zone and language; the function takes whole seconds in UTC.</summary>
    public static string Moment(DateTimeOffset at)
    {
        var utc = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return $"{{{{DATE({utc},SHORT)}}}} {{{{TIME({utc})}}}}";
    }

    private static bool IsMarkup(string line, int i) => line[i] switch
    {
        // Within a word it is none, and account names stay readable: jit_dana_x.
        '_' => i == 0 || i == line.Length - 1 || !char.IsLetterOrDigit(line[i - 1]) || !char.IsLetterOrDigit(line[i + 1]),
        '<' or '&' => i + 1 < line.Length && (char.IsAsciiLetter(line[i + 1]) || line[i + 1] is '/' or '!' or '?' or '#'),
        var other => AlwaysMarkup.Contains(other, StringComparison.Ordinal),
    };

    /// <summary>Headings, quotes, lists: a sign at the start of the line, or after its first number.</summary>
    private static bool OpensBlock(string line, int i) => line[i] switch
    {
        '#' or '>' or '-' or '+' or '=' or '|' or '~' => i == 0,
        '.' or ')' => i is > 0 and < 10 && line.AsSpan(0, i).IndexOfAnyExceptInRange('0', '9') < 0,
        _ => false,
    };

    /// <summary>Without control and direction marks and halves of characters; functions and mentions are broken by a space.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\t' or '\n' or '\r')
            {
                clean.Append(' ');
            }
            else if (IsText(rune))
            {
                if (rune.Value == '{' && clean.Length > 0 && clean[^1] == '{')
                {
                    clean.Append(' ');
                }

                clean.Append(rune.ToString());
            }
        }

        return Mention.Replace(clean.ToString(), "< ${tag}");
    }

    private static bool IsText(Rune rune) => rune.Value is 0x200C or 0x200D
        || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
