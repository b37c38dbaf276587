using JitBot.Connectors.PostgreSql.Scopes;

namespace JitBot.Connectors.PostgreSql.Masks;

/// <summary>What a role that was made under an earlier masking holds too much on one table. Pure.</summary>
/// <param name="Mask">What masking makes of the table now.</param>
/// <param name="Rights">All that the role holds on it.</param>
internal sealed record Tightening(TableFacts Table, TableMask Mask, HeldRight[] Rights)
{
    /// <param name="held">What the role has.</param>
    /// <param name="tables">What it may have it on, by OID; masked views are not among them.</param>
    public static IEnumerable<Tightening> Of(IEnumerable<HeldRight> held, MaskPlan plan, IReadOnlyDictionary<uint, TableFacts> tables) => held
        .Where(right => right.Class == 'r' && tables.ContainsKey(right.Oid))
        .GroupBy(right => right.Oid)
        .Select(rights => new Tightening(tables[rights.Key], plan.Of(rights.Key), [.. rights]))
        .Where(tightening => tightening.IsNeeded);

    /// <summary>The view that takes the table's place; null if nothing does.</summary>
    public MaskedView? View => Mask is TableMask.Masked masked ? new(Table.Oid, Table.Name, masked.Columns) : null;

    /// <summary>In the form of <see cref="ScopeStatements.Grant"/>.</summary>
    /// <param name="view">The one that takes the table's place, as it stands.</param>
    public IEnumerable<object> Orders(FoundView? view) => Mask is not TableMask.Masked masked || view is null
        ? [ScopeGrants.Revoke("ALL", Table.Oid)]
        : HasWhole ? OnWhole(masked, view) : OnColumns(masked, view);

    private bool HasWhole => Rights.Any(right => right.Column == 0);

    private bool IsNeeded => Mask switch
    {
        TableMask.Open => false,
        TableMask.Masked masked => HasWhole || Hidden(masked).Any(),
        _ => true,
    };

    private IEnumerable<HeldRight> Hidden(TableMask.Masked masked) => Rights.Where(right => masked.Plain.All(column => column.Number != right.Column));

    private IEnumerable<object> OnWhole(TableMask.Masked masked, FoundView view)
    {
        yield return ScopeGrants.Revoke("ALL", Table.Oid);
        var plain = masked.Plain.Select(column => column.Number).ToArray();
        foreach (var right in Rights.Where(right => right is { Column: 0, Privilege: "SELECT" or "INSERT" or "UPDATE" } && plain.Length > 0))
        {
            yield return ScopeGrants.Grant("TABLE", right.Privilege, [Table.Oid], plain);
        }

        if (Rights.Any(right => right is { Column: 0, Privilege: "SELECT" }))
        {
            yield return ScopeGrants.Grant("SCHEMA", "USAGE", [view.SchemaOid]);
            yield return ScopeGrants.Grant("TABLE", "SELECT", [view.Oid]);
        }
    }

    private IEnumerable<object> OnColumns(TableMask.Masked masked, FoundView view)
    {
        foreach (var privilege in Hidden(masked).GroupBy(right => right.Privilege, StringComparer.Ordinal))
        {
            yield return ScopeGrants.Revoke(privilege.Key, Table.Oid, privilege.Select(right => right.Column));
        }

        var read = Hidden(masked).Where(right => right.Privilege == "SELECT").Select(right => right.Column).ToHashSet();
        short[] places = [.. masked.Columns.Select((column, at) => (column.Column.Number, Place: (short)(at + 1))).Where(column => read.Contains(column.Number)).Select(column => column.Place)];
        if (places.Length > 0)
        {
            yield return ScopeGrants.Grant("SCHEMA", "USAGE", [view.SchemaOid]);
            yield return ScopeGrants.Grant("TABLE", "SELECT", [view.Oid], places);
        }
    }
}
