using System.Collections.Frozen;
using System.Collections.Immutable;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Masks;

/// <summary>What becomes of a relation in a scope that is not unmasked.</summary>
internal abstract record TableMask
{
    private TableMask() { }

    /// <summary>Nothing of it is masked, and nothing masked is seen through it.</summary>
    internal sealed record Open : TableMask
    {
        public static Open Always { get; } = new();
    }

    /// <summary>Some columns are masked: a view is given, and of the table itself the others.</summary>
    /// <param name="Columns">All of them, in the table's order.</param>
    internal sealed record Masked(ImmutableArray<(ColumnFacts Column, Mask Mask)> Columns) : TableMask
    {
        public IEnumerable<ColumnFacts> Plain => Columns.Where(column => column.Mask.IsPlain).Select(column => column.Column);
    }

    /// <summary>The operator made a view to be given instead.</summary>
    internal sealed record Instead(TableName View) : TableMask;

    /// <summary>It cannot be given without unmasking.</summary>
    /// <param name="Why">The rest of a sentence about it.</param>
    /// <param name="IsMistake">Its masks cannot be what the operator meant.</param>
    internal sealed record OnlyUnmasked(string Why, bool IsMistake = false) : TableMask;
}

/// <summary>
/// Decides for each relation what masking makes of it. Pure. What is made from masked tables, and what shares rows with them, is given only where
/// a rule that names it says something about each of its columns: a pattern written for the table cannot have thought of it.
/// </summary>
internal sealed class MaskPlan
{
    private readonly Masking _masking;
    private readonly FrozenDictionary<uint, TableFacts> _tables;
    private readonly ILookup<uint, TiedTables> _ties;
    private readonly Dictionary<uint, ImmutableArray<(ColumnFacts Column, Mask Mask)>> _masks = [];

    /// <param name="tables">Those that are asked about, and whatever they are tied to.</param>
    public MaskPlan(Masking masking, IEnumerable<TableFacts> tables, IEnumerable<TiedTables> ties)
    {
        _masking = masking;
        _tables = tables.ToFrozenDictionary(table => table.Oid);
        _ties = ties.ToLookup(tie => tie.Table);
    }

    public TableMask Of(uint table)
    {
        // It went while it was being looked at.
        if (!_tables.TryGetValue(table, out var facts))
        {
            return new TableMask.OnlyUnmasked("has no columns, or is not there any more");
        }

        if (_masking.Views.TryGetValue(facts.Name, out var view))
        {
            return new TableMask.Instead(view);
        }

        // What the operator made to be given instead is as it should be.
        if (_masking.Views.ContainsValue(facts.Name))
        {
            return TableMask.Open.Always;
        }

        return Leak(facts) is { } leak ? new TableMask.OnlyUnmasked(leak) : With(facts, MasksOf(facts));
    }

    /// <summary>
    /// For whoever was given it under another name. That it is called otherwise now uncovers nothing: a column is masked that a rule masks under
    /// either name.
    /// </summary>
    public TableMask Of(uint table, TableName before) => Of(table) switch
    {
        TableMask.Open or TableMask.Masked => With(_tables[table],
        [
            .. MasksOf(_tables[table]).Select(column => column.Mask.IsPlain ? (column.Column, Ruled(new(before.Schema, before.Name, column.Column.Name), column.Column)) : column),
        ]),
        var otherwise => otherwise,
    };

    // That nothing is said of a name which no table has any more does not make its columns unclassified.
    private Mask Ruled(ColumnName name, ColumnFacts column) => (_masking with { HidesUnclassified = false }).Of(name, column.Comment);

    private static TableMask With(TableFacts facts, ImmutableArray<(ColumnFacts Column, Mask Mask)> masks) =>
        masks.All(column => column.Mask.IsPlain) ? TableMask.Open.Always
        : facts.HasRowSecurity ? new TableMask.OnlyUnmasked("has row-level security, which a masked view would not keep")
        : Misfit(masks) is { } misfit ? new TableMask.OnlyUnmasked(misfit, IsMistake: true)
        : new TableMask.Masked(masks);

    /// <returns>How something masked would be seen through it; null if it would not.</returns>
    private string? Leak(TableFacts facts) => _ties[facts.Oid].Select(tie => Leak(facts, tie)).FirstOrDefault(leak => leak is not null);

    private string? Leak(TableFacts facts, TiedTables tie)
    {
        if (!_tables.TryGetValue(tie.Other, out var other))
        {
            return null; // nothing that people may be given anything of
        }

        var hidden = Hidden(other);
        return hidden.Count == 0 ? null : tie.Tie switch
        {
            Tie.Reads when !IsClassified(facts) => $"is made from {other.Name}, which is masked, and no rule names it",
            Tie.ChildOf when !IsClassified(facts) => $"holds rows of {other.Name}, which is masked, and no rule names it",
            Tie.ParentOf when MasksOf(facts).FirstOrDefault(column => column.Mask.IsPlain && hidden.Contains(column.Column.Name) && !_masking.Classifies(facts.NameOf(column.Column)))
                is { Column: { } shown } => $"shows the column {shown.Name} of {other.Name}, where it is masked",
            _ => null,
        };
    }

    private bool IsClassified(TableFacts facts) => facts.Columns.All(column => _masking.Classifies(facts.NameOf(column)));

    /// <summary>The names of a relation's columns that are not for everybody.</summary>
    private HashSet<string> Hidden(TableFacts facts) =>
        [.. MasksOf(facts).Where(column => !column.Mask.IsPlain || _masking.Views.ContainsKey(facts.Name)).Select(column => column.Column.Name)];

    private ImmutableArray<(ColumnFacts Column, Mask Mask)> MasksOf(TableFacts facts)
    {
        if (!_masks.TryGetValue(facts.Oid, out var masks))
        {
            masks = [.. facts.Columns.Select(column => (column, _masking.Of(facts.NameOf(column), column.Comment)))];
            _masks[facts.Oid] = masks;
        }

        return masks;
    }

    private static string? Misfit(ImmutableArray<(ColumnFacts Column, Mask Mask)> masks) => masks
        .Select(column => MaskSql.Misfit(column.Column, column.Mask) is { } misfit
            ? $"cannot be masked as it is configured: {column.Column.Name} is {column.Column.Type}, and its mask is {column.Mask.Kind.ToString().ToLowerInvariant()}, {misfit}"
            : null)
        .FirstOrDefault(misfit => misfit is not null);
}
