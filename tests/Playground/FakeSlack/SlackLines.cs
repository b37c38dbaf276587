using System.Text.Json;
using System.Text.RegularExpressions;

namespace JitBot.Playground.FakeSlack;

/// <summary>Blocks as a person reads them: their texts from top to bottom, and the labels of their buttons. A moment is drawn as its fallback.</summary>
public static partial class SlackLines
{
    public static string Of(JsonElement blocks) => string.Join('\n', Lines(blocks));

    /// <summary>Each text and each button, one line each.</summary>
    public static IEnumerable<string> Lines(JsonElement blocks) => Everything(blocks).Select(Line).OfType<string>();

    public static IEnumerable<string> Buttons(JsonElement blocks) =>
        Everything(blocks).Where(element => element.Text("type") == "button").Select(Label).OfType<string>();

    /// <summary>Entities, moments and mentions as a client draws them.</summary>
    public static string Drawn(string text) => Moment().Replace(text, "${fallback}")
        .Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);

    private static string? Line(JsonElement element) => element.Text("type") switch
    {
        "button" => $"[{Label(element)}]",
        "mrkdwn" or "markdown" => Drawn(element.Text("text") ?? ""),
        // What a plain text says is not interpreted, but the entities in it are.
        "plain_text" or "text" => element.Text("text"),
        _ => null,
    };

    private static string? Label(JsonElement element) => element.TryGetProperty("text", out var text) ? text.Text("text") : null;

    private static IEnumerable<JsonElement> Everything(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object when element.Text("type") == "button" => [element],
        JsonValueKind.Object => [element, .. element.EnumerateObject().Where(IsShown).SelectMany(property => Everything(property.Value))],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Everything),
        _ => [],
    };

    private static bool IsShown(JsonProperty property) => property.Name is not ("options" or "option_groups" or "confirm" or "placeholder");

    [GeneratedRegex(@"<!date\^\d+\^[^|>]*\|(?<fallback>[^>]*)>", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Moment();
}
