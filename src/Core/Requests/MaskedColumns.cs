using System.Collections.Immutable;
using JitBot.Core.Targets;

namespace JitBot.Core.Requests;

/// <summary>What masking says of a scope, as it was when it was asked for: part of what an approver is shown.</summary>
/// <param name="Count">Of columns that are masked, or would be if they were not asked for unmasked.</param>
/// <param name="Named">Some of them, with what is shown in their place.</param>
/// <param name="LeftOut">Of tables that a wide scope does not take in, because they cannot be masked.</param>
/// <param name="NamedLeftOut">Some of them, with the reason.</param>
public sealed record MaskedColumns(int Count, ImmutableArray<string> Named, int LeftOut, ImmutableArray<string> NamedLeftOut)
{
    private const int MostNamed = 40;

    /// <returns>Null if nothing in the scope is masked or left out.</returns>
    public static MaskedColumns? In(AccessScope scope, TargetCatalog catalog)
    {
        var tables = catalog.In(scope.Database).Where(table => Reaches(scope, table.Name)).ToArray();
        var leftOut = scope.Unmask ? [] : tables.Where(table => table.OnlyUnmasked is not null && scope.Tables.IsEmpty).ToArray();
        var masked = tables.Except(leftOut).SelectMany(table => Of(scope, table)).ToArray();
        return masked.Length + leftOut.Length == 0 ? null : new(
            masked.Length, [.. masked.Take(MostNamed)],
            leftOut.Length, [.. leftOut.Take(MostNamed).Select(table => $"{table.Name}, which {table.OnlyUnmasked}")]);
    }

    private static bool Reaches(AccessScope scope, TableName table) =>
        scope.IsWholeDatabase || scope.Schemas.Contains(table.Schema, StringComparer.Ordinal) || scope.Tables.Contains(table);

    private static IEnumerable<string> Of(AccessScope scope, CatalogTable table)
    {
        var only = scope.ColumnsOf(table.Name).ToHashSet(StringComparer.Ordinal);
        return table.Masked
            .Where(column => only.Count == 0 || only.Contains(column.Name))
            .Select(column => scope.Unmask ? $"{table.Name}.{column.Name}" : $"{table.Name}.{column.Name} ({column.Mask.Words})");
    }
}
