using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Core;
using JitBot.Core.People;

namespace JitBot.Bot.Slack.Views;

/// <summary>A card's words drawn in Block Kit: head, note, facts, text, buttons. The same for a message and for a window.</summary>
internal static class CardBlocks
{
    /// <param name="longest">Longer words are cut at a word.</param>
    /// <param name="inWindow">A window has a title of its own and no buttons of a message's.</param>
    public static JsonArray Draw(CardView view, int longest, bool inWindow = false)
    {
        var blocks = new List<JsonObject>();
        blocks.AddRange(Note(view, longest));
        if (view.Title.Length > 0)
        {
            blocks.Add(Blocks.Header(view.Status is null ? $"{Sign(view.Tone)} {view.Title}".Trim() : view.Title));
        }

        if (view.Status is { } status)
        {
            blocks.Add(Blocks.Context(Mrkdwn.Text(new([new CardPiece.Plain($"{Sign(view.Tone)} {status}".Trim())]) { Strong = true }, BlockLimits.SectionText)));
        }

        blocks.AddRange(Paragraphs(view.Lead, longest));
        blocks.AddRange(view.Facts.Chunk(BlockLimits.Fields).Select(facts => Facts(facts, longest)));
        blocks.AddRange(view.Items.SelectMany(item => Item(item, longest, inWindow)));
        blocks.AddRange(Paragraphs(view.Text, longest));
        if (Called(view.Calls) is { Length: > 0 } called)
        {
            blocks.Add(Blocks.Section(Mrkdwn.Marked(called)));
        }

        if (!inWindow && Buttons([.. view.Actions, .. view.Details is { } details ? [details] : Array.Empty<CardAction>()]) is { Length: > 0 } buttons)
        {
            blocks.Add(Blocks.Actions(buttons));
        }

        return Blocks.Array(blocks);
    }

    /// <summary>Mentions, which Slack tells people of; whoever is not in Slack is called where they are.</summary>
    private static string Called(ImmutableArray<Person> people) => string.Join(' ', people
        .SelectMany(person => person.Accounts.Where(account => account.Platform == SlackOptions.Platform).Take(1))
        .Select(account => $"<@{account.User}>"));

    private static IEnumerable<JsonObject> Note(CardView view, int longest)
    {
        if (view.Note is { } note)
        {
            yield return Blocks.Section(Mrkdwn.Text(new([new CardPiece.Plain($"{Sign(note.Tone)} {note.Title}".Trim())]) { Strong = true }, longest));
            foreach (var section in Paragraphs([note.Text, .. note.More], longest))
            {
                yield return section;
            }

            yield return Blocks.Divider();
        }
    }

    /// <summary>The colour that Slack's messages do not have.</summary>
    private static string Sign(CardTone tone) => tone switch
    {
        CardTone.Waiting => "⏳",
        CardTone.Good => "✅",
        CardTone.Warning => "⚠️",
        CardTone.Bad => "⛔",
        _ => "",
    };

    private static JsonObject Facts(CardFact[] facts, int longest) => new()
    {
        ["type"] = "section",
        ["fields"] = Blocks.Array(facts.Select(fact => Fact(fact, Math.Min(longest, BlockLimits.FieldText)))),
    };

    private static JsonObject Fact(CardFact fact, int longest)
    {
        var value = Mrkdwn.Text(fact.Value, longest - fact.Label.Length - 4);
        return value.Text("type") == "mrkdwn"
            ? Mrkdwn.Marked($"*{Mrkdwn.Escape(fact.Label)}*\n{value.Text("text")}")
            : Mrkdwn.Plain($"{fact.Label}\n{fact.Value}", longest);
    }

    /// <summary>Lines that follow each other share a section, so that a card has few blocks and no gaps within what belongs together.</summary>
    private static IEnumerable<JsonObject> Paragraphs(ImmutableArray<CardText> texts, int longest)
    {
        var lines = new List<string>();
        foreach (var text in texts)
        {
            var drawn = text.IsExact || text.Quoted || text.Subtle || text.Pieces is [CardPiece.Code] ? null : Mrkdwn.Text(text, longest);
            var joins = drawn.Text("type") == "mrkdwn" && lines.Sum(line => line.Length + 1) + drawn.Text("text")!.Length <= BlockLimits.SectionText;
            if (lines.Count > 0 && (!joins || text.Strong))
            {
                yield return Blocks.Section(string.Join('\n', lines));
                lines.Clear();
            }

            if (drawn.Text("type") == "mrkdwn")
            {
                lines.Add(drawn.Text("text")!);
                continue;
            }

            foreach (var block in Apart(text, longest))
            {
                yield return block;
            }
        }

        if (lines.Count > 0)
        {
            yield return Blocks.Section(string.Join('\n', lines));
        }
    }

    private static IEnumerable<JsonObject> Apart(CardText text, int longest) => text switch
    {
        { IsExact: true } => ExactText.DrawTyped(text.ToString()),
        // Somebody's own words: never read as markup, and between quotation marks, so that they cannot be taken for the bot's.
        { Quoted: true } => [Blocks.Section(Mrkdwn.Plain($"“{PlainText.Shorten(text.ToString(), longest - 2)}”", BlockLimits.SectionText))],
        { Subtle: true } => [Blocks.Context(Mrkdwn.Text(text, Math.Min(longest, BlockLimits.SectionText)))],
        { Pieces: [CardPiece.Code code] } => Code(Mrkdwn.Typed(code), longest),
        _ => [Blocks.Section(Mrkdwn.Plain(text.ToString(), longest))],
    };

    /// <summary>To be copied, or a long list: in a box, over several if one is too small. Cut only where a message has no room at all for it.</summary>
    private static IEnumerable<JsonObject> Code(string code, int longest)
    {
        const int Room = 2800;
        var rest = longest >= BlockLimits.SectionText ? code : PlainText.Shorten(code, longest * 4);
        var isCut = rest.Length < code.Length;
        while (rest.Length > 0)
        {
            var end = rest.Length <= Room ? rest.Length : rest.LastIndexOf(' ', Room) is > 0 and var space ? space : Room;
            var part = rest[..end].Trim();
            rest = rest[end..].TrimStart();
            var escaped = Mrkdwn.Escape(part);
            yield return part.Contains("```", StringComparison.Ordinal) || escaped.Length > BlockLimits.SectionText - 8
                ? Blocks.Section(Mrkdwn.Plain(part, BlockLimits.SectionText))
                : Blocks.Section($"```{escaped}```");
        }

        if (isCut)
        {
            yield return Blocks.Context(Mrkdwn.Text(CardText.Of($"This is not all of it. {CardPiece.Command("show")} with the request's id lists it all."), BlockLimits.SectionText));
        }
    }

    private static JsonObject[] Buttons(ImmutableArray<CardAction> actions) =>
        [.. actions.Select(action => Blocks.Button(action.Id, action.Asks ? $"{action.Label}…" : action.Label, ButtonValue.Of(action), action.Style))];

    private static IEnumerable<JsonObject> Item(CardItem item, int longest, bool inWindow)
    {
        var signed = item.Text is [var first, .. var rest] && Sign(item.Tone) is { Length: > 0 } sign
            ? [first with { Pieces = [new CardPiece.Plain($"{sign} "), .. first.Pieces] }, .. rest]
            : item.Text;
        return [.. Paragraphs(signed, longest), .. inWindow || item.Actions.IsEmpty ? [] : new[] { Blocks.Actions(Buttons(item.Actions)) }];
    }
}
