using System.Text;
using System.Text.Json.Nodes;

namespace JitBot.Support;

/// <summary>What PostgreSQL's jsonb makes of a document: keys in an order of its own, and a refusal of NUL and of half surrogate pairs.</summary>
internal static class Jsonb
{
    /// <exception cref="InvalidOperationException">It holds either.</exception>
    public static string Keep(string json) => Keep(JsonNode.Parse(json))?.ToJsonString() ?? "null";

    public static string KeepText(string text) =>
        text.Contains('\0') || text != Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text))
            ? throw new InvalidOperationException("The store keeps neither NUL nor half a surrogate pair.")
            : text;

    private static JsonNode? Keep(JsonNode? node) => node switch
    {
        JsonObject pairs => new JsonObject(pairs
            .Select(pair => KeyValuePair.Create(KeepText(pair.Key), Keep(pair.Value)))
            .OrderBy(pair => Encoding.UTF8.GetByteCount(pair.Key))
            .ThenBy(pair => pair.Key, StringComparer.Ordinal)),
        JsonArray items => new JsonArray([.. items.Select(Keep)]),
        JsonValue value when value.TryGetValue(out string? text) => JsonValue.Create(KeepText(text)),
        _ => node?.DeepClone(),
    };
}
