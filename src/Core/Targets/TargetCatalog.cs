using System.Collections.Immutable;

namespace JitBot.Core.Targets;

public enum RelationKind
{
    Table,
    PartitionedTable,
    View,
    MaterializedView,
    ForeignTable,
}

/// <summary>A relation as the target's catalogue lists it.</summary>
public sealed record CatalogTable(string Database, TableName Name, RelationKind Kind);

/// <summary>What there is to ask for on a target, without the server's own schemas.</summary>
public sealed record TargetCatalog(ImmutableArray<CatalogTable> Tables)
{
    public IEnumerable<CatalogTable> In(string database) => Tables.Where(table => table.Database == database);

    public IEnumerable<string> SchemasOf(string database) =>
        In(database).Select(table => table.Name.Schema).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}
