using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;

namespace JitBot.Bot.Teams;

/// <summary>What an <c>adaptiveCard/action</c> invoke is answered with, in the shapes of the universal action model.</summary>
internal static class InvokeAnswer
{
    /// <summary>Takes the card's place, for the one who pressed.</summary>
    public static JsonObject Card(JsonObject card) => Answer(200, "application/vnd.microsoft.card.adaptive", card);

    /// <summary>Told to the one who pressed, as one line because clients show no others; the card stays, with its buttons.</summary>
    public static JsonObject Message(CardView view) => Answer(200, "application/vnd.microsoft.activity.message", string.Join(' ',
    [
        $"{view.Title}.",
        .. view.Lead.Concat(view.Text).Select(text => text.ToString()),
        string.Join(" · ", view.Facts.Select(fact => $"{fact.Label}: {fact.Value}")),
    ]).TrimEnd());

    public static JsonObject TooMany(Note note) => Error(429, "TooManyRequests", $"{note.Title}. {note.Text}");

    public static JsonObject NotImplemented() => Error(501, "NotImplemented", "");

    private static JsonObject Error(int status, string code, string message) =>
        Answer(status, "application/vnd.microsoft.error", new JsonObject { ["code"] = code, ["message"] = message });

    private static JsonObject Answer(int status, string type, JsonNode value) => new() { ["statusCode"] = status, ["type"] = type, ["value"] = value };
}
