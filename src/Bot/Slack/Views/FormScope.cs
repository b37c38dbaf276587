using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Core.Requests;

namespace JitBot.Bot.Slack.Views;

/// <summary>The form's part on schemas and tables: boxes while they are few, and lists that are searched by typing where they are many.</summary>
internal static class FormScope
{
    public static IEnumerable<JsonObject> Draw(DraftAnalysis analysis)
    {
        if (FormChoices.IsWhole(analysis))
        {
            yield return Blocks.Context(Mrkdwn.Plain("What this level reaches is fixed by the operator.", BlockLimits.SectionText));
            foreach (var problem in Problems(analysis))
            {
                yield return problem;
            }

            yield break;
        }

        var fields = Fields(analysis).ToArray();
        foreach (var shown in fields)
        {
            if (!shown.Choices.IsEmpty)
            {
                yield return Ticks(shown, analysis, isLast: shown == fields[^1]);
            }

            if (FormChoices.Names(shown.Unfit) is { } unfit)
            {
                yield return Typed(shown.Field, unfit, analysis);
            }
        }

        if (fields.Length > 0 || !analysis.Draft.Columns.IsEmpty)
        {
            yield return Blocks.Input(ColumnsBlock(analysis), FormChoices.ColumnsLabel, Blocks.TextInput(
                FormIds.Columns, FormChoices.Columns(analysis), FormChoices.MostNamesTyped, FormChoices.ColumnsExample), optional: true);
        }

        foreach (var problem in Problems(analysis))
        {
            yield return problem;
        }

        if (FormChoices.Masked(analysis) is { } masked)
        {
            yield return Unmask(analysis, masked);
        }
    }

    /// <param name="masked">What is masked otherwise.</param>
    public static JsonObject Unmask(DraftAnalysis analysis, string masked)
    {
        var choice = (FormChoices.UnmaskLabel, FormIds.Yes);
        return Blocks.Input($"unmask:{analysis.Target.Id}:{FormChoices.Database(analysis)}", "Masking",
            BoxesOf(FormIds.Unmask, [choice], analysis.Draft.Unmask ? [choice] : []), masked, optional: true).Dispatching();
    }

    /// <summary>What does not fit is said before anybody sends it: only what is sent does Slack show errors for, under their fields.</summary>
    private static IEnumerable<JsonObject> Problems(DraftAnalysis analysis)
    {
        var words = analysis.Problems
            .Where(problem => problem is not DraftProblem.Missing && problem.Field is DraftField.Database or DraftField.Schemas or DraftField.Tables or DraftField.Columns)
            .Select(Wording.Of).ToArray();
        if (words.Length > 0)
        {
            yield return Blocks.Context(Mrkdwn.Plain($"⚠ {string.Join("\n⚠ ", words)}", BlockLimits.SectionText));
        }
    }

    private static JsonObject Ticks(Shown shown, DraftAnalysis analysis, bool isLast)
    {
        var picked = shown.Choices.Where(choice => choice.Picked).Select(choice => (choice.Title, choice.Value)).ToArray();
        var element = shown.Choices.Length <= BlockLimits.Boxes
            ? BoxesOf(ActionOf(shown.Field), shown.Choices.Select(choice => (choice.Title, choice.Value)), picked)
            : TypeAhead("multi_external_select", ActionOf(shown.Field), $"Type to search {shown.Choices.Length}", picked);
        // Once, under the last of them: it is about all.
        var hint = isLast ? FormChoices.WholeDatabase(FormChoices.Database(analysis)) : null;
        return Blocks.Input(Block(shown.Field, analysis), shown.Label, element, hint, optional: true);
    }

    private static JsonObject Typed(DraftField field, string names, DraftAnalysis analysis)
    {
        var (name, action, label) = field == DraftField.Schemas
            ? ("schemasTyped", FormIds.SchemasTyped, FormChoices.SchemasTypedLabel)
            : ("tablesTyped", FormIds.TablesTyped, FormChoices.TablesTypedLabel);
        return Blocks.Input($"{name}:{analysis.Target.Id}:{FormChoices.Database(analysis)}", label, Blocks.TextInput(action, names, BlockLimits.TypedText), optional: true);
    }

    /// <returns>The block's id, which is another for another database: what was ticked there is not ticked here. Null if the form has no such field.</returns>
    public static string? BlockOf(DraftField field, DraftAnalysis analysis) =>
        !FormChoices.IsWhole(analysis) && Fields(analysis).Any(shown => (shown.Field == field && !shown.Choices.IsEmpty) || field == DraftField.Columns)
            ? Block(field, analysis)
            : null;

