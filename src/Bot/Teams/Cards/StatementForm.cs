using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Cards;
using JitBot.Core;
using JitBot.Core.Requests;

namespace JitBot.Bot.Teams.Cards;

/// <summary>The form that asks for one statement, to be run from here.</summary>
internal static class StatementForm
{
    // What a server takes; the client would cut what is pasted beyond it, so it is let through and refused in words.
    private const int MostTyped = 30_000;

    private const int MostShown = 600;

    /// <param name="keptAt">Where the statement is kept if the form has no room for it, or else null.</param>
    public static JsonObject Draw(Reply.Form form, FormProblems problems, string? keptAt)
    {
        var analysis = form.Analysis;
        var databases = Databases(analysis, problems).ToArray();
        var data = new JsonObject { [FormFields.Form] = form.FormId, [FormFields.Target] = analysis.Target.Id, [FormFields.ForStatement] = "true" };
        if (keptAt is not null)
        {
            data[FormFields.StatementKept] = keptAt;
        }

        if (string.Join(' ', databases.SelectMany(FormCard.Filled)) is { Length: > 0 } filled)
        {
            data[FormFields.Filled] = filled;
        }

        return Elements.Card(
            [
                Elements.Head(CardTone.Neutral, analysis.Target.Environment, $"Ask for a statement on {analysis.Target.Id}"),
                Elements.Subtle(TeamsText.Markdown(FormChoices.Verdict(analysis))),
                .. databases,
                .. keptAt is null ? [Statement(analysis)] : Kept(analysis.Draft.Statement!),
                .. problems.Any(DraftField.Statement, DraftField.Tables) ? problems.Of(DraftField.Statement).Concat(problems.Of(DraftField.Tables)) : [Elements.Subtle(FormChoices.StatementHint)],
                .. Unmask(analysis, problems),
                Toggle(FormFields.Export, FormChoices.ExportLabel, analysis.Draft.Export),
                Elements.Subtle(FormChoices.ExportHint),
                .. FormDuration.Draw(analysis, problems),
                FormCard.Reason(analysis),
                .. problems.Of(DraftField.Reason),
                FormCard.Ticket(analysis),
                .. problems.Of(DraftField.Ticket),
                .. problems.Count(),
            ],
            Elements.Button(ActionIds.Submit, "Submit", ActionStyle.Primary, data, withInputs: true));
    }

    private static IEnumerable<JsonObject> Databases(DraftAnalysis analysis, FormProblems problems)
    {
        if (analysis.Target.Databases.Length > 1)
        {
            var set = FormCard.Choices(
                FormFields.Databases, FormChoices.DatabasesLabel, "expanded", analysis.Target.Databases.Select(name => (name, FormFields.Choice(name))),
                string.Join(',', FormChoices.Databases(analysis).Select(FormFields.Choice)));
            set["isMultiSelect"] = true;
            yield return set;
        }

        foreach (var problem in problems.Of(DraftField.Database))
        {
            yield return problem;
        }
    }

    /// <summary>Its whole text, to be changed.</summary>
    private static JsonObject Statement(DraftAnalysis analysis) => new()
    {
        ["type"] = "Input.Text",
        ["id"] = FormFields.Statement,
        ["label"] = FormChoices.StatementLabel,
        ["placeholder"] = "select …",
        ["isMultiline"] = true,
        ["maxLength"] = MostTyped,
        ["value"] = analysis.Draft.Statement ?? "",
    };

    private static IEnumerable<JsonObject> Kept(string statement)
    {
        yield return Elements.TextBlock(FormChoices.StatementLabel);
        yield return ExactText.Box(PlainText.Shorten(statement, MostShown));
        yield return Elements.Subtle(TeamsText.Markdown(
            $"This is its beginning. All of it, {StatementWords.Number(statement.Length)} characters, is kept as you sent it; to change it, ask anew with query."));
    }

    private static IEnumerable<JsonObject> Unmask(DraftAnalysis analysis, FormProblems problems)
    {
        if (FormChoices.Masked(analysis) is { } masked)
        {
            yield return Toggle(FormFields.Unmask, FormChoices.UnmaskLabel, analysis.Draft.Unmask);
            yield return Elements.Subtle(TeamsText.Markdown(masked));
        }

        foreach (var problem in problems.Of(DraftField.Columns))
        {
            yield return problem;
        }
    }

    private static JsonObject Toggle(string id, string title, bool on) => new() { ["type"] = "Input.Toggle", ["id"] = id, ["title"] = title, ["value"] = on ? "true" : "false" };
}
