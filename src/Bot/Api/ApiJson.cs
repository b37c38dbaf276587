using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using JitBot.Core;

namespace JitBot.Bot.Api;

/// <summary>How the API reads and writes JSON: strictly, and naming the place of whatever it cannot read.</summary>
internal static class ApiJson
{
    private const int Deepest = 8;

    // More than anybody reads: a body of nothing but mistakes must not be answered by something larger.
    private const int MostErrors = 50;

    public static readonly JsonStringEnumConverter Enums = new(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

    public static readonly JsonSerializerOptions Options = Ready(new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = Deepest * 2,
        Converters = { Enums },
    });

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = Deepest };

    /// <param name="body">Nothing counts as an object without members.</param>
    /// <returns>What was sent; or null, and what is wrong with it.</returns>
    public static T? Read<T>(ReadOnlyMemory<byte> body, out ImmutableArray<ApiError> errors)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(body.IsEmpty ? "{}"u8.ToArray() : body, Strict);
            errors = [.. MembersWrong<T>(document.RootElement).Take(MostErrors)];
            return errors.IsEmpty ? document.RootElement.Deserialize<T>(Options) : null;
        }
        // A text with half a character in it is no fault of the JSON, and is found only when it is taken out.
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            errors = [Place(unreadable as JsonException)];
            return null;
        }
    }

    /// <summary>Until they are, they tell nothing of a type's members; to read or write with them would do it, too, but perhaps not before the first question.</summary>
    private static JsonSerializerOptions Ready(JsonSerializerOptions options)
    {
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private static IEnumerable<ApiError> MembersWrong<T>(JsonElement sent)
    {
        if (sent.ValueKind != JsonValueKind.Object)
        {
            return [new() { Pointer = "#", Detail = "Wanted is an object." }];
        }

        var known = Options.GetTypeInfo(typeof(T)).Properties;
        var given = sent.EnumerateObject().Select(member => member.Name).ToArray();

        // One after the other, as far as they are told.
        return given.Where(name => known.All(property => property.Name != name))
            .Select(name => new ApiError
            {
                Pointer = $"#/{PlainText.Shorten(PlainText.Visible(name), 100)}",
                Detail = $"Nothing of this name is read here. Nearest: {string.Join(", ", PlainText.Nearest(name, known.Select(property => property.Name), 1))}.",
            })
            .Concat(sent.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Array)
                .SelectMany(member => member.Value.EnumerateArray().Index().Where(entry => entry.Item.ValueKind == JsonValueKind.Null)
                    .Select(entry => new ApiError { Pointer = $"#/{member.Name}/{entry.Index}", Detail = "Nothing stands here." })))
            .Concat(known.Where(property => property.IsRequired && !given.Contains(property.Name, StringComparer.Ordinal))
                .Select(property => new ApiError { Pointer = $"#/{property.Name}", Detail = "It is missing." }));
    }

    private static ApiError Place(JsonException? unreadable) => unreadable switch
    {
        { LineNumber: { } line, BytePositionInLine: { } at, Path: null or "" or "$" } => new() { Pointer = "#", Detail = $"It is not JSON that can be read, from line {line + 1}, byte {at + 1} on." },
        { Path: { Length: > 2 } path } => new()
        {
            Pointer = $"#/{PlainText.Shorten(PlainText.Visible(path[2..].Replace('.', '/').Replace("[", "/", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)), 100)}",
            Detail = "It is of another type than belongs here.",
        },
        _ => new() { Pointer = "#", Detail = "It is not JSON that can be read: a name is there twice, or a text has half a character in it." },
    };
}
