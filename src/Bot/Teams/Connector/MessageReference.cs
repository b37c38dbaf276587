using System.Text.Json;

namespace JitBot.Bot.Teams.Connector;

/// <summary>Where a posted card stands. As text it is what <see cref="Core.Requests.PostedCard.Message"/> holds.</summary>
/// <param name="Conversation">In a channel with its thread: <c>19:…@thread.tacv2;messageid=…</c>.</param>
internal sealed record MessageReference(string ServiceUrl, string Conversation, string Activity)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static MessageReference? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<MessageReference>(text, Json) is { ServiceUrl: not null, Conversation: not null, Activity: not null } known
                ? known
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Compared as text when a click comes from it: the same message must always read the same.
    public override string ToString() => JsonSerializer.Serialize(this, Json);
}
