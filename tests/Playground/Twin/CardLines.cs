using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace JitBot.Playground.Twin;

/// <summary>A card as a person reads it: its texts from top to bottom, and the titles of its buttons. A moment is drawn in this machine's time zone.</summary>
public static partial class CardLines
{
    public static string Of(JsonElement card) => string.Join('\n', Lines(card));

    /// <summary>Each text, each fact and each button, one line each.</summary>
    public static IEnumerable<string> Lines(JsonElement card) => Everything(card).Select(element => Text(element, "type") switch
    {
        "TextBlock" => Drawn(Text(element, "text") ?? ""),
        "RichTextBlock" => string.Concat(element.GetProperty("inlines").EnumerateArray().Select(run => Drawn(Text(run, "text") ?? ""))).Replace('\u00A0', ' ').Replace("\u200B", "", StringComparison.Ordinal).Replace("\u200E", "", StringComparison.Ordinal),
        "Action.Execute" or "Action.ShowCard" => $"[{Text(element, "title")}]",
        null when Text(element, "title") is { } label && Text(element, "value") is { } value => $"{label,-10} {Drawn(value)}",
        _ => "",
    }).Where(line => line.Length > 0);

    public static IEnumerable<string> Buttons(JsonElement card) => Everything(card)
        .Where(element => Text(element, "type")?.StartsWith("Action.", StringComparison.Ordinal) == true)
        .Select(action => Text(action, "title")).OfType<string>();

    /// <summary>What the buttons send, whatever they are called.</summary>
    public static IEnumerable<string> Verbs(JsonElement card) => Everything(card).Select(action => Text(action, "verb")).OfType<string>();

    private static string Drawn(string text) => Escaped().Replace(
        Moment().Replace(text, moment => DateTimeOffset.Parse(moment.Groups["at"].Value, CultureInfo.InvariantCulture).ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)),
        "${sign}");

    [GeneratedRegex(@"\{\{DATE\((?<at>[^,)]+),\w+\)\}\} \{\{TIME\([^)]+\)\}\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Moment();

    [GeneratedRegex(@"\\(?<sign>[!-/:-@[-`{-~])", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Escaped();

    private static IEnumerable<JsonElement> Everything(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object =>
            [element, .. element.EnumerateObject().Where(property => property.Name is not ("fallback" or "data" or "inlines")).SelectMany(property => Everything(property.Value))],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Everything),
        _ => [],
    };

    private static string? Text(JsonElement element, string key) =>
        element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
