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
        if (!action.Asks)
        {
            return Elements.Button(action.Id, action.Label, action.Style, Data(action), withInputs: false);
        }

        var opens = new JsonObject
        {
            ["type"] = "Action.ShowCard",
            ["title"] = action.Label,
            ["card"] = new JsonObject
            {
                ["type"] = "AdaptiveCard",
                ["body"] = Elements.Array(
                [
                    .. action.Says is { } says ? [Elements.TextBlock(TeamsText.Markdown(says.ToString()))] : Array.Empty<JsonObject>(),
                    .. HowLong(action),
                    .. Question(action),
                ]),
                ["actions"] = new JsonArray(Elements.Button(action.Id, action.Confirms ?? action.Label, action.Style, Data(action), withInputs: action.AsksFor is not null)),
            },
        };
        Elements.SetStyle(opens, action.Style);
        return opens;
    }

    private static IEnumerable<JsonObject> Question(CardAction action)
    {
        if (action.AsksFor is not { } question)
        {
            yield break;
        }

        var text = new JsonObject
        {
            ["type"] = "Input.Text",
            ["id"] = Id(FormFields.Text, action),
            ["label"] = question,
            ["isMultiline"] = true,
            ["maxLength"] = action.LongestText,
        };
        if (!action.AnswerIsOptional)
        {
            text["isRequired"] = true;
            text["errorMessage"] = "A few words are needed.";
        }

        yield return text;
    }

    private static JsonObject Data(CardAction action) => action.About switch
    {
        ButtonSubject.OfRequest request => new() { [FormFields.Request] = request.Request.Value, [FormFields.Terms] = request.Terms },
        ButtonSubject.OfFinding finding => new() { [FormFields.Target] = finding.Target, [FormFields.Finding] = finding.Finding.Value },
        ButtonSubject.OfIssue issue => new() { [FormFields.Issue] = issue.Issue.Value, [FormFields.Terms] = issue.Terms },
        var unknown => throw new InvalidOperationException($"Unknown subject {unknown}."),
    };

    private static string Id(string field, CardAction action) =>
        action.About is ButtonSubject.OfFinding { Finding: var finding } ? FormFields.Of(field, action.Id, finding) : field;

    private static IEnumerable<JsonObject> HowLong(CardAction action) => action.HowLong.IsEmpty ? [] :
    [
        FormCard.Choices(Id(FormFields.Duration, action), action.HowLongLabel, "compact",
            action.HowLong.Select(time => (DurationText.Words(time), DurationText.Typed(time))),
            DurationText.Typed(action.HowLong.LastOrDefault(time => time <= UsuallyEnough, action.HowLong[0]))),
    ];
}
