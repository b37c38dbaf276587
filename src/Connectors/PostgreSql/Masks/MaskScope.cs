using System.Collections.Immutable;
using JitBot.Connectors.PostgreSql.Scopes;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Masks;

/// <summary>A scope without what is masked in it, and the views that stand for it.</summary>
/// <param name="Columns">Those of each view's columns that are asked for, by their place in it from 1; none for all of them.</param>
/// <param name="DefaultPath">Where the database's sessions look for names.</param>
internal sealed record MaskedScope(ScopeShape Shape, ImmutableArray<(MaskedView View, ImmutableArray<short> Columns)> Views, ImmutableArray<string> DefaultPath)
{
    /// <summary>With the views as they stand in the catalogue.</summary>
    /// <returns>Null if one of them is not there.</returns>
    public ScopeShape? With(IReadOnlyDictionary<TableName, FoundView> found)
    {
        if (Views.Any(view => !found.ContainsKey(view.View.Name)))
        {
            return null;
        }

        var views = Views.Select(view => (view.Columns, There: found[view.View.Name])).Select(view =>
            new ScopeRelation(view.There.Oid, view.There.SchemaOid, view.There.Name, 'v', view.Columns.IsEmpty ? ["SELECT"] : [], Giveable: true, view.There.Entries)
            {
                Columns = [.. view.Columns.Select(column => new ColumnRight(column, "SELECT"))],
            });
        return Shape with
        {
            Relations = [.. Shape.Relations, .. views],
            SearchPath = Views.IsEmpty ? [] :
            [
                .. Views.Select(view => view.View.Of.Schema).Distinct(StringComparer.Ordinal)
                    .OrderBy(schema => schema != "public").ThenBy(schema => schema, StringComparer.Ordinal).Select(MaskedView.SchemaFor),
                .. DefaultPath,
            ],
        };
    }
}

internal abstract record MaskResult
{
    private MaskResult() { }

    internal sealed record Narrowed(MaskedScope Scope) : MaskResult;

    internal sealed record Refused(string Why) : MaskResult;
}

/// <summary>Narrows the relations of a scope to the columns that were named and to what is not masked. Pure.</summary>
/// <param name="plan">Null where nothing is masked: unmasking was approved, or the target masks nothing.</param>
/// <param name="columns">Of the relations whose columns matter, by OID.</param>
/// <param name="instead">The operator's own views, as the catalogue has them.</param>
internal sealed class MaskScope(
    AccessScope scope, MaskPlan? plan, IReadOnlyDictionary<uint, TableFacts> columns, IReadOnlyDictionary<TableName, ScopeRelation> instead, ImmutableArray<string> defaultPath)
{
    private static readonly ImmutableArray<string> OnColumns = ["SELECT", "INSERT", "UPDATE"];

    private readonly List<ScopeRelation> _kept = [];
    private readonly List<(MaskedView View, ImmutableArray<short> Columns)> _views = [];

    public MaskResult Of(ScopeShape shape)
    {
        foreach (var relation in shape.Relations.Where(relation => relation.DrawnOnBy == 0))
        {
            if (Take(relation) is { } refusal)
            {
                return new MaskResult.Refused(refusal);
            }
        }

        var written = _kept.Where(relation => relation.Rights().Any(right => right.Privilege == "INSERT")).Select(relation => relation.Oid).ToHashSet();
        _kept.AddRange(shape.Relations.Where(relation => written.Contains(relation.DrawnOnBy)));
        return new MaskResult.Narrowed(new(shape with { Relations = [.. _kept] }, [.. _views], defaultPath));
    }

    /// <returns>Why the scope cannot be given; null if it can as far as this relation goes.</returns>
    private string? Take(ScopeRelation relation)
    {
        var only = scope.ColumnsOf(relation.Name).ToHashSet(StringComparer.Ordinal);
        switch (plan?.Of(relation.Oid) ?? TableMask.Open.Always)
        {
            case TableMask.Open when only.Count == 0:
                _kept.Add(relation);
                return null;
            case TableMask.Open:
                return Missing(relation, only) ?? Keep(relation, columns[relation.Oid].Columns.Where(column => only.Contains(column.Name)));
            case TableMask.Masked masked:
                return Missing(relation, only) ?? Mask(relation, masked, only);
            case TableMask.Instead { View: var view } when only.Count == 0 && instead.GetValueOrDefault(view) is { Giveable: true } there:
                _kept.Add(there);
                return null;
            case TableMask.Instead { View: var view }:
                return only.Count > 0
                    ? $"Instead of {relation.Name} the view {view} is given, which is given whole: ask without columns."
                    : $"Instead of {relation.Name} the view {view} is given, which is not there or JitBot may not give: GRANT SELECT ON {view} TO its login WITH GRANT OPTION.";
            case TableMask.OnlyUnmasked { Why: var why } when scope.Tables.Contains(relation.Name):
                return $"{relation.Name} {why}: ask for it unmasked, or have its columns classified under Masking of {scope.Target}.";
            default:
                return null; // a wide scope does without
        }
    }

    private string? Missing(ScopeRelation relation, HashSet<string> only) =>
        only.FirstOrDefault(name => columns.GetValueOrDefault(relation.Oid)?.Columns.Any(column => column.Name == name) != true) is { } gone
            ? $"There is no column {gone} in {relation.Name} any more: ask again for what is there."
            : null;

    /// <summary>On single columns there is no right to delete: a row is more than its columns.</summary>
    private string? Keep(ScopeRelation relation, IEnumerable<ColumnFacts> kept)
    {
        var facts = kept.ToArray();
        _kept.Add(relation with
        {
            Privileges = [],
            Columns = [.. from column in facts from privilege in relation.Privileges where OnColumns.Contains(privilege, StringComparer.Ordinal) select new ColumnRight(column.Number, privilege)],
            Entries = Math.Max(relation.Entries, facts.Select(column => column.Entries).DefaultIfEmpty().Max()),
        });
        return null;
    }

    private string? Mask(ScopeRelation relation, TableMask.Masked masked, HashSet<string> only)
    {
        if (relation.Privileges.Contains("SELECT", StringComparer.Ordinal))
        {
            _views.Add((
                new(relation.Oid, relation.Name, masked.Columns),
                [.. masked.Columns.Select((column, at) => (column.Column.Name, Place: (short)(at + 1))).Where(column => only.Contains(column.Name)).Select(column => column.Place)]));
        }

        return Keep(relation, masked.Plain.Where(column => only.Count == 0 || only.Contains(column.Name)));
    }
}
