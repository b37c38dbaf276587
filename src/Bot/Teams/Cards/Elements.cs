using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;

namespace JitBot.Bot.Teams.Cards;

/// <summary>The few shapes that all cards are made of.</summary>
internal static class Elements
{
    public static JsonObject Card(IEnumerable<JsonObject> body, params IEnumerable<JsonObject> actions)
    {
        var card = new JsonObject
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.5",
            ["body"] = Array(body),
        };
        if (Array(actions) is { Count: > 0 } buttons)
        {
            card["actions"] = buttons;
        }

        return card;
    }

    /// <summary>The head of a card: how things stand, small and coloured, over what it is about.</summary>
    public static JsonObject Head(CardTone tone, string? status, string title)
    {
        var words = TextBlock(TeamsText.Markdown(title));
        words["size"] = "medium";
        words["weight"] = "bolder";
        words["style"] = "heading";
        words["spacing"] = "none";
        var head = Box(Style(tone), status is null ? [words] : [StatusLine(tone, status), words]);
        head["bleed"] = true;
        return head;
    }

    private static JsonObject StatusLine(CardTone tone, string status)
    {
        var line = TextBlock(TeamsText.Markdown(status));
        line["size"] = "small";
        line["weight"] = "bolder";
        line["color"] = Colour(tone);
        return line;
    }

    /// <param name="markdown">Already escaped.</param>
    public static JsonObject TextBlock(string markdown) => new() { ["type"] = "TextBlock", ["text"] = markdown, ["wrap"] = true };

    public static JsonObject Subtle(string markdown)
    {
        var text = TextBlock(markdown);
        text["size"] = "small";
        text["isSubtle"] = true;
        return text;
    }

    public static JsonObject Box(string style, IEnumerable<JsonObject> items) =>
        new() { ["type"] = "Container", ["style"] = style, ["items"] = Array(items) };

    /// <summary>
    /// A button, and the same one for clients that do not know <c>Action.Execute</c>: those send a message with the data, which therefore names
    /// the verb.
    /// </summary>
    /// <param name="withInputs">Whether what was typed and ticked on the card goes along.</param>
    public static JsonObject Button(string verb, string title, ActionStyle style, JsonObject data, bool withInputs)
    {
        var submitted = data.DeepClone().AsObject();
        submitted[FormFields.Verb] = verb;
        var fallback = new JsonObject { ["type"] = "Action.Submit", ["title"] = title, ["data"] = submitted };
        var button = new JsonObject { ["type"] = "Action.Execute", ["title"] = title, ["verb"] = verb, ["data"] = data };
        foreach (var action in (JsonObject[])[fallback, button])
        {
            SetStyle(action, style);
            if (!withInputs)
            {
                action["associatedInputs"] = "none";
            }
        }

        button["fallback"] = fallback;
        return button;
    }

    public static void SetStyle(JsonObject action, ActionStyle style)
    {
        if (style != ActionStyle.Plain)
        {
            action["style"] = style == ActionStyle.Primary ? "positive" : "destructive";
        }
    }

    public static JsonArray Array(IEnumerable<JsonObject> items) => [.. items];

    public static string Style(CardTone tone) => tone switch
    {
        CardTone.Waiting => "accent",
        CardTone.Good => "good",
        CardTone.Warning => "warning",
        CardTone.Bad => "attention",
        _ => "emphasis",
    };

    private static string Colour(CardTone tone) => tone switch
    {
        CardTone.Waiting => "accent",
        CardTone.Good => "good",
        CardTone.Warning => "warning",
        CardTone.Bad => "attention",
        _ => "default",
    };
}
