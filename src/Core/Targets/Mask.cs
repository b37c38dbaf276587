using System.Globalization;

namespace JitBot.Core.Targets;

public enum MaskKind
{
    /// <summary>Shown as it is.</summary>
    Plain,

    /// <summary>Asterisks, whatever the value is.</summary>
    Full,

    /// <summary>The first and last characters, asterisks between them.</summary>
    Partial,

    /// <summary>The lower end of the step or unit of time that the value lies in.</summary>
    Range,

    /// <summary>A keyed hash: the same value always reads the same, and cannot be read back.</summary>
    Hash,

    /// <summary>Nothing at all.</summary>
    Null,

    /// <summary>What the operator's SQL says, over columns of the same table.</summary>
    Expression,
}

/// <summary>What is shown in place of a column's values.</summary>
public sealed record Mask(MaskKind Kind)
{
    public static Mask Plain { get; } = new(MaskKind.Plain);
    public static Mask Hidden { get; } = new(MaskKind.Null);

    /// <summary>How many characters a partial mask keeps at the start.</summary>
    public int First { get; init; }

    /// <summary>How many characters a partial mask keeps at the end.</summary>
    public int Last { get; init; }

    /// <summary>The width of a range of numbers, such as 1000.</summary>
    public decimal? Step { get; init; }

    /// <summary>The width of a range of moments: <c>hour</c>, <c>day</c>, <c>week</c>, <c>month</c>, <c>quarter</c> or <c>year</c>.</summary>
    public string? Unit { get; init; }

    /// <summary>The operator's SQL.</summary>
    public string? Sql { get; init; }

    public bool IsPlain => Kind == MaskKind.Plain;

    /// <summary>What is done to the column, in a word or two.</summary>
    public string Words => Kind switch
    {
        MaskKind.Plain => "shown",
        MaskKind.Full => "asterisks",
        MaskKind.Partial when First > 0 && Last > 0 => $"first {Text(First)} and last {Text(Last)} shown",
        MaskKind.Partial when First > 0 => $"first {Text(First)} shown",
        MaskKind.Partial => $"last {Text(Last)} shown",
        MaskKind.Range => Unit is { } unit ? $"by {unit}" : $"in steps of {Step!.Value.ToString(CultureInfo.InvariantCulture)}",
        MaskKind.Hash => "hashed",
        MaskKind.Null => "hidden",
        MaskKind.Expression => "altered",
        _ => throw new InvalidOperationException($"Unknown kind {Kind}."),
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
