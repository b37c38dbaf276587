using System.Text.Json;
using System.Text.Json.Nodes;
using static JitBot.Playground.FakeSlack.SlackRules;

namespace JitBot.Playground.FakeSlack;

/// <summary>Slack's own check of blocks and views, apart from the bot's: what passes here is thought to pass there.</summary>
public static class SlackBlockKit
{
    private const int MostInMessage = 50;
    private const int MostInView = 100;

    /// <summary>Observed rather than documented: all blocks of a message as JSON.</summary>
    internal const int LongestBlocks = 13_200;

    internal const int LargestView = 250_000;

    private static readonly (string, SlackRule)[] AnyView =
        [("type!", Anything), ("blocks!", Blocks(MostInView, least: 0)), ("private_metadata", String(3000)), ("callback_id", Id), ("external_id", Id)];

    private static readonly SlackRule Home = Object(AnyView);

    private static readonly SlackRule Modal = All(
        Object([.. AnyView, ("title!", Plain(24)), ("close", Plain(24)), ("submit", Plain(24)), ("clear_on_close", Bool), ("notify_on_close", Bool)]),
        SubmitsInputs);

    /// <returns>What Slack would say is wrong, as in <c>response_metadata.messages</c>; nothing if nothing is.</returns>
    public static IReadOnlyList<string> CheckMessage(JsonElement blocks) => Check(Blocks(MostInMessage, least: 0), blocks, "/blocks");

    /// <param name="type"><c>modal</c> or <c>home</c>.</param>
    /// <inheritdoc cref="CheckMessage"/>
    public static IReadOnlyList<string> CheckView(JsonElement view, string type)
    {
        var wrong = Check(type == "home" ? Home : Modal, view, "/view");
        return view.Text("type") is { } given && given != type ? [.. wrong, $"[ERROR] must be of type {type} [json-pointer:/view/type]"] : wrong;
    }

    internal static IReadOnlyList<string> WrongOptions(IEnumerable<JsonElement> options) =>
        Check(List(100, SlackShapes.Option, least: 0), JsonSerializer.SerializeToElement(options), "/options");

    /// <summary>The view, with ids for the blocks and elements that have none.</summary>
    internal static JsonElement Named(JsonElement view, SlackTwin twin)
    {
        var named = view.Node().AsObject();
        named["blocks"] = NamedBlocks(view.GetProperty("blocks"), twin).Node();
        return named.Element();
    }

    internal static JsonElement NamedBlocks(JsonElement blocks, SlackTwin twin)
    {
        var named = blocks.Node().AsArray();
        foreach (var block in named.OfType<JsonObject>())
        {
            block["block_id"] ??= twin.NextId("b");
            foreach (var element in (block["elements"] as JsonArray ?? []).Append(block["element"]).Append(block["accessory"]).OfType<JsonObject>().Where(IsInteractive))
            {
                element["action_id"] ??= twin.NextId("a");
            }
        }

        return named.Element();
    }

    private static bool IsInteractive(JsonObject element) =>
        element["type"]?.GetValue<string>() is not ("image" or "mrkdwn" or "plain_text" or null) && element["elements"] is null;

    private static SlackRule Blocks(int most, int least) =>
        All(List(most, ByType(SlackShapes.Blocks, [.. SlackShapes.Blocks.Keys]), least), UniqueBlockIds, UniqueActionIds);

    private static void UniqueBlockIds(JsonElement blocks, string at, List<string> wrong) => Unique("block_id", Numbered(blocks), at, wrong);

    /// <summary>Within a block; two blocks may have elements of the same action.</summary>
    private static void UniqueActionIds(JsonElement blocks, string at, List<string> wrong)
    {
        foreach (var (index, block) in Numbered(blocks))
        {
            Unique("action_id", block.List("elements").Index(), $"{at}/{index}/elements", wrong);
        }
    }

    private static void Unique(string key, IEnumerable<(int Index, JsonElement Element)> elements, string at, List<string> wrong)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, element) in elements)
        {
            Require(element.Text(key) is not { } id || seen.Add(id), $"`{key}` \"{element.Text(key)}\" already exists", $"{at}/{index}/{key}", wrong);
        }
    }

    private static void SubmitsInputs(JsonElement view, string at, List<string> wrong)
    {
        var submits = view.ValueKind != JsonValueKind.Object || view.TryGetProperty("submit", out _);
        foreach (var (index, block) in view.List("blocks").Index())
        {
            Require(submits || block.Text("type") != "input", "must define `submit` to use an `input` block in modals", $"{at}/blocks/{index}/input", wrong);
        }
    }

    private static IEnumerable<(int Index, JsonElement Block)> Numbered(JsonElement blocks) =>
        blocks.ValueKind == JsonValueKind.Array ? blocks.EnumerateArray().Index() : [];

    private static string[] Check(SlackRule rule, JsonElement value, string at)
    {
        var wrong = new List<string>();
        rule(value, at, wrong);
        return [.. wrong.Select(message => $"[ERROR] {message}")];
    }
}
