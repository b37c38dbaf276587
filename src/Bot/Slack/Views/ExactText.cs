using System.Text;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Core;

namespace JitBot.Bot.Slack.Views;

/// <summary>
/// Text in fixed width, letter for letter, in as many blocks as it takes, which part at line ends. Between code fences, which every client draws; as
/// rich text, in which nothing is markup, where fences could not hold it as it is. Pure.
/// </summary>
internal static class ExactText
{
    private const string Fence = "```";
    private const string GoesOn = "↳";

    // What is longer once it is escaped stands as rich text, which takes as much unescaped.
    private const int Room = 2900;

    /// <summary>
    /// Of what somebody typed: with a sign for each character that cannot be seen. A statement that is asked for has none of them (rule 29); one that
    /// is refused for them is shown, too. Lines end wherever a server would see their end, and every sign stands where it stands in the text.
    /// </summary>
    public static IEnumerable<JsonObject> DrawTyped(string text) => Draw(FromTheRight.Kept(Seen(Lines(text))));

    public static IEnumerable<JsonObject> Draw(string text) => Parts(text, Room).Select(part => FitsFences(part) ? Fenced(part) : Rich(part));

    /// <summary>As much of it as tells it from another, where there is no room for all; text that need not be exact as it is.</summary>
    public static CardText Beginning(CardText text, int lines, int most)
    {
        if (!text.IsExact)
        {
            return text;
        }

        var all = Lines(text.ToString());
        var begin = Parts(string.Join('\n', all.Split('\n').Take(lines)), most).First();
        return begin.Length == all.Length ? text : CardText.Exact($"{begin}\n…");
    }

    /// <summary>With one sign for every line end, of which Slack would draw some as a space: what stands behind one is no part of a comment before it.</summary>
    public static string Lines(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    /// <summary>
    /// Parts of at most so many characters that, with a line end between them, are the text; only a longer line is parted within itself, and what goes on
    /// of it begins with a sign.
    /// </summary>
    public static IEnumerable<string> Parts(string text, int most)
    {
        var (from, sign) = (0, "");
        while (sign.Length + text.Length - from > most)
        {
            var room = most - sign.Length;
            var end = text.LastIndexOf('\n', from + room, room + 1);
            if (end > from)
            {
                yield return sign + text[from..end];
                (from, sign) = (end + 1, "");
                continue;
            }

            end = from + room - (char.IsHighSurrogate(text[from + room - 1]) ? 1 : 0);
            yield return sign + text[from..end];
            (from, sign) = (end, GoesOn);
        }

        yield return sign + text[from..];
    }

    /// <summary>Slack takes white space away at the ends of what is fenced, and a backtick may end it.</summary>
    private static bool FitsFences(string part) => part.Length > 0 && PlainText.IsPrintable(part) && !part.Contains('`', StringComparison.Ordinal) && !char.IsWhiteSpace(part[0]) && !char.IsWhiteSpace(part[^1]);

    private static JsonObject Fenced(string part)
    {
        var escaped = $"{Fence}{Mrkdwn.Escape(part)}{Fence}";
        return escaped.Length <= BlockLimits.SectionText ? Blocks.Section(escaped) : Rich(part);
    }

    private static JsonObject Rich(string part) => new()
    {
        ["type"] = "rich_text",
        ["elements"] = Blocks.Array([new()
        {
            ["type"] = "rich_text_preformatted",
            ["elements"] = Blocks.Array([new() { ["type"] = "text", ["text"] = part.Length > 0 ? part : " " }]),
        }]),
    };

    private static string Seen(string text)
    {
        if (PlainText.IsPrintable(text))
        {
            return text;
        }

        var seen = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            seen.Append(PlainText.IsPrintable(rune.ToString()) ? rune : Rune.ReplacementChar);
        }

        return seen.ToString();
    }
}
