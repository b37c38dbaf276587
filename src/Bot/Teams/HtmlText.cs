using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace JitBot.Bot.Teams;

/// <summary>
/// A message as Teams' editor wrote it, as text: blocks and breaks are line ends, and a block of code stands between fences with its spaces and line ends as
/// they are. A no-break space is how the editor writes a space that would be lost, so that the two cannot be told apart.
/// </summary>
internal static partial class HtmlText
{
    private const string Fence = "```";

    public static bool HasCode(string html) => CodeBlock().IsMatch(html);

    /// <param name="mentions">As they stand in the plain text, <c>&lt;at&gt;JitBot&lt;/at&gt;</c>; they are left out.</param>
    public static string Read(string html, IReadOnlyCollection<string> mentions)
    {
        var said = Mention().Replace(html, mention => mentions.Any(known => Words(known) == Words(mention.Value)) ? "" : mention.Value);
        var text = new StringBuilder(said.Length);
        var (code, at) = (0, 0);
        foreach (Match tag in Tag().Matches(said))
        {
            Append(text, tag.Groups["before"].Value, code > 0);
            at = tag.Index + tag.Length;
            var closes = tag.Groups["closes"].Length > 0;
            switch (tag.Groups["name"].Value.ToLowerInvariant())
            {
                case "pre" or "codeblock":
                    // Never one within another, but a block of code may be wrapped twice.
                    code = closes ? Math.Max(0, code - 1) : code + 1;
                    if (code == (closes ? 0 : 1))
                    {
                        EndLine(text);
                        text.Append(Fence).Append('\n');
                    }

                    break;
                case "br":
                    text.Append('\n');
                    break;
                case "p" or "div" or "li" or "ol" or "ul" or "blockquote" or "tr" or "h1" or "h2" or "h3":
                    if (code == 0)
                    {
                        EndLine(text);
                    }

                    break;
                case "emoji" or "img" when Alt().Match(tag.Value) is { Success: true } alt:
                    text.Append(WebUtility.HtmlDecode(alt.Groups["words"].Value));
                    break;
            }
        }

        Append(text, said[at..], code > 0);
        return text.ToString();
    }

    private static void EndLine(StringBuilder text)
    {
        if (text.Length > 0 && text[^1] != '\n')
        {
            text.Append('\n');
        }
    }

    private static void Append(StringBuilder text, string encoded, bool isCode)
    {
        // Line ends between the tags are the editor's own; between words they are spaces.
        var words = isCode ? encoded.Replace("\r\n", "\n", StringComparison.Ordinal) : Layout().Replace(encoded, " ");
        if (!isCode && (text.Length == 0 || text[^1] == '\n'))
        {
            words = words.TrimStart(' ');
        }

        text.Append(WebUtility.HtmlDecode(words).Replace('\u00A0', ' '));
    }

    private static string Words(string html) => WebUtility.HtmlDecode(AnyTag().Replace(html, "")).Replace('\u00A0', ' ').Trim();

    [GeneratedRegex("<(?:pre|codeblock)[ >/]", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("(?<before>[^<]*)<(?<closes>/?)(?<name>[a-z][a-z0-9]*)[^>]*>", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Tag();

    [GeneratedRegex("<[^>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex AnyTag();

    [GeneratedRegex("<at[^>]*>[^<]*</at>|<span[^>]*schema\\.skype\\.com/Mention[^>]*>[^<]*</span>", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Mention();

    [GeneratedRegex("\\balt=\"(?<words>[^\"]*)\"", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Alt();

    [GeneratedRegex("[ \\t\\r\\n]+", RegexOptions.NonBacktracking)]
    private static partial Regex Layout();
}
