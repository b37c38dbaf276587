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
/// <param name="Columns">In the table's order.</param>
public sealed record CatalogTable(string Database, TableName Name, RelationKind Kind, ImmutableArray<CatalogColumn> Columns = default)
{
    public ImmutableArray<CatalogColumn> Columns { get; init; } = Columns.IsDefault ? [] : Columns;

    /// <summary>Why it cannot be given masked, as the rest of a sentence about it; null if it can. A wide scope leaves it out unless it is unmasked.</summary>
    public string? OnlyUnmasked { get; init; }

    /// <summary>What a view reads with the rights of whoever reads the view; none if it reads with its owner's, as most do.</summary>
    public ImmutableArray<TableName> ReadsAsReader { get; init; } = [];

    /// <summary>Those that are masked for whoever is not given them unmasked.</summary>
    public IEnumerable<CatalogColumn> Masked => Columns.Where(column => !column.Mask.IsPlain);
}

public sealed record CatalogColumn(string Name, Mask Mask);

/// <summary>What there is to ask for on a target, without the server's own schemas.</summary>
public sealed record TargetCatalog(ImmutableArray<CatalogTable> Tables)
{
    /// <summary>By database, why its accounts cannot be held to an address: a sentence or two that say what mends it. Null if they can.</summary>
    public ImmutableDictionary<string, string?> Unbound { get; init; } = ImmutableDictionary<string, string?>.Empty;

    /// <returns>Null if accounts there can be held to an address.</returns>
    public string? WhyUnbound(string database) => Unbound.TryGetValue(database, out var why) ? why : "The connector of this target has no way to do it.";

    public IEnumerable<CatalogTable> In(string database) => Tables.Where(table => table.Database == database);

    /// <summary>The relations that have one of these names, and those below them that their reader needs rights on, too.</summary>
    public IEnumerable<CatalogTable> Named(string database, IReadOnlySet<string> names)
    {
        var all = In(database).ToLookup(table => table.Name);
        var found = new HashSet<TableName>();
        var left = new Stack<CatalogTable>(In(database).Where(table => names.Contains(table.Name.Name)));
        while (left.TryPop(out var table))
        {
            if (found.Add(table.Name))
            {
                yield return table;
                foreach (var below in table.ReadsAsReader.SelectMany(name => all[name]))
                {
                    left.Push(below);
                }
            }
        }
    }

    public IEnumerable<string> SchemasOf(string database) =>
        In(database).Select(table => table.Name.Schema).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}
