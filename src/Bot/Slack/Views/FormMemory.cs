using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JitBot.Bot.Slack.Views;

/// <summary>
/// What the form remembers between two looks at it: what it was drawn for, and what each field began with, because a client may leave out what
/// was not touched. It comes back from a client and is believed no more than any field.
/// </summary>
/// <param name="Form">Makes submitting the same form twice one request.</param>
/// <param name="Database">As <see cref="NameValue"/> has it.</param>
/// <param name="Schemas">
/// Values of the choices ticked at first, or names as they were typed; a field that does not come back must not turn into the whole database.
/// </param>
/// <param name="Tables">As <paramref name="Schemas"/>.</param>
/// <param name="Until">Seconds since 1970 in UTC.</param>
/// <param name="SchemasTyped">What began in the field for names that are no choice.</param>
/// <param name="TablesTyped">As <paramref name="SchemasTyped"/>.</param>
/// <param name="Statement">Letter for letter; null in the form that asks for a login.</param>
/// <param name="AlsoIn">As <paramref name="Database"/>, those ticked beside it.</param>
/// <param name="ScopeUnseen">Schemas, tables, columns and the box are kept for another level: the form does not show them.</param>
internal sealed record FormMemory(
    [property: JsonPropertyName("f")] string Form,
    [property: JsonPropertyName("t")] string? Target,
    [property: JsonPropertyName("l")] string? Level,
    [property: JsonPropertyName("d")] string? Database,
    [property: JsonPropertyName("u")] string? Duration,
    [property: JsonPropertyName("s")] string[]? Schemas = null,
    [property: JsonPropertyName("n")] string[]? Tables = null,
    [property: JsonPropertyName("r")] string? Reason = null,
    [property: JsonPropertyName("k")] string? Ticket = null,
    [property: JsonPropertyName("c")] string? Columns = null,
    [property: JsonPropertyName("m")] bool? Unmask = null,
    [property: JsonPropertyName("a")] string? Address = null,
    [property: JsonPropertyName("e")] string? Until = null,
    [property: JsonPropertyName("x")] string? SchemasTyped = null,
    [property: JsonPropertyName("y")] string? TablesTyped = null,
    [property: JsonPropertyName("h")] bool? ScopeUnseen = null,
    [property: JsonPropertyName("q")] string? Statement = null,
    [property: JsonPropertyName("i")] string[]? AlsoIn = null,
    [property: JsonPropertyName("o")] bool? Export = null)
{
    private const int LongestForm = 100;

    // Slack counts characters, not escapes.
    private static readonly JsonSerializerOptions Short = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <returns>Null for what no form of ours wrote.</returns>
    public static FormMemory? Parse(string metadata)
    {
        try
        {
            return JsonSerializer.Deserialize<FormMemory>(metadata) is { Form: { Length: > 0 and <= LongestForm } } memory ? memory : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>All of it, which may be longer than what Slack keeps with a window.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, Short);
}
