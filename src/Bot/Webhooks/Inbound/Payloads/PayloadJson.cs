using System.Globalization;
using System.Text.Json;
using JitBot.Core;

namespace JitBot.Bot.Webhooks.Inbound.Payloads;

/// <summary>Reads what somebody else wrote. The same member twice is refused, because nobody can say which of them counts.</summary>
internal static class PayloadJson
{
    private const int LongestId = 200;
    private const int LongestTitle = 200;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        MaxDepth = 32,
    };

    /// <param name="wrong">The rest of a sentence about the body; null if it was read.</param>
    public static T? Read<T>(byte[] body, out string? wrong)
        where T : class => Read(() => JsonSerializer.Deserialize<T>(body, Json), "$", out wrong);

    /// <summary>The same of its member <c>data</c>.</summary>
    /// <inheritdoc cref="Read{T}(byte[], out string?)"/>
    public static T? Read<T>(JsonElement data, out string? wrong)
        where T : class => Read(() => data.ValueKind == JsonValueKind.Object ? data.Deserialize<T>(Json) : null, "$.data", out wrong);

    /// <returns>Null for anything that cannot be kept as the id of something.</returns>
    public static string? Id(string? text) => text?.Trim() is { Length: > 0 and <= LongestId } id && PlainText.IsPrintable(id) ? id : null;

    public static string Title(string? text) => PlainText.Visible(text ?? "").Trim() is { Length: > 0 } title ? PlainText.Shorten(title, LongestTitle) : "";

    /// <returns>A moment of RFC 3339 in UTC; null for anything else, one without a zone included.</returns>
    public static DateTimeOffset? Moment(string? text) =>
        text is { Length: <= 40 }
        && DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.ToUniversalTime()
            : null;

    private static T? Read<T>(Func<T?> read, string from, out string? wrong)
        where T : class
    {
        string? at = null;
        try
        {
            var found = read();
            wrong = found is null ? $"has no object at {from}" : null;
            return found;
        }
        catch (JsonException unreadable)
        {
            at = unreadable.Path;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are no UTF-8.
        }

        wrong = $"cannot be read at {PlainText.Shorten(PlainText.Visible(from + at?.TrimStart('$')), 100)}";
        return null;
    }
}
