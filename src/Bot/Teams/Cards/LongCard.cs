using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Cards;

namespace JitBot.Bot.Teams.Cards;

/// <summary>A card with more text in it, letter for letter, than one message takes: the card without it, and below it the text in parts.</summary>
internal static class LongCard
{
    // Nobody can have as many lines as this to say; a statement of line ends alone is not to fill a channel.
    private const int MostParts = 16;

    // The rest of a part is the line that says which.
    private const int MostBytes = TeamsCards.MostBytes - 1000;

    // One line of this fits a part, whatever its characters are.
    private const int LongestPiece = 3000;

    private const string GoesOn = "↳";

    public static ImmutableArray<JsonObject> Split(CardView view)
    {
        if (view.Lead.Concat(view.Text).Where(text => text.IsExact).MaxBy(text => text.ToString().Length) is not { } whole)
        {
            return [TeamsCards.Card(view)];
        }

        var parts = Parts(whole.ToString()).Take(MostParts + 1).ToArray();
        var left = parts.Length > MostParts;
        var shown = parts.Take(MostParts).ToArray();
        var instead = CardText.Of($"It follows below, in {StatementWords.Number(shown.Length)} messages.");
        var above = view with
        {
            Lead = [.. view.Lead.Select(text => text == whole ? instead : text)],
            Text = [.. view.Text.Select(text => text == whole ? instead : text)],
        };
        return
        [
            TeamsCards.Card(above),
            .. shown.Select((part, i) => Elements.Card(
                [
                    Elements.Subtle(TeamsText.Markdown(Head(part, i, shown.Length))),
                    ExactText.Box(part.Lines),
                    .. left && i == shown.Length - 1 ? [Unseen()] : Array.Empty<JsonObject>(),
                ])),
        ];
    }

    private static string Head(Part part, int i, int parts) =>
        $"Part {i + 1} of {parts}, from line {StatementWords.Number(part.FirstLine)}{(part.Lines.Any(line => line.StartsWith(GoesOn, StringComparison.Ordinal)) ? $"; behind {GoesOn} the line before goes on" : "")}:";

    private static JsonObject Unseen()
    {
        var words = Elements.TextBlock("⚠ This is not all of it: it has more lines than can be shown here. Do not approve what you cannot read.");
        words["color"] = "attention";
        return words;
    }

    private static IEnumerable<Part> Parts(string text)
    {
        var (lines, size, first) = (new List<string>(), 0, 1);
        foreach (var (line, number, isRest) in Pieces(text))
        {
            var more = TeamsCards.Size(ExactText.Box([line]));
            if (lines.Count > 0 && size + more > MostBytes)
            {
                yield return new(lines, first);
                (lines, size, first) = ([], 0, number);
            }

            lines.Add(isRest ? GoesOn + line : line);
            size += more;
        }

        yield return new(lines, first);
    }

    /// <summary>The lines, and very long ones in pieces.</summary>
    private static IEnumerable<(string Line, int Number, bool IsRest)> Pieces(string text)
    {
        var number = 0;
        foreach (var line in ExactText.Lines(text))
        {
            number++;
            var from = 0;
            do
            {
                var to = Math.Min(line.Length, from + LongestPiece);
                to -= to < line.Length && char.IsHighSurrogate(line[to - 1]) ? 1 : 0;
                yield return (line[from..to], number, from > 0);
                from = to;
            }
            while (from < line.Length);
        }
    }

    private sealed record Part(IReadOnlyList<string> Lines, int FirstLine);
}
