using System.Text.Json;
using System.Text.Json.Serialization;

namespace JitBot.Bot.Slack.Views;

/// <summary>
/// What the form remembers between two looks at it: what was picked in lists that are no inputs, and what a list began with, because a client
/// may leave out what was not touched. It comes back from a client and is believed no more than any field.
/// </summary>
/// <param name="Form">Makes submitting the same form twice one request.</param>
/// <param name="Schemas">Values of the choices ticked at first; a field that does not come back must not turn into the whole database.</param>
/// <param name="Tables">As <paramref name="Schemas"/>.</param>
internal sealed record FormMemory(
    [property: JsonPropertyName("f")] string Form,
    [property: JsonPropertyName("t")] string? Target,
    [property: JsonPropertyName("l")] string? Level,
    [property: JsonPropertyName("d")] string? Database,
    [property: JsonPropertyName("u")] string? Duration,
    [property: JsonPropertyName("s")] string[]? Schemas = null,
    [property: JsonPropertyName("n")] string[]? Tables = null)
{
    private const int LongestForm = 100;

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

    public override string ToString() => JsonSerializer.Serialize(this);
}
