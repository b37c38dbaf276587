using System.Text.Json;
using System.Text.Json.Nodes;

namespace JitBot.Playground.FakeSlack;

internal static class SlackJson
{
    /// <returns>Null if it is not there or not a string.</returns>
    public static string? Text(this JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Whether it is there and true.</summary>
    public static bool Is(this JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.True;

    public static IEnumerable<JsonElement> List(this JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    public static JsonNode Node(this JsonElement element) => JsonSerializer.SerializeToNode(element)!;

    public static JsonElement Element(this JsonNode node) => JsonSerializer.SerializeToElement(node);
}
