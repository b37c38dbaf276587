using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;

namespace JitBot.Bot.Teams;

/// <summary>What an <c>adaptiveCard/action</c> invoke is answered with.</summary>
internal static class InvokeAnswer
{
    /// <summary>Takes the card's place, for the one who pressed.</summary>
    public static JsonObject Card(JsonObject card) => Answer(200, "application/vnd.microsoft.card.adaptive", card);

    /// <summary>Told to the one who pressed, and the card stays.</summary>
    public static JsonObject Message(CardView view)
    {
        var facts = view.Facts.Select(fact => $"{fact.Label}: {string.Concat(fact.Value.Pieces.Select(Text))}");
        return Answer(200, "application/vnd.microsoft.activity.message", string.Join('\n', [view.Summary, .. facts]));
    }

    public static JsonObject TooMany(CardView view) => Error(429, "TooManyRequests", view.Summary);

    public static JsonObject NotImplemented() => Error(501, "NotImplemented", "");

    private static JsonObject Error(int status, string code, string message) =>
        Answer(status, "application/vnd.microsoft.error", new JsonObject { ["code"] = code, ["message"] = message });

    private static JsonObject Answer(int status, string type, JsonNode value) => new() { ["statusCode"] = status, ["type"] = type, ["value"] = value };

    private static string Text(CardPiece piece) => piece switch
    {
        CardPiece.Plain plain => plain.Text,
        CardPiece.Code code => code.Text,
        CardPiece.Moment moment => $"{moment.At:u}",
        _ => "",
    };
}
