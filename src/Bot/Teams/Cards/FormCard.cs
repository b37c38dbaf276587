using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Core;
using JitBot.Core.Requests;

namespace JitBot.Bot.Teams.Cards;

/// <summary>The request form, filled with what is known; each problem stands under its field.</summary>
internal static class FormCard
{
    /// <param name="mostTyped">The most characters of names in one field. What is cut ends in a name that is refused, so that nobody asks without the others unawares.</param>
    public static JsonObject Draw(Reply.Form form, bool tickTables, int mostTyped)
    {
        var analysis = form.Analysis;
        var problems = new FormProblems(form);
        var scope = new FormScope(form, problems, mostTyped).Draw(tickTables).ToArray();
        var address = Address(analysis, problems).ToArray();
        var filled = string.Join(' ', scope.Concat(address).SelectMany(Filled));
        JsonObject Data()
        {
            var data = new JsonObject { [FormFields.Form] = form.FormId, [FormFields.Target] = analysis.Target.Id };
            if (filled.Length > 0)
            {
                data[FormFields.Filled] = filled;
            }

            if (FormScope.IsUnseen(form))
            {
                data[FormFields.ScopeUnseen] = "true";
            }

            return data;
        }

        return Elements.Card(
            [
                Elements.Head(CardTone.Neutral, analysis.Target.Environment, $"Ask for access to {analysis.Target.Id}"),
                .. Level(analysis, problems),
                .. Database(analysis, problems),
                .. Refresh(analysis, Data),
                Elements.Subtle(TeamsText.Markdown(FormChoices.Verdict(analysis))),
                .. scope,
                .. FormDuration.Draw(analysis, problems),
                .. address,
                Reason(analysis),
                .. problems.Of(DraftField.Reason),
                Ticket(analysis),
                .. problems.Of(DraftField.Ticket),
                .. problems.Count(),
            ],
            Elements.Button(ActionIds.Submit, "Submit", ActionStyle.Primary, Data(), withInputs: true));
    }

    /// <summary>The inputs that narrow the request and begin with something.</summary>
    public static IEnumerable<string> Filled(JsonObject element) =>
        element["items"] is JsonArray items ? items.OfType<JsonObject>().SelectMany(Filled)
        : element["id"]?.GetValue<string>() is { } id && FormFields.Narrows(id) is not null && element["value"]?.GetValue<string>() is { Length: > 0 } ? [id]
        : [];

    private static IEnumerable<JsonObject> Level(DraftAnalysis analysis, FormProblems problems)
    {
        yield return Choices(FormFields.Level, "Level", "expanded", analysis.Target.Profiles.Select(profile => (profile.Name, profile.Name)), FormChoices.Level(analysis));
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
            yield return Choices(FormFields.Database, "Database", "compact", databases.Select(name => (name, name)), FormChoices.Database(analysis));
        }

        foreach (var problem in problems.Of(DraftField.Database))
        {
            yield return problem;
        }
    }

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

    private static IEnumerable<JsonObject> Address(DraftAnalysis analysis, FormProblems problems)
    {
        if (!FormChoices.AsksForAddress(analysis))
        {
            yield break;
        }

        yield return new()
        {
            ["type"] = "Input.Text",
            ["id"] = FormFields.Address,
            ["label"] = $"{FormChoices.AddressLabel}, if not from anywhere",
            ["placeholder"] = FormChoices.AddressExample,
            ["maxLength"] = DraftAnalyst.MostAddress,
            ["value"] = PlainText.Shorten(analysis.Draft.Address ?? "", DraftAnalyst.MostAddress),
        };
        foreach (var line in problems.Any(DraftField.Address) ? problems.Of(DraftField.Address) : [Elements.Subtle(TeamsText.Markdown(FormChoices.AddressHint(analysis)))])
        {
            yield return line;
        }
    }

    public static JsonObject Reason(DraftAnalysis analysis) => new()
    {
        ["type"] = "Input.Text",
        ["id"] = FormFields.Reason,
        ["label"] = FormChoices.NeedsReason(analysis) ? "Why" : "Why, if you want to say",
        ["placeholder"] = FormChoices.ReasonHint(analysis),
        ["isMultiline"] = true,
        ["maxLength"] = DraftAnalyst.MostReason,
        ["value"] = analysis.Draft.Reason ?? "",
    };

    public static JsonObject Ticket(DraftAnalysis analysis) => new()
    {
        ["type"] = "Input.Text",
        ["id"] = FormFields.Ticket,
        ["label"] = FormChoices.NeedsTicket(analysis) ? "Ticket" : "Ticket, if there is one",
        ["placeholder"] = FormChoices.TicketHint(analysis),
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
