namespace JitBot.Bot;

/// <summary>One line of a text with a place in it, to be shown in fixed width with carets below.</summary>
/// <param name="Number">Which line of the text it is, from 1.</param>
/// <param name="Text">As much of it around the place as fits.</param>
/// <param name="Carets">Those below it, with the space before them.</param>
internal readonly record struct PointedLine(int Number, string Text, string Carets)
{
    /// <param name="offset">Of the place, in UTF-16 units from 0; past its end for what is missing there.</param>
    /// <param name="length">Of the place; 0 for what is missing there. What goes on in another line is not pointed at.</param>
    /// <param name="width">The most characters of the line.</param>
    public static PointedLine Of(string text, int offset, int length, int width)
    {
        offset = Math.Min(offset, text.Length);
        var begin = offset == 0 ? 0 : text.LastIndexOf('\n', offset - 1) + 1;
        var line = text[begin..].Split('\n')[0].Replace('\t', ' ').TrimEnd('\r');
        var at = Math.Min(offset - begin, line.Length);
        var from = at < width * 3 / 4 ? 0 : at - (width / 2);
        var shown = line[from..Math.Min(line.Length, from + width)];
        var before = from > 0 ? "…" : "";
        var after = from + width < line.Length ? "…" : "";
        var carets = Math.Clamp(length, 1, Math.Max(1, shown.Length - (at - from)));
        return new(text.AsSpan(0, begin).Count('\n') + 1, $"{before}{shown}{after}", $"{new string(' ', before.Length + at - from)}{new string('^', carets)}");
    }
}
