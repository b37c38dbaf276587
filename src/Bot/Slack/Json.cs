using System.Text.Json;
using System.Text.Json.Nodes;

namespace JitBot.Bot.Slack;

/// <summary>Looking into JSON that somebody else wrote.</summary>
internal static class Json
{
    /// <returns>The text at this path; null if anything on the way is missing or of another type.</returns>
    public static string? Text(this JsonObject? from, params ReadOnlySpan<string> path)
    {
        JsonNode? node = from;
        foreach (var key in path)
        {
            node = (node as JsonObject)?[key];
        }

        return node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
    }

    /// <returns>Null for anything but an object, and for one with the same key twice, of which nobody can say what it means.</returns>
    public static JsonObject? Parse(ReadOnlySpan<byte> text)
    {
        try
        {
            var parsed = JsonNode.Parse(text, null, new() { MaxDepth = 64, AllowDuplicateProperties = false }) as JsonObject;
            return parsed;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
