using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Commands;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Teams.Cards;

/// <summary>The request form, filled with what is known; each problem stands under its field.</summary>
internal static class FormCard
{
    public static JsonObject Draw(Reply.Form form, bool tickTables)
    {
        var analysis = form.Analysis;
        var problems = new FormProblems(form);
        JsonObject Data() => new() { [FormFields.Form] = form.FormId, [FormFields.Target] = analysis.Target.Id };
        return Elements.Card(
            [
                Elements.Head(CardTone.Neutral, analysis.Target.Environment, $"Ask for access to {analysis.Target.Id}"),
                .. Level(analysis, problems),
                .. Database(analysis, problems),
                .. Refresh(analysis, Data),
                Verdict(analysis),
                .. FormScope.Draw(analysis, problems, tickTables),
                .. FormDuration.Draw(analysis, problems),
                Reason(analysis),
                .. problems.Of(DraftField.Reason),
                Ticket(analysis),
                .. problems.Of(DraftField.Ticket),
                .. problems.Count(),
            ],
            Elements.Button(ActionIds.Submit, "Submit", ActionStyle.Primary, Data(), withInputs: true));
    }

    private static IEnumerable<JsonObject> Level(DraftAnalysis analysis, FormProblems problems)
    {
        var chosen = analysis.Draft.Level is { } level ? analysis.Target.Profile(level.Trim())?.Name
            : analysis.Target.Profiles is [var only] ? only.Name
            : null;
        yield return Choices(FormFields.Level, "Level", "expanded", analysis.Target.Profiles.Select(profile => (profile.Name, profile.Name)), chosen);
        foreach (var problem in problems.Of(DraftField.Level))
        {
            yield return problem;
        }
    }

    private static IEnumerable<JsonObject> Database(DraftAnalysis analysis, FormProblems problems)
    {
        var databases = analysis.Target.Databases;
        if (databases.Length > 1)
        {
            yield return Choices(FormFields.Database, "Database", "compact", databases.Select(name => (name, name)), DatabaseOf(analysis));
        }

        foreach (var problem in problems.Of(DraftField.Database))
        {
            yield return problem;
        }
    }

    /// <summary>The one whose tables the form shows.</summary>
    public static string DatabaseOf(DraftAnalysis analysis) =>
        analysis.Draft.Database?.Trim() is { } wanted && analysis.Target.Databases.Contains(wanted, StringComparer.Ordinal)
            ? wanted
            : analysis.Target.Databases[0];

    /// <summary>A form cannot see what is picked in it, so somebody has to say that the rest should follow.</summary>
    private static IEnumerable<JsonObject> Refresh(DraftAnalysis analysis, Func<JsonObject> data)
    {
        var several = analysis.Target.Databases.Length > 1;
        if (several || analysis.Target.Profiles.Length > 1)
        {
            var title = several ? "Update tables and rule" : "Update rule";
            yield return new()
            {
                ["type"] = "ActionSet",
                ["actions"] = new JsonArray(Elements.Button(ActionIds.ChangeForm, title, ActionStyle.Plain, data(), withInputs: true)),
            };
        }
    }

    private static JsonObject Verdict(DraftAnalysis analysis) => Elements.Subtle(TeamsText.Markdown(analysis.Rule is { } rule
        ? $"Decided by {Wording.Deciders(rule)}, for at most {DurationText.Words(rule.LongestDuration)} (rule {rule.Name})."
        : "Who decides, and for how long at most, depends on the level."));

    private static JsonObject Reason(DraftAnalysis analysis) => new()
    {
        ["type"] = "Input.Text",
        ["id"] = FormFields.Reason,
        ["label"] = "Why",
        ["placeholder"] = "What you want to find out or repair. Whoever decides reads this.",
        ["isMultiline"] = true,
        ["maxLength"] = DraftAnalyst.MostReason,
        ["value"] = analysis.Draft.Reason ?? "",
    };

    private static JsonObject Ticket(DraftAnalysis analysis) => new()
    {
        ["type"] = "Input.Text",
        ["id"] = FormFields.Ticket,
        ["label"] = "Ticket, if there is one",
        ["placeholder"] = "INC-42",
        ["maxLength"] = DraftAnalyst.MostTicket,
        ["value"] = analysis.Draft.Ticket ?? "",
    };

    public static JsonObject Choices(string id, string label, string style, IEnumerable<(string Title, string Value)> choices, string? chosen)
    {
        var set = new JsonObject
        {
            ["type"] = "Input.ChoiceSet",
            ["id"] = id,
            ["label"] = TeamsText.Markdown(label),
            ["style"] = style,
            ["wrap"] = true,
            ["choices"] = Elements.Array(choices.Select(choice =>
                new JsonObject { ["title"] = TeamsText.Markdown(choice.Title), ["value"] = choice.Value })),
        };
        if (chosen is not null)
        {
            set["value"] = chosen;
        }

        return set;
    }
}
