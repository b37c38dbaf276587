using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Teams.Cards;

namespace JitBot.Bot.Teams;

/// <summary>A card as a message of its own.</summary>
/// <param name="Summary">For the notification.</param>
internal sealed record CardMessage(JsonObject Card, string Summary)
{
    public static CardMessage Of(CardView view) => new(TeamsCards.Card(view), view.Summary);

    public static CardMessage Of(Reply.Form form) => new(TeamsCards.Form(form), Wording.FormSummary(form.Analysis.Target.Id));

    /// <exception cref="InvalidOperationException">The reply may not be posted.</exception>
    public static CardMessage Of(Reply reply) => reply switch
    {
        Reply.Card card => Of(card.View),
        Reply.Form form => Of(form),
        _ => throw new InvalidOperationException($"A {reply.GetType().Name} is never posted."),
    };

    /// <summary>Never with a text beside it: Teams' playground then splits the message in two and returns no id to update it by.</summary>
    public JsonObject ToActivity() => new()
    {
        ["type"] = "message",
        ["summary"] = Summary,
        ["attachments"] = new JsonArray(new JsonObject
        {
            ["contentType"] = "application/vnd.microsoft.card.adaptive",
            ["content"] = Card.DeepClone(),
        }),
    };
}
