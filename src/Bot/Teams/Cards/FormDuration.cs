using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Commands;
using JitBot.Core.Requests;

namespace JitBot.Bot.Teams.Cards;

/// <summary>The form's part on how long: the usual times the rule allows, and a line for any other.</summary>
internal static class FormDuration
{
    public static IEnumerable<JsonObject> Draw(DraftAnalysis analysis, FormProblems problems)
    {
        var offered = FormChoices.Times(analysis);
        var wanted = analysis.Draft.Duration;
        var picked = wanted is { } time && offered.Contains(time);
        yield return FormCard.Choices(FormFields.Duration, "For how long, counted from when access is there", "compact",
            offered.Select(choice => (DurationText.Words(choice), DurationText.Typed(choice))), picked ? DurationText.Typed(wanted!.Value) : null);
        yield return new()
        {
            ["type"] = "Input.Text",
            ["id"] = FormFields.DurationTyped,
            ["placeholder"] = "or typed: 90m, 1h30m",
            ["spacing"] = "small",
            ["maxLength"] = 40,
            ["value"] = Typed(analysis, picked),
        };
        foreach (var problem in problems.Of(DraftField.Duration).Concat(problems.Of(DraftField.Until)))
        {
            yield return problem;
        }
    }

    private static string Typed(DraftAnalysis analysis, bool picked) =>
        analysis.Problems.OfType<DraftProblem.NotATime>().FirstOrDefault() is { } unread ? unread.Text
        : analysis.Problems.OfType<DraftProblem.NotAMoment>().FirstOrDefault() is { } end ? FormFields.UntilTyped + end.Text
        : analysis.Draft.Until is { } until ? FormFields.UntilTyped + MomentText.Typed(until)
        : analysis.Draft.Duration is { } other && !picked ? DurationText.Typed(other)
        : "";
}
