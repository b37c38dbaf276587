using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JitBot.Bot.Bytebase.Api;

/// <summary>Reads protobuf's JSON: what has its default value is left out, moments are RFC 3339, lengths of time <c>"14400s"</c>.</summary>
internal static class ProtoJson
{
    public static JsonObject? Parse(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body, documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string Text(this JsonObject? of, string key) => Text(of?[key]);

    public static bool Flag(this JsonObject? of, string key) => of?[key] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    public static JsonObject? Part(this JsonObject? of, string key) => of?[key] as JsonObject;

    public static ImmutableArray<string> Texts(this JsonObject? of, string key) =>
        of?[key] is JsonArray list ? [.. list.Select(Text)] : [];

    public static IEnumerable<JsonObject> Parts(this JsonObject? of, string key) => of?[key] is JsonArray list ? list.OfType<JsonObject>() : [];

    /// <returns>UTC; null if it is not there or is no moment.</returns>
    public static DateTimeOffset? Moment(this JsonObject? of, string key) => ReadMoment(of.Text(key));

    public static DateTimeOffset? ReadMoment(string text) =>
        text.Length > 0 && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

    public static TimeSpan? Duration(this JsonObject? of, string key) =>
        of.Text(key) is [.. var seconds, 's'] && decimal.TryParse(seconds, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 315_576_000_000m
            ? TimeSpan.FromTicks((long)Math.Min(number * TimeSpan.TicksPerSecond, TimeSpan.MaxValue.Ticks))
            : null;

    private static string Text(JsonNode? node)
    {
        try
        {
            return node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
        }
        catch (InvalidOperationException)
        {
            // Half of a pair of surrogates, which is no text.
            return "";
        }
    }

    /// <summary>Of <c>users/kim@acme.test</c> what stands behind the slash.</summary>
    public static string Email(string principal) => principal[(principal.LastIndexOf('/') + 1)..];
}
