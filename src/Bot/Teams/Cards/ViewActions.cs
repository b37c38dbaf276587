using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Commands;
using JitBot.Core.Requests;

namespace JitBot.Bot.Teams.Cards;

/// <summary>The buttons of a card; one that asks for something opens a part of the card first.</summary>
internal static class ViewActions
{
    private static readonly TimeSpan UsuallyEnough = TimeSpan.FromHours(1);

    public static JsonObject Draw(CardAction action)
    {
        JsonObject Data() => new() { [FormFields.Request] = action.Request.Value, [FormFields.Terms] = action.Terms };
        if (action.AsksFor is not { } question)
        {
            return Elements.Button(action.Id, action.Label, action.Style, Data(), withInputs: false);
        }

        var text = new JsonObject
        {
            ["type"] = "Input.Text",
            ["id"] = FormFields.Text,
            ["label"] = question,
            ["isMultiline"] = true,
            ["maxLength"] = action.LongestText,
        };
        if (!action.AnswerIsOptional)
        {
            text["isRequired"] = true;
            text["errorMessage"] = "A few words are needed.";
        }

        var opens = new JsonObject
        {
            ["type"] = "Action.ShowCard",
            ["title"] = action.Label,
            ["card"] = new JsonObject
            {
                ["type"] = "AdaptiveCard",
                ["body"] = Elements.Array([.. HowLong(action), text]),
                ["actions"] = new JsonArray(Elements.Button(action.Id, action.Label, action.Style, Data(), withInputs: true)),
            },
        };
        Elements.SetStyle(opens, action.Style);
        return opens;
    }

    private static IEnumerable<JsonObject> HowLong(CardAction action) => action.HowLong.IsEmpty ? [] :
    [
        FormCard.Choices(FormFields.Duration, "How much longer", "compact",
            action.HowLong.Select(time => (DurationText.Words(time), DurationText.Typed(time))),
            DurationText.Typed(action.HowLong.LastOrDefault(time => time <= UsuallyEnough, action.HowLong[0]))),
    ];
}
