using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Core;

namespace JitBot.Bot.Slack.Views;

/// <summary>The few shapes of Block Kit that everything is made of.</summary>
internal static class Blocks
{
    public static JsonObject Header(string text) => new() { ["type"] = "header", ["text"] = Mrkdwn.Plain(text, BlockLimits.Header) };

    public static JsonObject Section(JsonObject text) => new() { ["type"] = "section", ["text"] = text };

    public static JsonObject Section(string markup) => Section(Mrkdwn.Marked(markup));

    /// <summary>Small and grey.</summary>
    public static JsonObject Context(params IEnumerable<JsonObject> elements) => new() { ["type"] = "context", ["elements"] = Array(elements) };

    public static JsonObject Divider() => new() { ["type"] = "divider" };

    public static JsonObject Actions(params IEnumerable<JsonObject> elements) => new() { ["type"] = "actions", ["elements"] = Array(elements) };

    /// <summary>A field of a modal with its label.</summary>
    public static JsonObject Input(string id, string label, JsonObject element, string? hint = null, bool optional = false)
    {
        var input = new JsonObject
        {
            ["type"] = "input",
            ["block_id"] = id,
            ["label"] = Mrkdwn.Plain(label, BlockLimits.Label),
            ["element"] = element,
        };
        if (optional)
        {
            input["optional"] = true;
        }

        if (hint is not null)
        {
            input["hint"] = Mrkdwn.Plain(hint, BlockLimits.Label);
        }

        return input;
    }

    public static JsonObject TextInput(string action, string? initial, int most, string? placeholder = null, bool multiline = false)
    {
        var input = new JsonObject { ["type"] = "plain_text_input", ["action_id"] = action, ["max_length"] = most };
        if (multiline)
        {
            input["multiline"] = true;
        }

        if (!string.IsNullOrEmpty(initial))
        {
            input["initial_value"] = PlainText.Shorten(initial, most);
        }

        if (placeholder is not null)
        {
            input["placeholder"] = Mrkdwn.Plain(placeholder, BlockLimits.Placeholder);
        }

        return input;
    }

    /// <summary>A list to pick one from, with one picked.</summary>
    public static JsonObject Select(string action, IEnumerable<(string Title, string Value)> options, string? picked)
    {
        var all = options.Take(BlockLimits.Options).ToArray();
        var select = new JsonObject { ["type"] = "static_select", ["action_id"] = action, ["options"] = Array(all.Select(Option)) };
        var initial = all.FirstOrDefault(option => option.Value == picked);
        if (initial.Value is not null)
        {
            select["initial_option"] = Option(initial);
        }

        select["placeholder"] = Mrkdwn.Plain(initial.Title ?? "Choose", BlockLimits.Placeholder);
        return select;
    }

    public static JsonObject Option((string Title, string Value) option) =>
        new() { ["text"] = Mrkdwn.Plain(option.Title, BlockLimits.OptionText), ["value"] = option.Value };

    public static JsonObject Button(string action, string label, string value, ActionStyle style = ActionStyle.Plain)
    {
        var button = new JsonObject
        {
            ["type"] = "button",
            ["action_id"] = action,
            ["text"] = Mrkdwn.Plain(label, BlockLimits.ButtonText),
            ["value"] = value,
        };
        if (style != ActionStyle.Plain)
        {
            button["style"] = style == ActionStyle.Primary ? "primary" : "danger";
        }

        return button;
    }

    public static JsonArray Array(IEnumerable<JsonObject> items) => [.. items];
}
