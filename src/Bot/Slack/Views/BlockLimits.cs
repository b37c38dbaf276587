using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JitBot.Bot.Slack.Views;

/// <summary>
/// What Slack takes, in characters and pieces, as its reference has it. Everything is drawn to fit; held against these before it is sent, so that
/// a mistake of ours shows here and not as a card nobody got. Pure.
/// </summary>
internal static class BlockLimits
{
    public const int Header = 150;
    public const int SectionText = 3000;
    public const int FieldText = 2000;
    public const int Fields = 10;
    public const int ContextElements = 10;
    public const int ButtonText = 75;
    public const int ButtonValue = 2000;
    public const int Options = 100;
    public const int Boxes = 10;
    public const int OptionText = 75;
    public const int OptionValue = 75;
    public const int Placeholder = 150;
    public const int Label = 2000;
    public const int ModalTitle = 24;
    public const int Metadata = 3000;
    public const int TypedText = 3000;
    public const int MessageBlocks = 50;
    public const int ViewBlocks = 100;

    /// <summary>Slack refuses the blocks of a message from about 13,200 characters on; observed, not documented.</summary>
    public const int MessageLength = 12_500;

    // As Slack counts: letters of any script as one character, not as escapes.
    private static readonly JsonSerializerOptions AsCounted = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int ViewLength = 200_000;
    private const int Id = 255;
    private const int Actions = 25;

    public static ImmutableArray<string> MessageProblems(JsonObject message) => MessageProblems(message["blocks"] as JsonArray ?? []);

    public static ImmutableArray<string> MessageProblems(JsonArray blocks) =>
        [.. Problems(blocks, MessageBlocks), .. Longer("the message", blocks.ToJsonString(AsCounted).Length, MessageLength)];

    public static ImmutableArray<string> ViewProblems(JsonObject view)
    {
        var blocks = view["blocks"] as JsonArray ?? [];
        return
        [
            .. Problems(blocks, ViewBlocks),
            .. Longer("the view", view.ToJsonString(AsCounted).Length, ViewLength),
            .. Longer("the title", LengthOf(view, "title", "text"), ModalTitle),
            .. Longer("submit", LengthOf(view, "submit", "text"), ModalTitle),
            .. Longer("close", LengthOf(view, "close", "text"), ModalTitle),
            .. Longer("private_metadata", LengthOf(view, "private_metadata"), Metadata),
            .. view.Text("type") == "modal" && view["submit"] is null && blocks.Any(block => (block as JsonObject).Text("type") == "input")
                ? ["a modal with inputs has no submit"]
                : Array.Empty<string>(),
        ];
    }

    private static IEnumerable<string> Problems(JsonArray blocks, int most)
    {
        foreach (var problem in Longer("the number of blocks", blocks.Count, most))
        {
            yield return problem;
        }

        foreach (var twice in blocks.Select(block => (block as JsonObject).Text("block_id")).OfType<string>().GroupBy(id => id, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            yield return $"block_id {twice.Key} is there twice";
        }

        foreach (var problem in blocks.OfType<JsonObject>().SelectMany(Problems))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> Problems(JsonObject block)
    {
        var name = block.Text("type") ?? "a block";
        var elements = block["elements"] as JsonArray ?? [];
        return
        [
            .. Longer($"the block_id of {name}", LengthOf(block, "block_id"), Id),
            .. Longer($"the text of {name}", LengthOf(block, "text", "text"), name == "header" ? Header : SectionText),
            .. Longer($"the label of {name}", LengthOf(block, "label", "text"), Label),
            .. Longer($"the hint of {name}", LengthOf(block, "hint", "text"), Label),
            .. Longer("the number of fields", (block["fields"] as JsonArray)?.Count ?? 0, Fields),
            .. (block["fields"] as JsonArray ?? []).OfType<JsonObject>().SelectMany(field => Longer("a field", LengthOf(field, "text"), FieldText)),
            .. Longer($"the number of elements of {name}", elements.Count, name == "context" ? ContextElements : Actions),
            .. elements.OfType<JsonObject>().SelectMany(RichText),
            .. elements.Append(block["accessory"]).Append(block["element"]).OfType<JsonObject>().SelectMany(Element),
        ];
    }

    private static IEnumerable<string> Element(JsonObject element)
    {
        var name = element.Text("type") ?? "an element";
        var options = (element["options"] as JsonArray ?? []).OfType<JsonObject>().ToArray();
        return
        [
            .. Longer($"the action_id of {name}", LengthOf(element, "action_id"), Id),
            .. name == "button" ? Longer("the text of a button", LengthOf(element, "text", "text"), ButtonText) : [],
            .. Longer($"the text of {name}", LengthOf(element, "text"), SectionText),
            .. Longer($"the value of {name}", LengthOf(element, "value"), ButtonValue),
            .. Longer($"the placeholder of {name}", LengthOf(element, "placeholder", "text"), Placeholder),
            .. Longer($"what {name} begins with", LengthOf(element, "initial_value"), TypedText),
            .. Longer($"the number of options of {name}", options.Length, name is "checkboxes" or "radio_buttons" ? Boxes : Options),
            .. options.SelectMany(option => Longer("the text of an option", LengthOf(option, "text", "text"), OptionText)),
            .. options.SelectMany(option => Longer("the value of an option", LengthOf(option, "value"), OptionValue)),
            .. name is "static_select" or "checkboxes" && options.Length == 0 ? [$"{name} has no options"] : Array.Empty<string>(),
        ];
    }

    /// <summary>Slack names no limit for it: what a section takes is known to be taken.</summary>
    private static IEnumerable<string> RichText(JsonObject element) => element.Text("type") == "rich_text_preformatted"
        ? (element["elements"] as JsonArray ?? []).OfType<JsonObject>().SelectMany(text => Longer("preformatted text", LengthOf(text, "text"), SectionText))
        : [];

    private static int LengthOf(JsonObject from, params ReadOnlySpan<string> path) => from.Text(path)?.Length ?? 0;

    private static IEnumerable<string> Longer(string what, int length, int most)
    {
        if (length > most)
        {
            yield return $"{what} is {length}, more than {most}";
        }
    }
}
