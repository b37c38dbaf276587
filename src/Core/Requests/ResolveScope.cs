using System.Collections.Immutable;
using JitBot.Core.Targets;

namespace JitBot.Core.Requests;

/// <summary>Finds the database, schemas and tables that a draft names in the live catalogue. Pure.</summary>
internal static class ResolveScope
{
    /// <returns>Null if there are problems with it, which are added.</returns>
    public static AccessScope? Of(
        RequestDraft draft, Target target, TargetCatalog catalog, AccessProfile profile, ImmutableArray<DraftProblem>.Builder problems)
    {
        var before = problems.Count;
        var database = string.IsNullOrWhiteSpace(draft.Database) ? target.Databases[0] : draft.Database.Trim();
        if (!target.Databases.Contains(database, StringComparer.Ordinal))
        {
            problems.Add(DraftAnalyst.Unknown(DraftField.Database, database, target.Databases));
            return null;
        }

        if (!draft.Schemas.IsEmpty && !draft.Tables.IsEmpty)
        {
            problems.Add(new DraftProblem.SchemasAndTables());
        }
        else if (!profile.MemberOf.IsEmpty && !(draft.Schemas.IsEmpty && draft.Tables.IsEmpty))
        {
            problems.Add(new DraftProblem.LevelIsWhole(profile.Name));
        }
        else if (draft.Tables.Length > DraftAnalyst.MostNames || draft.Schemas.Length > DraftAnalyst.MostNames)
        {
            problems.Add(new DraftProblem.TooMany(draft.Schemas.IsEmpty ? DraftField.Tables : DraftField.Schemas, DraftAnalyst.MostNames));
        }

        if (problems.Count > before)
        {
            return null;
        }

        var schemas = draft.Schemas.Select(name => Schema(name, database, catalog, problems)).OfType<string>();
        var tables = draft.Tables.Select(name => Table(name, database, catalog, problems)).OfType<TableName>();
        var scope = new AccessScope
        {
            Target = target.Id,
            Level = profile.Name,
            Database = database,
            Schemas = [.. schemas.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Tables = [.. tables.Distinct().OrderBy(table => table.ToString(), StringComparer.Ordinal)],
        };
        return problems.Count > before ? null : scope;
    }

    private static string? Schema(string name, string database, TargetCatalog catalog, ImmutableArray<DraftProblem>.Builder problems)
    {
        var known = catalog.SchemasOf(database).ToArray();
        if (known.Contains(name, StringComparer.Ordinal))
        {
            return name;
        }

        problems.Add(DraftAnalyst.Unknown(DraftField.Schemas, name, known));
        return null;
    }

    /// <summary>Exact spelling wins; otherwise the case may differ as long as only one table is meant.</summary>
    private static TableName? Table(string name, string database, TargetCatalog catalog, ImmutableArray<DraftProblem>.Builder problems)
    {
        var all = catalog.In(database).Select(table => table.Name).ToArray();
        var found = Named(all, name, StringComparison.Ordinal);
        if (found.Length == 0)
        {
            found = Named(all, name, StringComparison.OrdinalIgnoreCase);
        }

        switch (found)
        {
            case [var one]:
                return one;
            case []:
                problems.Add(DraftAnalyst.Unknown(DraftField.Tables, name, all.Select(table => name.Contains('.', StringComparison.Ordinal) ? table.ToString() : table.Name)));
                return null;
            default:
                problems.Add(new DraftProblem.Ambiguous(name, [.. found.Take(DraftAnalyst.MostSuggestions).Select(table => table.ToString())]));
                return null;
        }
    }

    private static TableName[] Named(TableName[] all, string name, StringComparison comparison) =>
        [.. all.Where(table => string.Equals(table.Name, name, comparison) || string.Equals(table.ToString(), name, comparison))];
}
