using System.Collections.Immutable;
using JitBot.Connectors.PostgreSql.Scopes;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Masks;

/// <summary>Reads from the catalogue of one database what masking has to know.</summary>
internal static class MaskReader
{
    // Unless somebody changed it in the server's own configuration, which is not to be read.
    private const string ServersPath = "\"$user\", public";

    /// <param name="tables">Relations, by OID.</param>
    public static async Task<MaskPlan> ReadPlanAsync(this NpgsqlConnection connection, Masking masking, uint[] tables, CancellationToken ct)
    {
        var ties = await connection.AskAsync(
            MaskStatements.Ties, [tables], row => new TiedTables(row.GetFieldValue<uint>(0), TieOf(row.GetString(1)), row.GetFieldValue<uint>(2)), ct);
        return new(masking, await connection.ReadTablesAsync([.. tables.Union(ties.Select(tie => tie.Other))], ct), ties);
    }

    public static async Task<ImmutableArray<TableFacts>> ReadTablesAsync(this NpgsqlConnection connection, uint[] tables, CancellationToken ct)
    {
        var columns = await connection.AskAsync(
            MaskStatements.Columns,
            [tables],
            row => (
                Table: row.GetFieldValue<uint>(0),
                Name: new TableName(row.GetString(1), row.GetString(2)),
                HasRowSecurity: row.GetBoolean(3),
                Column: new ColumnFacts(
                    row.GetInt16(4), row.GetString(5), row.GetString(6), row.GetString(7), row.GetString(8)[0], row.IsDBNull(9) ? null : row.GetInt32(9),
                    row.GetString(10), row.GetInt32(11))),
            ct);
        return
        [
            .. columns.GroupBy(column => (column.Table, column.Name, column.HasRowSecurity)).Select(table => new TableFacts(
                table.Key.Table, table.Key.Name, table.Key.HasRowSecurity, [.. table.Select(column => column.Column)])),
        ];
    }

    /// <summary>A scope without what is masked in it and without columns that were not asked for.</summary>
    public static async Task<MaskResult> NarrowAsync(this NpgsqlConnection connection, Masking masking, AccessScope scope, ScopeShape shape, CancellationToken ct)
    {
        var isMasked = !masking.IsEmpty && !scope.Unmask;
        if (!isMasked && scope.Columns.IsEmpty)
        {
            return new MaskResult.Narrowed(new(shape, [], []));
        }

        uint[] tables = [.. shape.Relations.Where(relation => relation.DrawnOnBy == 0).Select(relation => relation.Oid)];
        var plan = isMasked ? await connection.ReadPlanAsync(masking, tables, ct) : null;
        var columns = scope.Columns.IsEmpty ? [] : await connection.ReadTablesAsync([.. shape.Relations.Where(relation => scope.ColumnsOf(relation.Name).Any()).Select(relation => relation.Oid)], ct);
        var instead = isMasked && !masking.Views.IsEmpty ? await connection.ReadViewsAsync(masking, scope, ct) : [];
        var path = await connection.AskAsync(MaskStatements.SearchPath, [], row => row.GetString(0), ct);
        return new MaskScope(scope, plan, columns.ToDictionary(table => table.Oid), instead.ToDictionary(view => view.Name), PathText.Read(path.FirstOrDefault(ServersPath))).Of(shape);
    }

    /// <summary>The operator's own views.</summary>
    private static async Task<ImmutableArray<ScopeRelation>> ReadViewsAsync(this NpgsqlConnection connection, Masking masking, AccessScope scope, CancellationToken ct)
    {
        var views = scope with { Schemas = [], Tables = [.. masking.Views.Values.Distinct()], Columns = [] };
        return (await ScopeReader.ExpandAsync(connection, views, ["SELECT"], ct)).Relations;
    }

    private static Tie TieOf(string word) => word switch
    {
        "child" => Tie.ChildOf,
        "parent" => Tie.ParentOf,
        "reads" => Tie.Reads,
        _ => throw new ArgumentOutOfRangeException(nameof(word), word, "Not a tie that was asked for."),
    };
}
