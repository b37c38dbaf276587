using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace JitBot.Core.Targets;

/// <summary>A column by the catalogue's own spelling.</summary>
public readonly record struct ColumnName(string Schema, string Table, string Column)
{
    [JsonIgnore]
    public TableName Of => new(Schema, Table);

    public override string ToString() => $"{Schema}.{Table}.{Column}";
}

/// <summary>One line of what an operator says about columns.</summary>
/// <param name="Schema">A <see cref="NamePattern"/>, as the two that follow.</param>
public sealed record MaskingRule(string Schema, string Table, string Column, Mask Mask)
{
    /// <summary>Whether it speaks of one table alone, so that it also holds for what is made from masked tables.</summary>
    public bool NamesTable => !Schema.Contains('*', StringComparison.Ordinal) && !Table.Contains('*', StringComparison.Ordinal);

    public bool Matches(ColumnName column) =>
        NamePattern.Matches(Schema, column.Schema) && NamePattern.Matches(Table, column.Table) && NamePattern.Matches(Column, column.Column);
}

/// <summary>Which columns of a target are masked, and how. The first rule that matches a column decides.</summary>
public sealed record Masking
{
    public ImmutableArray<MaskingRule> Rules { get; init; } = [];

    /// <summary>A column that nothing says anything about is hidden.</summary>
    public bool HidesUnclassified { get; init; }

    /// <summary>Whether the word <c>jitbot:mask=…</c> in a column's comment counts. It can mask what no rule masks, and never uncovers anything.</summary>
    public bool ReadsComments { get; init; }

    /// <summary>Views that the operator made in place of tables whose rows are not everybody's to see.</summary>
    public ImmutableDictionary<TableName, TableName> Views { get; init; } = ImmutableDictionary<TableName, TableName>.Empty;

    /// <summary>Without it every column is shown and nothing need be looked at.</summary>
    public bool IsEmpty => Rules.IsEmpty && !HidesUnclassified && !ReadsComments && Views.IsEmpty;

    public bool IsSameAs(Masking other) => Rules.SequenceEqual(other.Rules) && HidesUnclassified == other.HidesUnclassified && ReadsComments == other.ReadsComments
        && Views.Count == other.Views.Count && Views.All(view => other.Views.TryGetValue(view.Key, out var instead) && instead == view.Value);

    /// <param name="comment">The column's comment in the catalogue; empty if it has none.</param>
    public Mask Of(ColumnName column, string comment)
    {
        var ruled = Rules.FirstOrDefault(rule => rule.Matches(column))?.Mask;
        if (ruled is { IsPlain: false })
        {
            return ruled;
        }

        var said = ReadsComments ? MaskText.InComment(comment) : null;
        return said is { IsPlain: false } ? said : ruled ?? said ?? (HidesUnclassified ? Mask.Hidden : Mask.Plain);
    }

    /// <summary>Whether a rule that names this very table says something about the column.</summary>
    public bool Classifies(ColumnName column) => Rules.Any(rule => rule.NamesTable && rule.Matches(column));
}
