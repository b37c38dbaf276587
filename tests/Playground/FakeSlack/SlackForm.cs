using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JitBot.Playground.FakeSlack;

/// <summary>One thing on a message or view that can be pressed or filled in.</summary>
internal sealed record SlackField(JsonElement Block, JsonElement Element)
{
    public string BlockId => Block.Text("block_id")!;
    public string ActionId => Element.Text("action_id")!;
    public string Type => Element.Text("type")!;
    public bool IsInput => Block.Text("type") == "input";

    /// <summary>Whether the bot is told of each change.</summary>
    public bool Dispatches => !IsInput || Block.Is("dispatch_action");

    public string? Label => (IsInput ? Block : Element).TryGetProperty(IsInput ? "label" : "text", out var label) ? label.Text("text") : null;

    public bool IsCalled(string name) => name == ActionId || name == BlockId || name == Label;
}

/// <summary>What a Slack client does with blocks: finds the button, fills in fields, and knows what it would not send.</summary>
internal sealed class SlackForm
{
    private readonly ImmutableDictionary<(string Block, string Action), ImmutableArray<JsonElement>> _offered;

    private SlackForm(
        ImmutableArray<SlackField> fields,
        ImmutableDictionary<(string Block, string Action), JsonNode?> filled,
        ImmutableDictionary<(string Block, string Action), ImmutableArray<JsonElement>> offered) => (Fields, Filled, _offered) = (fields, filled, offered);

    public ImmutableArray<SlackField> Fields { get; }

    /// <summary>What a person changed.</summary>
    public ImmutableDictionary<(string Block, string Action), JsonNode?> Filled { get; }

    /// <param name="filled">What was filled in before.</param>
    /// <param name="offered">What the bot offered in menus that ask it.</param>
    public static SlackForm Of(
        JsonElement blocks,
        ImmutableDictionary<(string Block, string Action), JsonNode?>? filled = null,
        ImmutableDictionary<(string Block, string Action), ImmutableArray<JsonElement>>? offered = null) => new(
        [
            .. blocks.EnumerateArray().SelectMany(block => block.List("elements")
                .Concat(block.TryGetProperty("element", out var element) ? [element] : [])
                .Concat(block.TryGetProperty("accessory", out var accessory) ? [accessory] : [])
                .Where(candidate => candidate.Text("action_id") is not null)
                .Select(candidate => new SlackField(block, candidate))),
        ],
        filled ?? ImmutableDictionary<(string Block, string Action), JsonNode?>.Empty,
        offered ?? ImmutableDictionary<(string Block, string Action), ImmutableArray<JsonElement>>.Empty);

    /// <summary>The options in the bot's answer; null if it gave none.</summary>
    public static ImmutableArray<JsonElement>? Offered(JsonElement answer) => answer.TryGetProperty("options", out _) || answer.TryGetProperty("option_groups", out _)
        ? [.. answer.List("options"), .. answer.List("option_groups").SelectMany(group => group.List("options"))]
        : null;

    public bool HasInput(string blockId) => Fields.Any(field => field.IsInput && field.BlockId == blockId);

    /// <param name="name">Action id, block id or label.</param>
    public SlackField Field(string name) => Fields.FirstOrDefault(field => SlackValue.Of(field.Type) is not null && field.IsCalled(name)) ?? throw Missing("field", name);

    /// <returns>What <c>block_actions</c> says of a press of this button.</returns>
    public JsonObject Button(string name)
    {
        var button = Fields.FirstOrDefault(field => field.Type == "button" && (field.ActionId == name || field.Label == name || field.Element.Text("value") == name))
            ?? throw Missing("button", name);
        var action = Action(button);
        foreach (var key in (string[])["text", "value", "style", "url"])
        {
            if (button.Element.TryGetProperty(key, out var value))
            {
                action[key] = value.Node();
            }
        }

        return action;
    }

    /// <returns>What <c>block_actions</c> says of a change of this field.</returns>
    public JsonObject Changed(SlackField field)
    {
        var action = Action(field);
        var kind = SlackValue.Of(field.Type)!;
        action[kind.Key] = Value(field)?.DeepClone();
        return action;
    }

    /// <summary>The form with this filled in.</summary>
    /// <exception cref="InvalidOperationException">There is no such field, or a client would not let this be filled in.</exception>
    public SlackForm Fill(IEnumerable<(string Field, string Value)> values)
    {
        var filled = Filled;
        foreach (var group in values.GroupBy(value => Field(value.Field), value => value.Value))
        {
            var key = (group.Key.BlockId, group.Key.ActionId);
            string[] typed = [.. group.Where(value => value.Length > 0)];
            filled = filled.SetItem(key, SlackValue.Of(group.Key.Type)!.Read(group.Key, typed, _offered.GetValueOrDefault(key, [])));
        }

        return new(Fields, filled, _offered);
    }

    /// <summary>What stands in fields that the next form has too.</summary>
    public ImmutableDictionary<(string Block, string Action), JsonNode?> Kept(SlackForm next) => Fields
        .Where(field => SlackValue.Of(field.Type) is not null)
        .Where(field => next.Fields.Any(other => (other.BlockId, other.ActionId, other.Type) == (field.BlockId, field.ActionId, field.Type)))
        .ToImmutableDictionary(field => (field.BlockId, field.ActionId), Value);

    /// <exception cref="InvalidOperationException">Something required is empty.</exception>
    public void MustBeComplete()
    {
        if (Fields.FirstOrDefault(field => field.IsInput && !field.Block.Is("optional") && Value(field) is null or JsonArray { Count: 0 }) is { } empty)
        {
            throw new InvalidOperationException($"The client asks to complete '{empty.Label}' and sends nothing.");
        }
    }

    /// <summary>As in <c>state.values</c>.</summary>
    public JsonObject Values()
    {
        var values = new JsonObject();
        foreach (var field in Fields.Where(field => SlackValue.Of(field.Type) is { IsState: true }))
        {
            var block = values[field.BlockId] ??= new JsonObject();
            block[field.ActionId] = new JsonObject { ["type"] = field.Type, [SlackValue.Of(field.Type)!.Key] = Value(field)?.DeepClone() };
        }

        return values;
    }

    private JsonNode? Value(SlackField field) =>
        Filled.TryGetValue((field.BlockId, field.ActionId), out var value) ? value : SlackValue.Of(field.Type)!.Initial(field.Element);

    private static JsonObject Action(SlackField field) => new() { ["type"] = field.Type, ["action_id"] = field.ActionId, ["block_id"] = field.BlockId };

    private InvalidOperationException Missing(string what, string name) =>
        new($"There is no {what} '{name}'; there are {string.Join(", ", Fields.Select(field => $"'{field.Label}' ({field.ActionId})"))}.");
}
