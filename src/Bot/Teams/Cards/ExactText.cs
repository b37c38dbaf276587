using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;

namespace JitBot.Bot.Teams.Cards;

/// <summary>
/// Text in fixed width, letter for letter: a rich text block for each line, which reads no Markdown. Clients draw a run of spaces as one and break no
/// long word, so spaces that would be lost are drawn as no-break spaces, and long words may break where nothing is to be seen. Teams has an element for
/// code, but not on phones, where whoever decides has to read it as well.
/// </summary>
internal static class ExactText
{
    private const char NoBreak = '\u00A0';
    private const char MayBreak = '\u200B';
    private const int LongestWord = 24;
    private const string Tab = "\u00A0\u00A0\u00A0\u00A0";

    public static JsonObject Box(string text) => Box(Lines(text));

    public static JsonObject Box(IEnumerable<string> lines) => Elements.Box("emphasis", lines.Select((line, i) => Block(line, first: i == 0)));

    /// <summary>A line ends wherever a server would see its end.</summary>
    public static ImmutableArray<string> Lines(string text) =>
        [.. text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n')];

    /// <summary>One line as a client has to be given it.</summary>
    public static string Drawn(string line)
    {
        var drawn = new StringBuilder(line.Length + 16);
        var (word, begun) = (0, false);
        for (var i = 0; i < line.Length; i++)
        {
            switch (line[i])
            {
                case ' ':
                    // The last one of a run within the line is where it may break.
                    drawn.Append(!begun || i + 1 == line.Length || line[i + 1] is ' ' or '\t' ? NoBreak : ' ');
                    word = 0;
                    continue;
                case '\t':
                    drawn.Append(Tab);
                    word = 0;
                    continue;
            }

            if (word > 0 && (word % LongestWord == 0 || ReadsAsMore(line, i)) && !char.IsLowSurrogate(line[i]) && line[i] is not ('\u200C' or '\u200D') && line[i - 1] is not '\u200D')
            {
                drawn.Append(MayBreak);
            }

            drawn.Append(line[i]);
            if (FromTheRight.EndsAt(line, i))
            {
                drawn.Append(FromTheRight.FromTheLeft);
            }

            (word, begun) = (word + 1, true);
        }

        return drawn.Length == 0 ? NoBreak.ToString() : drawn.ToString();
    }

    /// <summary>Even in a text run, two braces begin a date function and <c>&lt;at</c> a mention.</summary>
    private static bool ReadsAsMore(string line, int i) => (line[i - 1], line[i]) is ('{', '{') or ('<', 'a' or 'A' or '/');

    private static JsonObject Block(string line, bool first)
    {
        var block = new JsonObject
        {
            ["type"] = "RichTextBlock",
            ["inlines"] = new JsonArray(new JsonObject { ["type"] = "TextRun", ["text"] = Drawn(line), ["fontType"] = "monospace" }),
        };
        if (!first)
        {
            block["spacing"] = "none";
        }

        return block;
    }
}
