using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Commands;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Teams.Cards;

/// <summary>The form's part on schemas and tables: boxes to tick while they are few, a line to type in where they are many.</summary>
internal static class FormScope
{
    private const int MostTicked = 100;

    /// <summary>More boxes than this are folded away until somebody wants them: the whole database is the usual answer.</summary>
    private const int MostOpen = 12;

    private const string Folded = "tablesFolded";

    public static IEnumerable<JsonObject> Draw(DraftAnalysis analysis, FormProblems problems, bool tickTables)
    {
        if (FormChoices.IsWhole(analysis))
        {
            yield return Elements.TextBlock("What this level reaches is fixed by the operator.");
        }
        else
        {
            var database = FormChoices.Database(analysis);
            var tables = FormChoices.Tables(analysis.Catalog, database);
            yield return Elements.TextBlock(TeamsText.Markdown(FormChoices.WholeDatabase(database)));
            var single = tickTables && tables.Length <= MostTicked ? Ticked(analysis, tables, problems) : [Typed(analysis, tables)];
            foreach (var element in Schemas(analysis, database).Concat(problems.Of(DraftField.Schemas)).Concat(single))
            {
                yield return element;
            }
        }

        foreach (var problem in problems.Of(DraftField.Tables))
        {
            yield return problem;
        }

        if (!FormChoices.IsWhole(analysis))
        {
            yield return Columns(analysis);
        }

        foreach (var problem in problems.Of(DraftField.Columns))
        {
            yield return problem;
        }

        if (FormChoices.Masked(analysis) is { } masked)
        {
            yield return Unmask(analysis);
            yield return Elements.Subtle(TeamsText.Markdown(masked));
        }
    }

    private static JsonObject Columns(DraftAnalysis analysis) => new()
    {
        ["type"] = "Input.Text",
        ["id"] = FormFields.Columns,
        ["label"] = $"{FormChoices.ColumnsLabel}, if not all",
        ["placeholder"] = FormChoices.ColumnsExample,
        ["maxLength"] = FormChoices.MostColumnsTyped,
        ["value"] = FormChoices.Columns(analysis) ?? "",
    };

    private static JsonObject Unmask(DraftAnalysis analysis) => new()
    {
        ["type"] = "Input.Toggle",
        ["id"] = FormFields.Unmask,
        ["title"] = FormChoices.UnmaskLabel,
        ["value"] = analysis.Draft.Unmask ? "true" : "false",
    };

    private static IEnumerable<JsonObject> Schemas(DraftAnalysis analysis, string database)
    {
        ImmutableArray<string> schemas = [.. analysis.Catalog.SchemasOf(database).Take(MostTicked)];
        if (schemas.Length > 1)
        {
            yield return Boxes(FormFields.Schemas, "Whole schemas", schemas.Select(name => (name, FormFields.Choice(name))),
                schemas.Where(name => analysis.Draft.Schemas.Contains(name, StringComparer.Ordinal)));
        }
    }

    private static IEnumerable<JsonObject> Ticked(DraftAnalysis analysis, ImmutableArray<CatalogTable> tables, FormProblems problems)
    {
        if (tables.IsEmpty)
        {
            yield break;
        }

        var oneSchema = FormChoices.HasOneSchema(tables);
        var chosen = tables.Where(table => FormChoices.IsPicked(table.Name, tables, analysis.Draft)).Select(table => table.Name.ToString()).ToArray();
        var boxes = Boxes(FormFields.Tables, oneSchema ? $"Tables of schema {tables[0].Name.Schema}" : "Single tables",
            tables.Select(table => (FormChoices.Title(table, oneSchema), FormFields.Choice(table.Name.ToString()))), chosen);
        if (tables.Length <= MostOpen)
        {
            yield return boxes;
            yield break;
        }

        yield return new()
        {
            ["type"] = "ActionSet",
            ["actions"] = new JsonArray(new JsonObject
            {
                ["type"] = "Action.ToggleVisibility",
                ["title"] = $"Choose among {tables.Length} tables",
                ["targetElements"] = new JsonArray(Folded),
            }),
        };
        // Ticked boxes are sent along whether or not they are in sight.
        var fold = Elements.Box("default", [boxes]);
        fold["id"] = Folded;
        fold["isVisible"] = chosen.Length > 0 || problems.Any(DraftField.Tables);
        yield return fold;
    }

    private static JsonObject Typed(DraftAnalysis analysis, ImmutableArray<CatalogTable> tables) => new()
    {
        ["type"] = "Input.Text",
        ["id"] = FormFields.TablesTyped,
        ["label"] = $"Single tables, of {tables.Length}, with commas between them",
        ["placeholder"] = string.Join(", ", tables.Take(3).Select(table => RequestLine.Quoted(table.Name.ToString()))),
        ["maxLength"] = 8000,
        ["value"] = string.Join(", ", analysis.Draft.Tables.Select(RequestLine.Quoted)),
    };

    private static JsonObject Boxes(string id, string label, IEnumerable<(string Title, string Value)> choices, IEnumerable<string> chosen)
    {
        var set = FormCard.Choices(id, label, "expanded", choices, string.Join(',', chosen.Select(FormFields.Choice)));
        set["isMultiSelect"] = true;
        return set;
    }
}
