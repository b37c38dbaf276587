using System.Text;

namespace JitBot.Bot.Conversation;

/// <summary>
/// Letters that are written from the right would draw the signs behind them to their other side, and so show another statement than there is. A mark
/// behind them, of which nothing is seen, keeps every sign in its place. Pure; only for what is drawn, never for what is run or handed over.
/// </summary>
internal static class FromTheRight
{
    /// <summary>The mark: from here on it is written from the left again.</summary>
    public const char FromTheLeft = '\u200E';

    /// <summary>Whether such letters end with this character, and something else follows them on the line.</summary>
    public static bool EndsAt(string line, int at) => at + 1 < line.Length && Is(line, at) && !Is(line, at + 1);

    /// <summary>With the marks; also where a line has such letters before any others, which would turn all of it.</summary>
    public static string Kept(string text)
    {
        if (!Enumerable.Range(0, text.Length).Any(at => Is(text, at)))
        {
            return text;
        }

        var kept = new StringBuilder(text.Length + 16);
        var hasLetters = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (!hasLetters && Is(text, i))
            {
                kept.Append(FromTheLeft);
            }

            hasLetters = text[i] != '\n' && (hasLetters || Is(text, i) || char.IsLetter(text[i]));
            kept.Append(text[i]);
            if (EndsAt(text, i))
            {
                kept.Append(FromTheLeft);
            }
        }

        return kept.ToString();
    }

    private static bool Is(string text, int at) => text[at] is (>= '\u0590' and <= '\u08FF') or (>= '\uFB1D' and <= '\uFDFF') or (>= '\uFE70' and <= '\uFEFE')
        // The same of scripts beyond the first plane, by either half of their pair.
        or '\uD802' or '\uD803' or '\uD83A' or '\uD83B'
        || (char.IsLowSurrogate(text[at]) && at > 0 && text[at - 1] is '\uD802' or '\uD803' or '\uD83A' or '\uD83B');
}
