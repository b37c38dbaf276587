using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Core;

namespace JitBot.Bot.Teams.Cards;

/// <summary>A card's words drawn as an Adaptive Card: head, note, facts, text, buttons.</summary>
internal static class ViewCard
{
    private const int MostQuotedLines = 12;

    /// <param name="longest">Longer runs of plain text are cut at a word. Code never is: a scope or address cut short would be another one.</param>
    public static JsonObject Draw(CardView view, int longest)
    {
        var texts = new TextOf(longest);
        var card = Elements.Card(
            [
                .. Note(view, texts),
                .. view.Title.Length > 0 ? [Elements.Head(view.Tone, view.Status, texts.Short(view.Title))] : Array.Empty<JsonObject>(),
                .. view.Lead.Select(text => Paragraph(text, texts)),
                .. Facts(view.Facts, texts),
                .. view.Items.Select(item => Item(item, texts)),
                .. view.Text.Select(text => Paragraph(text, texts)),
                .. view.Calls.IsEmpty ? Array.Empty<JsonObject>() : [Elements.TextBlock(string.Join(", ", view.Calls.Select(Mention.Text)))],
            ],
            view.Actions.Select(ViewActions.Draw));
        if (Mention.Entities(view.Calls) is { Count: > 0 } entities)
        {
            card["msteams"] = new JsonObject { ["entities"] = entities };
        }

        return card;
    }

    /// <summary>Above everything: the answer to the one who has just pressed.</summary>
    private static IEnumerable<JsonObject> Note(CardView view, TextOf texts)
    {
        if (view.Note is not { } note)
        {
            yield break;
        }

        var title = Elements.TextBlock(TeamsText.Markdown(texts.Short(note.Title)));
        title["weight"] = "bolder";
        var style = note.Tone switch { CardTone.Neutral => "emphasis", CardTone.Good => "good", _ => "warning" };
        yield return Elements.Box(style, [title, Paragraph(note.Text, texts), .. note.More.Select(text => Paragraph(text, texts))]);
    }

    /// <summary>In a box of its own with its buttons, coloured if it is something to be seen to.</summary>
    private static JsonObject Item(CardItem item, TextOf texts)
    {
        var box = Elements.Box(Elements.Style(item.Tone), item.Text.Select(text => Paragraph(text, texts)));
        if (!item.Actions.IsEmpty)
        {
            box["items"]!.AsArray().Add(new JsonObject { ["type"] = "ActionSet", ["actions"] = Elements.Array(item.Actions.Select(ViewActions.Draw)) });
        }

        return box;
    }

    /// <summary>Facts as a set; in rows of their own if there are some to be copied, because a set knows no fixed width.</summary>
    private static IEnumerable<JsonObject> Facts(ImmutableArray<CardFact> facts, TextOf texts)
    {
        if (facts.Any(fact => fact.Value.Pieces is [CardPiece.Code]))
        {
            return facts.Select(fact => Row(fact, texts));
        }

        return facts.IsEmpty ? [] :
        [
            new()
            {
                ["type"] = "FactSet",
                ["facts"] = Elements.Array(facts.Select(fact => new JsonObject
                {
                    ["title"] = TeamsText.Markdown(texts.Short(fact.Label)),
                    ["value"] = texts.Markdown(fact.Value),
                })),
            },
        ];
    }

    private static JsonObject Row(CardFact fact, TextOf texts)
    {
        var name = Elements.TextBlock(TeamsText.Markdown(fact.Label));
        name["weight"] = "bolder";
        return new()
        {
            ["type"] = "ColumnSet",
            ["spacing"] = "small",
            ["columns"] = new JsonArray(
                new JsonObject { ["type"] = "Column", ["width"] = "90px", ["items"] = new JsonArray(name) },
                new JsonObject { ["type"] = "Column", ["width"] = "stretch", ["items"] = new JsonArray(Line(fact.Value, texts)) }),
        };
    }

    /// <summary>A text block, also for code that stands alone: a rich text block does not break a long address anywhere.</summary>
    private static JsonObject Line(CardText text, TextOf texts)
    {
        var line = text.Subtle ? Elements.Subtle(texts.Markdown(text)) : Elements.TextBlock(texts.Markdown(text));
        if (text.Pieces is [CardPiece.Code])
        {
            line["fontType"] = "monospace";
        }

        if (text.Strong)
        {
            line["weight"] = "bolder";
        }

        return line;
    }

    private static JsonObject Paragraph(CardText text, TextOf texts)
    {
        if (text.IsExact)
        {
            return ExactText.Box(text.ToString());
        }

        if (text.Quoted)
        {
            return Quote(texts.Short(text.ToString()));
        }

        if (text.Pieces is [CardPiece.Code])
        {
            return Elements.Box("emphasis", [Line(text, texts)]);
        }

        // Date functions work in text blocks on every client; fixed width within a sentence works in runs only.
        return text.Pieces.Any(piece => piece is CardPiece.Code) && !text.Pieces.Any(piece => piece is CardPiece.Moment)
            ? RichText(text.Pieces.Select(piece => piece is CardPiece.Code code
                ? Run(code.Text, code: true, text.Subtle)
                : Run(texts.Short(piece.ToString()!), code: false, text.Subtle)))
            : Line(text, texts);
    }

    /// <summary>Somebody's own words in a box, line by line, where no Markdown is read.</summary>
    private static JsonObject Quote(string words)
    {
        var lines = words.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] shown = lines.Length > MostQuotedLines
            ? [.. lines.Take(MostQuotedLines - 1), string.Join(' ', lines.Skip(MostQuotedLines - 1))]
            : lines;
        return Elements.Box("emphasis", shown.Select((line, i) =>
        {
            var block = RichText([Run(line, code: false)]);
            block["spacing"] = i == 0 ? "default" : "none";
            return block;
        }));
    }

    private static JsonObject RichText(IEnumerable<JsonObject> runs) => new() { ["type"] = "RichTextBlock", ["inlines"] = Elements.Array(runs) };

    private static JsonObject Run(string text, bool code, bool subtle = false)
    {
        var run = new JsonObject { ["type"] = "TextRun", ["text"] = TeamsText.Literal(text) };
        if (code)
        {
            run["fontType"] = "monospace";
        }

        if (subtle)
        {
            run["size"] = "small";
            run["isSubtle"] = true;
        }

        return run;
    }

    /// <summary>Words at most so long.</summary>
    private readonly record struct TextOf(int Longest)
    {
        public string Short(string text) => PlainText.Shorten(text, Longest);

        public string Markdown(CardText text)
        {
            var longest = Longest;
            return string.Concat(text.Pieces.Select((piece, i) => piece switch
            {
                CardPiece.Moment moment => TeamsText.Moment(moment.At),
                CardPiece.Code code => TeamsText.Markdown(code.Text, i == 0),
                _ => TeamsText.Markdown(PlainText.Shorten(piece.ToString()!, longest), i == 0),
            }));
        }
    }
}
