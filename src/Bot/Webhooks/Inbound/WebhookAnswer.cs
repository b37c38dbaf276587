using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Core.Requests;

namespace JitBot.Bot.Webhooks.Inbound;

/// <summary>What a source is told of what came of its webhook.</summary>
/// <param name="Status">200 or 202; refusals at the door have answers of their own.</param>
/// <param name="Body">Kept, so that the same webhook gets the same answer.</param>
internal sealed record WebhookAnswer(int Status, JsonObject Body)
{
    /// <param name="done">Whether what was asked for happened, or else why not is said.</param>
    public static WebhookAnswer Of(bool done, Note note, params ReadOnlySpan<(string Key, JsonNode? Value)> more)
    {
        var body = Said(done, note);
        foreach (var (key, value) in more)
        {
            body[key] = value;
        }

        return new(StatusCodes.Status200OK, body);
    }

    public static JsonObject Said(bool done, Note note) => new()
    {
        ["done"] = done,
        ["title"] = note.Title,
        ["detail"] = string.Join(' ', note.More.Prepend(note.Text).Select(text => text.ToString()).Where(text => text.Length > 0)),
    };

    public static JsonObject Request(AccessRequest request) => new()
    {
        ["id"] = request.Id.Value,
        ["state"] = request.State.ToString().ToLowerInvariant(),
        ["terms"] = request.Terms,
    };
}
