using System.Collections.Immutable;
using JitBot.Connectors.PostgreSql.Logins;
using JitBot.Connectors.PostgreSql.Masks;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql;

/// <summary>What can be asked for: what JitBot itself may pass on, in the databases the operator named.</summary>
internal sealed class ReadCatalog(ServerConnections connections)
{
    /// <summary>Partitions are reached through their table and are not listed by themselves.</summary>
    internal const string Relations = """
        SELECT c.oid, n.nspname, c.relname, c.relkind::text,
            ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
          AND n.nspname !~ '^(pg_|jit_masked)' AND n.nspname <> 'information_schema'
          AND has_schema_privilege(n.oid, 'USAGE WITH GRANT OPTION') AND has_table_privilege(c.oid, 'SELECT WITH GRANT OPTION')
        ORDER BY n.nspname, c.relname
        """;

    /// <summary>What views read with the rights of whoever reads them: the view's OID, schema and name of what it reads.</summary>
    private const string ReadAsReader = """
        SELECT DISTINCT c.oid, n.nspname, t.relname
        FROM pg_class c
            JOIN pg_rewrite r ON r.ev_class = c.oid
            JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> c.oid
            JOIN pg_class t ON t.oid = d.refobjid
            JOIN pg_namespace n ON n.oid = t.relnamespace
        WHERE c.relkind = 'v' AND EXISTS (
            SELECT FROM pg_options_to_table(c.reloptions) o WHERE CASE o.option_name WHEN 'security_invoker' THEN o.option_value::bool END)
        """;

    public async Task<TargetCatalog> ReadAsync(Target target, CancellationToken ct)
    {
        var tables = ImmutableArray.CreateBuilder<CatalogTable>();
        var unbound = ImmutableDictionary.CreateBuilder<string, string?>(StringComparer.Ordinal);
        foreach (var database in target.Databases)
        {
            await using var connection = await connections.OpenAsync(target, database, ct);
            var found = await connection.AskAsync(
                Relations,
                [],
                row => (
                    Oid: row.GetFieldValue<uint>(0),
                    Table: new CatalogTable(
                        database, new(row.GetString(1), row.GetString(2)), KindOf(row.GetString(3)), [.. row.GetFieldValue<string[]>(4).Select(column => new CatalogColumn(column, Mask.Plain))])),
                ct);
            var asReader = (await connection.AskAsync(ReadAsReader, [], row => (View: row.GetFieldValue<uint>(0), Table: new TableName(row.GetString(1), row.GetString(2))), ct))
                .ToLookup(read => read.View, read => read.Table);
            var plan = target.Masking.IsEmpty ? null : await connection.ReadPlanAsync(target.Masking, [.. found.Select(relation => relation.Oid)], ct);
            tables.AddRange(found
                .Select(relation => relation with { Table = relation.Table with { ReadsAsReader = [.. asReader[relation.Oid]] } })
                .Select(relation => plan is null ? relation.Table : Masked(relation.Table, plan.Of(relation.Oid))));
            unbound[database] = (await LoginTrigger.ReadAsync(connection, ct)).Why;
        }

        return new(tables.ToImmutable()) { Unbound = unbound.ToImmutable() };
    }

    private static CatalogTable Masked(CatalogTable table, TableMask mask) => mask switch
    {
        TableMask.Masked { Columns: var columns } => table with { Columns = [.. columns.Select(column => new CatalogColumn(column.Column.Name, column.Mask))] },
        // The operator's view decides what of it is shown, so all of it counts as masked.
        TableMask.Instead { View: var view } => table with { Columns = [.. table.Columns.Select(column => column with { Mask = new(MaskKind.Expression) { Sql = view.ToString() } })] },
        TableMask.OnlyUnmasked { Why: var why } => table with { OnlyUnmasked = why, Columns = [.. table.Columns.Select(column => column with { Mask = Mask.Hidden })] },
        _ => table,
    };

    private static RelationKind KindOf(string kind) => kind switch
    {
        "r" => RelationKind.Table,
        "p" => RelationKind.PartitionedTable,
        "v" => RelationKind.View,
        "m" => RelationKind.MaterializedView,
        "f" => RelationKind.ForeignTable,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind that was asked for."),
    };
}
