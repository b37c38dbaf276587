using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Masks;

/// <summary>What is to become of a masked view that stands. Pure.</summary>
internal abstract record Renewal
{
    private Renewal() { }

    internal sealed record Leave : Renewal;

    /// <summary>It is made as it should be today, under the name that it has.</summary>
    internal sealed record Make(MaskedView View) : Renewal;

    /// <summary>Nobody is to read it any more.</summary>
    internal sealed record Drop : Renewal;

    /// <param name="tables">What there is to know of views' sources, by OID.</param>
    public static Renewal Of(FoundView view, MaskPlan plan, IReadOnlyDictionary<uint, TableFacts> tables)
    {
        TableFacts[] sources = [.. view.Sources.Distinct().Where(tables.ContainsKey).Select(source => tables[source]).Where(source => source.Name != MaskedView.SaltTable)];
        return sources.FirstOrDefault(source => MaskedView.NameFor(source.Name) == view.Name) is { } table ? Of(view, table, plan.Of(table.Oid)) : sources switch
        {
            [] => new Leave(),
            // Rights on a table go along when it is renamed, and so does the view.
            [var renamed] when MaskedView.SchemaFor(renamed.Name.Schema) == view.Name.Schema =>
                Of(view, renamed, plan.Of(renamed.Oid, new TableName(renamed.Name.Schema, view.Name.Name))),
            // In another schema nobody reaches the table itself who was not let into that one; and of several sources none says which is meant.
            _ => new Drop(),
        };
    }

    private static Renewal Of(FoundView view, TableFacts table, TableMask mask) => mask switch
    {
        TableMask.Masked masked => new Make(new(table.Oid, table.Name, masked.Columns) { Name = view.Name }),
        TableMask.OnlyUnmasked or TableMask.Instead => new Drop(),
        // What it masks is masked no more; it shows less than may be shown.
        _ => new Leave(),
    };
}
