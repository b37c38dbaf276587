using System.Text.Json;

namespace JitBot.Playground.Twin;

/// <summary>A card as a person reads it: its texts from top to bottom, and the titles of its buttons.</summary>
public static class CardLines
{
    public static string Of(JsonElement card) => string.Join('\n', Lines(card));

    /// <summary>Each text, each fact and each button, one line each.</summary>
    public static IEnumerable<string> Lines(JsonElement card) => Everything(card).Select(element => Text(element, "type") switch
    {
        "TextBlock" or "TextRun" => Text(element, "text") ?? "",
        "Action.Execute" or "Action.ShowCard" => $"[{Text(element, "title")}]",
        null when Text(element, "title") is { } label && Text(element, "value") is { } value => $"{label,-10} {value}",
        _ => "",
    }).Where(line => line.Length > 0);

    public static IEnumerable<string> Buttons(JsonElement card) => Everything(card)
        .Where(element => Text(element, "type")?.StartsWith("Action.", StringComparison.Ordinal) == true)
        .Select(action => Text(action, "title")).OfType<string>();

    private static IEnumerable<JsonElement> Everything(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object =>
            [element, .. element.EnumerateObject().Where(property => property.Name is not ("fallback" or "data")).SelectMany(property => Everything(property.Value))],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Everything),
        _ => [],
    };

    private static string? Text(JsonElement element, string key) =>
        element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
