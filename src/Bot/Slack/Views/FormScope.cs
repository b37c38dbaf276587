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
            yield break;
        }

        var fields = Fields(analysis).ToArray();
        foreach (var (field, label, names) in fields)
        {
            // Once, under the last of them: it is about all.
            var hint = field == fields[^1].Field ? FormChoices.WholeDatabase(FormChoices.Database(analysis)) : null;
            var picked = names.Where(name => name.Picked).Select(name => (name.Title, name.Value)).ToArray();
            var all = names.Select(name => (name.Title, name.Value));
            var element = names.Length <= BlockLimits.Boxes ? BoxesOf(field, all, picked) : TypeAhead("multi_external_select", ActionOf(field), $"Type to search {names.Length}", picked);
            yield return Blocks.Input(BlockOf(field, analysis)!, label, element, hint, optional: true);
        }

        if (fields.Length > 0)
        {
            yield return Blocks.Input(BlockOf(DraftField.Columns, analysis)!, FormChoices.ColumnsLabel, Blocks.TextInput(
                FormIds.Columns, FormChoices.Columns(analysis), FormChoices.MostColumnsTyped, FormChoices.ColumnsExample), optional: true);
        }

        if (FormChoices.Masked(analysis) is { } masked)
        {
            yield return Blocks.Input($"unmask:{analysis.Target.Id}:{FormChoices.Database(analysis)}", "Masking", Unmask(analysis), masked, optional: true).Dispatching();
        }
    }

    private static JsonObject Unmask(DraftAnalysis analysis)
    {
        var choice = (FormChoices.UnmaskLabel, FormIds.Yes);
        var box = new JsonObject { ["type"] = "checkboxes", ["action_id"] = FormIds.Unmask, ["options"] = Blocks.Array([Blocks.Option(choice)]) };
        if (analysis.Draft.Unmask)
        {
            box["initial_options"] = Blocks.Array([Blocks.Option(choice)]);
        }

        return box;
    }

    /// <returns>The block's id, which is another for another database: what was ticked there is not ticked here. Null if the form has no such field.</returns>
    public static string? BlockOf(DraftField field, DraftAnalysis analysis) =>
        !FormChoices.IsWhole(analysis) && Fields(analysis).Any(shown => shown.Field == field || field == DraftField.Columns)
            ? $"{field.ToString().ToLowerInvariant()}:{analysis.Target.Id}:{FormChoices.Database(analysis)}"
            : null;

    /// <returns>The values of the choices that are ticked at first; null if there are none.</returns>
    public static string[]? Picked(DraftField field, DraftAnalysis analysis)
    {
        string[] picked = FormChoices.IsWhole(analysis) ? [] : [.. Fields(analysis).Where(shown => shown.Field == field).SelectMany(shown => shown.Names).Where(name => name.Picked).Select(name => name.Value)];
        return picked.Length > 0 ? picked : null;
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

    private static IEnumerable<(DraftField Field, string Label, ImmutableArray<Choice> Names)> Fields(DraftAnalysis analysis)
    {
        var database = FormChoices.Database(analysis);
        var schemas = analysis.Catalog.SchemasOf(database).ToImmutableArray();
        if (schemas.Length > 1)
        {
            yield return (DraftField.Schemas, "Whole schemas",
                [.. schemas.Select(name => new Choice(name, NameValue.Of(name), analysis.Draft.Schemas.Contains(name, StringComparer.Ordinal)))]);
        }

        var tables = FormChoices.Tables(analysis.Catalog, database);
        if (!tables.IsEmpty)
        {
            var oneSchema = FormChoices.HasOneSchema(tables);
            yield return (DraftField.Tables, oneSchema ? $"Tables of schema {tables[0].Name.Schema}" : "Single tables",
                [.. tables.Select(table => new Choice(
                    FormChoices.Title(table, oneSchema), NameValue.Of(table.Name.ToString()), FormChoices.IsPicked(table.Name, tables, analysis.Draft)))]);
        }
    }

    private static JsonObject BoxesOf(DraftField field, IEnumerable<(string, string)> all, (string, string)[] picked)
    {
        var boxes = new JsonObject { ["type"] = "checkboxes", ["action_id"] = ActionOf(field), ["options"] = Blocks.Array(all.Select(Blocks.Option)) };
        if (picked.Length > 0)
        {
            boxes["initial_options"] = Blocks.Array(picked.Select(Blocks.Option));
        }

        return boxes;
    }

    private static string ActionOf(DraftField field) => field == DraftField.Schemas ? FormIds.Schemas : FormIds.Tables;

    private readonly record struct Choice(string Title, string Value, bool Picked);
}