    private static string Block(DraftField field, DraftAnalysis analysis) => $"{field.ToString().ToLowerInvariant()}:{analysis.Target.Id}:{FormChoices.Database(analysis)}";

    private static string ColumnsBlock(DraftAnalysis analysis) => Block(DraftField.Columns, analysis);

    /// <summary>With what each of the fields shown began with; what is not shown stays as it was said.</summary>
    public static FormMemory Remember(Reply.Form form, FormMemory said)
    {
        if (FormChoices.IsWhole(form.Analysis))
        {
            return said with { ScopeUnseen = true };
        }

        var fields = Fields(form.Analysis).ToArray();
        string[]? Ticked(DraftField field) => fields.Where(shown => shown.Field == field).SelectMany(shown => shown.Choices).Where(choice => choice.Picked)
            .Select(choice => choice.Value).ToArray() is { Length: > 0 } picked ? picked : null;
        string? Unfit(DraftField field) => FormChoices.Names([.. fields.Where(shown => shown.Field == field).SelectMany(shown => shown.Unfit)]);
        return said with
        {
            Schemas = Ticked(DraftField.Schemas),
            SchemasTyped = Unfit(DraftField.Schemas),
            Tables = Ticked(DraftField.Tables),
            TablesTyped = Unfit(DraftField.Tables),
        };
    }

    /// <summary>A list whose choices are asked for as one types.</summary>
    public static JsonObject TypeAhead(string type, string action, string placeholder, (string Title, string Value)[] picked)
    {
        var select = new JsonObject
        {
            ["type"] = type,
            ["action_id"] = action,
            ["min_query_length"] = 0,
            ["placeholder"] = Mrkdwn.Plain(placeholder, BlockLimits.Placeholder),
        };
        if (picked.Length > 0)
        {
            select[type.StartsWith("multi", StringComparison.Ordinal) ? "initial_options" : "initial_option"] =
                type.StartsWith("multi", StringComparison.Ordinal) ? Blocks.Array(picked.Select(Blocks.Option)) : Blocks.Option(picked[0]);
        }

        return select;
    }

    private static IEnumerable<Shown> Fields(DraftAnalysis analysis)
    {
        var database = FormChoices.Database(analysis);
        var schemas = analysis.Catalog.SchemasOf(database).ToImmutableArray();
        var asked = analysis.Draft.Schemas;
        if (schemas.Length > 1 || !asked.IsEmpty)
        {
            yield return new(DraftField.Schemas, "Whole schemas",
                [.. schemas.Select(name => new Choice(name, NameValue.Of(name), asked.Contains(name, StringComparer.Ordinal)))],
                [.. asked.Except(schemas, StringComparer.Ordinal)]);
        }

        var tables = FormChoices.Tables(analysis.Catalog, database);
        if (!tables.IsEmpty || !analysis.Draft.Tables.IsEmpty)
        {
            var oneSchema = FormChoices.HasOneSchema(tables);
            var (picked, unfit) = FormChoices.Named(tables, analysis.Draft);
            yield return new(DraftField.Tables, oneSchema && !tables.IsEmpty ? $"Tables of schema {tables[0].Name.Schema}" : "Single tables",
                [.. tables.Select(table => new Choice(FormChoices.Title(table, oneSchema), NameValue.Of(table.Name.ToString()), picked.Contains(table.Name)))],
                unfit);
        }
    }

    public static JsonObject BoxesOf(string action, IEnumerable<(string, string)> all, (string, string)[] picked)
    {
        var boxes = new JsonObject { ["type"] = "checkboxes", ["action_id"] = action, ["options"] = Blocks.Array(all.Select(Blocks.Option)) };
        if (picked.Length > 0)
        {
            boxes["initial_options"] = Blocks.Array(picked.Select(Blocks.Option));
        }

        return boxes;
    }

    private static string ActionOf(DraftField field) => field == DraftField.Schemas ? FormIds.Schemas : FormIds.Tables;

    /// <param name="Unfit">Names that were typed and are no choice.</param>
    private sealed record Shown(DraftField Field, string Label, ImmutableArray<Choice> Choices, ImmutableArray<string> Unfit);

    private readonly record struct Choice(string Title, string Value, bool Picked);
}
