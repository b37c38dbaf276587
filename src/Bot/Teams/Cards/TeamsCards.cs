using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;

namespace JitBot.Bot.Teams.Cards;

/// <summary>What is shown in Teams, as Adaptive Cards 1.5. Pure.</summary>
internal static class TeamsCards
{
    public static JsonObject Card(CardView view) => new()
    {
        ["type"] = "AdaptiveCard",
        ["version"] = "1.5",
        ["body"] = new JsonArray(new JsonObject { ["type"] = "TextBlock", ["text"] = view.Title }),
    };

    public static JsonObject Form(Reply.Form form) => new()
    {
        ["type"] = "AdaptiveCard",
        ["version"] = "1.5",
        ["body"] = new JsonArray(new JsonObject { ["type"] = "TextBlock", ["text"] = form.Analysis.Target.Id }),
    };

    /// <summary>What a submitted form holds: the action's data with the inputs merged in.</summary>
    public static FormInput Input(JsonObject data) => new(data[FormFields.Target]?.GetValue<string>(), null, null, [], [], null, null, null, null);
}
