using System.Collections.Immutable;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql;

/// <summary>What can be asked for: what JitBot itself may pass on, in the databases the operator named.</summary>
internal sealed class ReadCatalog(ServerConnections connections)
{
    /// <summary>Partitions are reached through their table and are not listed by themselves.</summary>
    internal const string Relations = """
        SELECT n.nspname, c.relname, c.relkind::text
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
          AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
          AND has_schema_privilege(n.oid, 'USAGE WITH GRANT OPTION') AND has_table_privilege(c.oid, 'SELECT WITH GRANT OPTION')
        ORDER BY n.nspname, c.relname
        """;

    public async Task<TargetCatalog> ReadAsync(Target target, CancellationToken ct)
    {
        var tables = ImmutableArray.CreateBuilder<CatalogTable>();
        foreach (var database in target.Databases)
        {
            await using var connection = await connections.OpenAsync(target, database, ct);
            tables.AddRange(await connection.AskAsync(
                Relations, [], row => new CatalogTable(database, new(row.GetString(0), row.GetString(1)), KindOf(row.GetString(2))), ct));
        }

        return new(tables.ToImmutable());
    }

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
