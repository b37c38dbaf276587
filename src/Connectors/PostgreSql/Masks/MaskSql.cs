using System.Collections.Frozen;
using System.Globalization;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Masks;

/// <summary>
/// A mask as SQL over the table's columns. What it says must not depend on settings of the session, which are the holder's: a time zone that
/// can be chosen would tell a day's bounds to the minute.
/// </summary>
internal static class MaskSql
{
    /// <summary>As many hexadecimal digits as a hash shows: 128 bits.</summary>
    private const int HashLength = 32;

    private static readonly FrozenSet<string> Numbers = ["int2", "int4", "int8", "numeric", "float4", "float8"];
    private static readonly FrozenSet<string> Moments = ["date", "timestamp", "timestamptz"];

    /// <returns>What is wrong with the mask for a column of this type, as the rest of a sentence; null if it fits.</returns>
    public static string? Misfit(ColumnFacts column, Mask mask) => mask.Kind switch
    {
        MaskKind.Full or MaskKind.Partial when column.Category != 'S' => "which is for text: use null, range or an expression",
        MaskKind.Hash when column.Category != 'S' => "which is for text: use null or an expression",
        MaskKind.Hash when column.Length < HashLength => $"which takes room for {HashLength} characters: use null or partial",
        MaskKind.Range when mask.Step is not null && !Numbers.Contains(column.BaseType) => "which is for numbers: use range(month) for dates, or null",
        MaskKind.Range when mask.Unit is not null && !Moments.Contains(column.BaseType) => "which is for dates and times: use range(1000) for numbers, or null",
        _ => null,
    };

    /// <summary>The column's place in the view: itself, or the mask under its name.</summary>
    /// <param name="salt">The relation that holds the salt, as SQL writes it.</param>
    public static string Column(ColumnFacts column, Mask mask, string salt)
    {
        var name = SqlText.Identifier(column.Name);
        var value = $"t.{name}";
        return mask.IsPlain ? value : $"CAST({Expression(column, mask, value, salt)} AS {column.Type}) AS {name}";
    }

    private static string Expression(ColumnFacts column, Mask mask, string value, string salt) => mask.Kind switch
    {
        MaskKind.Full => "'****'",
        MaskKind.Partial => Partial(mask, value),
        // Towards zero, so that no end of a step lies outside the type.
        MaskKind.Range when mask.Step is { } step => Step(value, step.ToString(CultureInfo.InvariantCulture)),
        MaskKind.Range => Unit(column.BaseType, value, SqlText.Literal(mask.Unit!)),
        MaskKind.Hash => $"left(encode(sha256(convert_to((SELECT s.salt FROM {salt} s) || {value}::text, 'UTF8')), 'hex'), {Text(HashLength)})",
        MaskKind.Null => "NULL",
        MaskKind.Expression => $"({mask.Sql})",
        _ => throw new ArgumentOutOfRangeException(nameof(mask), mask.Kind, "Not a kind that alters anything."),
    };

    /// <summary>How long the value is is not told; one that would be shown nearly whole is not shown at all.</summary>
    private static string Partial(Mask mask, string value)
    {
        var (first, last) = (Text(mask.First), Text(mask.Last));
        return $"CASE WHEN length({value}::text) <= 2 * ({first} + {last}) THEN left('****', length({value}::text) * 4)"
            + $" ELSE left({value}::text, {first}) || '****' || right({value}::text, {last}) END";
    }

    private static string Step(string value, string step) => $"trunc({value}::numeric / {step}) * {step}";

    private static string Unit(string type, string value, string unit) => type switch
    {
        "timestamptz" => $"date_trunc({unit}, {value}, 'UTC')",
        "date" => $"date_trunc({unit}, {value}::timestamp)",
        _ => $"date_trunc({unit}, {value})",
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
