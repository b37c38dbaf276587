using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Commands;
using JitBot.Core;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Teams.Cards;

/// <summary>The form's part on schemas and tables: boxes to tick while they are few, a line to type in where they are many.</summary>
internal sealed class FormScope(Reply.Form form, FormProblems problems, int mostTyped)
{
    /// <summary>The most characters that a client lets anybody type into the field for tables.</summary>
    public const int MostTyped = 8000;

    private const int MostTicked = 100;

    /// <summary>More boxes than this are folded away until somebody wants them: the whole database is the usual answer.</summary>
    private const int MostOpen = 12;

    private const string Folded = "tablesFolded";

    private readonly DraftAnalysis _analysis = form.Analysis;

    /// <summary>Whether something was said that this level's form does not show.</summary>
    public static bool IsUnseen(Reply.Form form) => FormChoices.IsWhole(form.Analysis) && FormDraft.SaysScope(form.Said);

    public IEnumerable<JsonObject> Draw(bool tickTables)
    {
        if (FormChoices.IsWhole(_analysis))
        {
            yield return Elements.TextBlock("What this level reaches is fixed by the operator.");
            if (IsUnseen(form))
            {
                yield return Kept();
            }
        }
        else
        {
            var database = FormChoices.Database(_analysis);
            var tables = FormChoices.Tables(_analysis.Catalog, database);
            yield return Elements.TextBlock(TeamsText.Markdown(FormChoices.WholeDatabase(database)));
            var single = tickTables && tables.Length <= MostTicked ? Ticked(tables) : [Typed(tables)];
            foreach (var element in Schemas(database).Concat(problems.Of(DraftField.Schemas)).Concat(single))
            {
                yield return element;
            }
        }

        foreach (var problem in problems.Of(DraftField.Tables))
        {
            yield return problem;
        }

        if (!FormChoices.IsWhole(_analysis))
        {
            yield return Columns(_analysis.Draft, $"{FormChoices.ColumnsLabel}, if not all");
        }

        foreach (var problem in problems.Of(DraftField.Columns))
        {
            yield return problem;
        }

        if (FormChoices.Masked(_analysis) is { } masked)
        {
            yield return Unmask(_analysis.Draft);
            yield return Elements.Subtle(TeamsText.Markdown(masked));
        }
    }

    /// <summary>What was said at another level, for when it is picked again. Clients send inputs along whether or not they are in sight.</summary>
    private JsonObject Kept()
    {
        var kept = Elements.Box("default",
        [
            Text(FormFields.SchemasTyped, FormChoices.SchemasTypedLabel, form.Said.Schemas),
            Text(FormFields.TablesTyped, FormChoices.TablesTypedLabel, form.Said.Tables),
            Columns(form.Said, FormChoices.ColumnsLabel),
            Unmask(form.Said),
        ]);
        kept["isVisible"] = false;
        return kept;
    }

    private JsonObject Columns(RequestDraft draft, string label)
    {
        var columns = Text(FormFields.Columns, label, draft.Columns);
        columns["placeholder"] = FormChoices.ColumnsExample;
        return columns;
    }

    private static JsonObject Unmask(RequestDraft draft) => new()
    {
        ["type"] = "Input.Toggle",
        ["id"] = FormFields.Unmask,
        ["title"] = FormChoices.UnmaskLabel,
        ["value"] = draft.Unmask ? "true" : "false",
    };

    private IEnumerable<JsonObject> Schemas(string database)
    {
        ImmutableArray<string> schemas = [.. _analysis.Catalog.SchemasOf(database).Take(MostTicked)];
        var asked = _analysis.Draft.Schemas;
        if (schemas.Length > 1 || (schemas.Length == 1 && !asked.IsEmpty))
        {
            yield return Boxes(FormFields.Schemas, "Whole schemas", schemas.Select(name => (name, FormFields.Choice(name))),
                schemas.Where(name => asked.Contains(name, StringComparer.Ordinal)));
        }

        // Names that are no choice stay until somebody mends them or takes them out.
        ImmutableArray<string> unfit = [.. asked.Except(schemas, StringComparer.Ordinal)];
        if (!unfit.IsEmpty)
        {
            yield return Text(FormFields.SchemasTyped, FormChoices.SchemasTypedLabel, unfit);
        }
    }

    private IEnumerable<JsonObject> Ticked(ImmutableArray<CatalogTable> tables)
    {
        var (picked, unfit) = FormChoices.Named(tables, _analysis.Draft);
        foreach (var element in tables.IsEmpty ? [] : Boxes(tables, picked))
        {
            yield return element;
        }

        if (!unfit.IsEmpty)
        {
            yield return Text(FormFields.TablesTyped, FormChoices.TablesTypedLabel, unfit);
        }
    }

    private IEnumerable<JsonObject> Boxes(ImmutableArray<CatalogTable> tables, ImmutableHashSet<TableName> picked)
    {
        var oneSchema = FormChoices.HasOneSchema(tables);
        var chosen = tables.Where(table => picked.Contains(table.Name)).Select(table => table.Name.ToString()).ToArray();
        var boxes = Boxes(FormFields.Tables, oneSchema ? $"Tables of schema {tables[0].Name.Schema}" : "Single tables",
            tables.Select(table => (FormChoices.Title(table, oneSchema), FormFields.Choice(table.Name.ToString()))), chosen);
        if (tables.Length <= MostOpen)
        {
            return [boxes];
        }

        var unfold = new JsonObject
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
        return [unfold, fold];
    }

    private JsonObject Typed(ImmutableArray<CatalogTable> tables)
    {
        var typed = Text(FormFields.TablesTyped, $"Single tables, of {tables.Length}, with commas between them", _analysis.Draft.Tables, MostTyped);
        typed["placeholder"] = string.Join(", ", tables.Take(3).Select(table => RequestLine.Quoted(table.Name.ToString())));
        return typed;
    }

    private JsonObject Text(string id, string label, ImmutableArray<string> names, int most = FormChoices.MostNamesTyped) => new()
    {
        ["type"] = "Input.Text",
        ["id"] = id,
        ["label"] = label,
        ["maxLength"] = most,
        ["value"] = PlainText.Shorten(FormChoices.Names(names) ?? "", Math.Min(most, mostTyped)),
    };

    private static JsonObject Boxes(string id, string label, IEnumerable<(string Title, string Value)> choices, IEnumerable<string> chosen)
    {
        var set = FormCard.Choices(id, label, "expanded", choices, string.Join(',', chosen.Select(FormFields.Choice)));
        set["isMultiSelect"] = true;
        return set;
    }
}
