using System.Collections.Immutable;
using JitBot.Core.Policy;
using JitBot.Core.Statements;
using JitBot.Core.Targets;

namespace JitBot.Core.Requests;

/// <summary>Finds the database, schemas and tables that a draft names in the live catalogue. Pure.</summary>
internal static class ResolveScope
{
    /// <returns>Null if there are problems with it, which are added.</returns>
    public static AccessScope? Of(
        RequestDraft draft, StatementReading? statement, Target target, TargetCatalog catalog, AccessProfile profile, ImmutableArray<DraftProblem>.Builder problems)
    {
        var before = problems.Count;
        var database = string.IsNullOrWhiteSpace(draft.Database) ? target.Databases[0] : draft.Database.Trim();
        if (!target.Databases.Contains(database, StringComparer.Ordinal))
        {
            problems.Add(DraftAnalyst.Unknown(DraftField.Database, database, target.Databases));
            return null;
        }

        if (statement is not null)
        {
            return StatementScope.Of(draft, statement, database, target, catalog, problems);
        }

        if (!draft.AlsoIn.IsEmpty)
        {
            problems.Add(new DraftProblem.ForOneDatabase());
        }

        if (!draft.Schemas.IsEmpty && !draft.Tables.IsEmpty)
        {
            problems.Add(new DraftProblem.SchemasAndTables());
        }
        else if (!draft.Schemas.IsEmpty && !draft.Columns.IsEmpty)
        {
            problems.Add(new DraftProblem.SchemasAndColumns());
        }
        else if (profile.IsPremade && !(draft.Schemas.IsEmpty && draft.Tables.IsEmpty && draft.Columns.IsEmpty))
        {
            problems.Add(new DraftProblem.LevelIsWhole(profile.Name));
        }
        else if (TooMany(draft) is { } field)
        {
            problems.Add(new DraftProblem.TooMany(field, DraftAnalyst.MostNames));
        }

        if (problems.Count > before)
        {
            return null;
        }

        var address = Address(draft, database, profile, catalog, problems);
        var schemas = draft.Schemas.Select(name => Schema(name, database, catalog, problems)).OfType<string>();
        var columns = draft.Columns.Select(name => Column(name, database, catalog, problems)).OfType<ColumnName>().Distinct().ToArray();
        var tables = draft.Tables.Select(name => Table(name, database, catalog, problems)).OfType<TableName>().Concat(columns.Select(column => column.Of)).ToArray();
        if (!draft.Unmask && catalog.In(database).FirstOrDefault(table => table.OnlyUnmasked is not null && tables.Contains(table.Name)) is { } kept)
        {
            problems.Add(new DraftProblem.OnlyUnmasked(kept.Name, kept.OnlyUnmasked!));
        }

        var scope = new AccessScope
        {
            Target = target.Id,
            Level = profile.Name,
            Database = database,
            Schemas = [.. schemas.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Tables = [.. tables.Distinct().OrderBy(table => table.ToString(), StringComparer.Ordinal)],
            Columns = [.. columns.OrderBy(column => column.ToString(), StringComparer.Ordinal)],
            Unmask = RequestFacts.Unmasks(draft.Unmask, profile, target),
            Address = address,
        };
        return problems.Count > before ? null : scope;
    }

    private static SourceAddress? Address(RequestDraft draft, string database, AccessProfile profile, TargetCatalog catalog, ImmutableArray<DraftProblem>.Builder problems)
    {
        if (string.IsNullOrWhiteSpace(draft.Address))
        {
            return null;
        }

        var address = SourceAddress.Read(draft.Address, out var fault);
        DraftProblem? problem = fault != AddressFault.None ? new DraftProblem.NotAnAddress(PlainText.Shorten(draft.Address.Trim(), DraftAnalyst.MostAddress), fault)
            : profile.ForOwnLogin ? new DraftProblem.CannotBind(database, $"At the level {profile.Name} it is a login of the person's own, which JitBot does not make.")
            : catalog.WhyUnbound(database) is { } why ? new DraftProblem.CannotBind(database, why)
            : null;
        if (problem is not null)
        {
            problems.Add(problem);
        }

        return address;
    }

    private static DraftField? TooMany(RequestDraft draft) => draft switch
    {
        { Schemas.Length: > DraftAnalyst.MostNames } => DraftField.Schemas,
        { Tables.Length: > DraftAnalyst.MostNames } => DraftField.Tables,
        { Columns.Length: > DraftAnalyst.MostNames } => DraftField.Columns,
        _ => null,
    };

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

    private static TableName? Table(string name, string database, TargetCatalog catalog, ImmutableArray<DraftProblem>.Builder problems) =>
        One(DraftField.Tables, name, [.. catalog.In(database).Select(table => table.Name)], table => table.Name, table => table.ToString(), problems);

    private static ColumnName? Column(string name, string database, TargetCatalog catalog, ImmutableArray<DraftProblem>.Builder problems) =>
        One(DraftField.Columns, name, [.. catalog.In(database).SelectMany(ColumnsOf)], column => $"{column.Table}.{column.Column}", column => column.ToString(), problems);

    private static IEnumerable<ColumnName> ColumnsOf(CatalogTable table) =>
        table.Columns.Select(column => new ColumnName(table.Name.Schema, table.Name.Name, column.Name));

    /// <summary>Exact spelling wins; otherwise the case may differ as long as only one is meant. The schema need not be said.</summary>
    private static T? One<T>(
        DraftField field, string name, T[] all, Func<T, string> brief, Func<T, string> whole, ImmutableArray<DraftProblem>.Builder problems)
        where T : struct
    {
        T[] Named(StringComparison comparison) =>
            [.. all.Where(thing => string.Equals(brief(thing), name, comparison) || string.Equals(whole(thing), name, comparison))];

        var found = Named(StringComparison.Ordinal);
        if (found.Length == 0)
        {
            found = Named(StringComparison.OrdinalIgnoreCase);
        }

        switch (found)
        {
            case [var one]:
                return one;
            case []:
                var withSchema = name.Count('.') > (field == DraftField.Columns ? 1 : 0);
                problems.Add(DraftAnalyst.Unknown(field, name, all.Select(withSchema ? whole : brief)));
                return null;
            default:
                problems.Add(new DraftProblem.Ambiguous(field, name, [.. found.Take(DraftAnalyst.MostSuggestions).Select(whole)]));
                return null;
        }
    }
}
