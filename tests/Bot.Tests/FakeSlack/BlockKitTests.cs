using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JitBot.Playground.FakeSlack;

namespace JitBot.Bot.Tests.FakeSlack;

/// <summary>The Slack twin's check of blocks accepts what is right and names each thing that is not.</summary>
public sealed partial class BlockKitTests
{
    private const string Plain = """{ "type": "plain_text", "text": "x" }""";

    [Fact]
    public void A_good_modal_passes() => Assert.Empty(SlackBlockKit.CheckView(JsonSerializer.SerializeToElement(SlackWorld.Form()), "modal"));

    [Theory]
    [InlineData("""{ "type": "carousel" }""", "unsupported type: carousel [json-pointer:/blocks/0/type]")]
    [InlineData("""{ "type": "header", "text": { "type": "mrkdwn", "text": "x" } }""", "must be a valid enum value: plain_text [json-pointer:/blocks/0/text/type]")]
    [InlineData("""{ "type": "header", "text": { "type": "plain_text", "text": "LONG151" } }""", "must be less than 151 characters [json-pointer:/blocks/0/text/text]")]
    [InlineData("""{ "type": "section", "text": { "type": "mrkdwn", "text": "LONG3001" } }""", "must be less than 3001 characters [json-pointer:/blocks/0/text/text]")]
    [InlineData("""{ "type": "section", "text": { "type": "mrkdwn", "text": "" } }""", "must be more than 0 characters [json-pointer:/blocks/0/text/text]")]
    [InlineData("""{ "type": "section" }""", "must define either `text` or `fields` [json-pointer:/blocks/0]")]
    [InlineData("""{ "type": "section", "fields": [ELEVEN] }""", "no more than 10 items allowed [json-pointer:/blocks/0/fields]")]
    [InlineData("""{ "type": "section", "txet": PLAIN, "text": PLAIN }""", "invalid additional property: txet [json-pointer:/blocks/0]")]
    [InlineData("""{ "type": "context", "elements": [] }""", "must contain at least 1 items [json-pointer:/blocks/0/elements]")]
    [InlineData("""{ "type": "divider", "block_id": "LONG256" }""", "must be less than 256 characters [json-pointer:/blocks/0/block_id]")]
    [InlineData("""{ "type": "actions", "elements": [{ "type": "plain_text_input" }] }""", "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]")]
    [InlineData("""{ "type": "actions", "elements": [{ "type": "button", "text": PLAIN, "value": "LONG2001" }] }""", "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]")]
    [InlineData("""{ "type": "actions", "elements": [{ "type": "button", "text": { "type": "plain_text", "text": "LONG76" } }] }""", "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]")]
    [InlineData("""{ "type": "actions", "elements": [{ "type": "button", "text": PLAIN, "style": "loud" }] }""", "must be a valid enum value: primary, danger [json-pointer:/blocks/0/elements/0/style]")]
    [InlineData("""{ "type": "actions", "elements": [{ "type": "button", "action_id": "a", "text": PLAIN }, { "type": "button", "action_id": "a", "text": PLAIN }] }""", "`action_id` \"a\" already exists [json-pointer:/blocks/0/elements/1/action_id]")]
    [InlineData("""{ "type": "actions", "elements": [{ "type": "static_select", "options": [{ "text": PLAIN, "value": "LONG76" }] }] }""", "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/value]")]
    [InlineData("""{ "type": "actions", "elements": [{ "type": "static_select" }] }""", "must define either `options` or `option_groups` [json-pointer:/blocks/0/elements/0]")]
    [InlineData("""{ "type": "actions", "elements": [{ "type": "radio_buttons", "options": [{ "text": PLAIN, "value": "a" }], "initial_option": { "text": PLAIN, "value": "b" } }] }""", "must exactly match one of the provided options [json-pointer:/blocks/0/elements/0/initial_option]")]
    [InlineData("""{ "type": "actions", "elements": [{ "type": "datetimepicker", "initial_date_time": 99 }] }""", "must be an integer from 1000000000 to 9999999999 [json-pointer:/blocks/0/elements/0/initial_date_time]")]
    [InlineData("""{ "type": "actions", "elements": [{ "type": "button", "text": PLAIN, "confirm": { "title": PLAIN, "text": PLAIN, "confirm": PLAIN } }] }""", "missing required field: deny [json-pointer:/blocks/0/elements/0/confirm]")]
    [InlineData("""{ "type": "divider", "block_id": "a" }, { "type": "divider", "block_id": "a" }""", "`block_id` \"a\" already exists [json-pointer:/blocks/1/block_id]")]
    [InlineData("""FIFTYONE""", "no more than 50 items allowed [json-pointer:/blocks]")]
    public void What_is_wrong_with_blocks_is_named(string blocks, string message) =>
        Assert.Contains($"[ERROR] {message}", SlackBlockKit.CheckMessage(JsonSerializer.Deserialize<JsonElement>($"[{Written(blocks)}]")));

    [Theory]
    [InlineData("title", null, "missing required field: title [json-pointer:/view]")]
    [InlineData("title", """{ "type": "plain_text", "text": "LONG25" }""", "must be less than 25 characters [json-pointer:/view/title/text]")]
    [InlineData("submit", null, "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]")]
    [InlineData("private_metadata", "\"LONG3001\"", "must be less than 3001 characters [json-pointer:/view/private_metadata]")]
    [InlineData("type", "\"home\"", "must be of type modal [json-pointer:/view/type]")]
    [InlineData("colour", "1", "invalid additional property: colour [json-pointer:/view]")]
    public void What_is_wrong_with_a_modal_is_named(string key, string? value, string message)
    {
        var view = JsonSerializer.SerializeToNode(SlackWorld.Form())!.AsObject();
        view.Remove(key);
        if (value is not null)
        {
            view[key] = JsonNode.Parse(Written(value));
        }

        Assert.Contains($"[ERROR] {message}", SlackBlockKit.CheckView(JsonSerializer.SerializeToElement(view), "modal"));
    }

    private static string Written(string json)
    {
        var written = json.Replace("PLAIN", Plain, StringComparison.Ordinal)
            .Replace("ELEVEN", string.Join(',', Enumerable.Repeat(Plain, 11)), StringComparison.Ordinal)
            .Replace("FIFTYONE", string.Join(',', Enumerable.Repeat("""{ "type": "divider" }""", 51)), StringComparison.Ordinal);
        return Long().Replace(written, match => new('x', int.Parse(match.Groups["length"].Value, CultureInfo.InvariantCulture)));
    }

    [GeneratedRegex("LONG(?<length>[0-9]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Long();
}
