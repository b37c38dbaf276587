using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace JitBot.Core.Policy.Conditions.Matching;

/// <summary>Which code points may stand at one place of a text.</summary>
internal sealed record SignSet
{
    /// <summary>Unicode's short names of its general categories, in the order of <see cref="UnicodeCategory"/>.</summary>
    private const string Categories = "LuLlLtLmLoMnMcMeNdNlNoZsZlZpCcCfCsCoPcPdPsPePiPfPoSmScSkSoCn";

    public static readonly SignSet Any = new() { IsNegated = true };
    public static readonly SignSet AnyInLine = Of(('\n', '\n')) with { IsNegated = true };
    public static readonly SignSet Digits = Of(('0', '9'));
    public static readonly SignSet Word = Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));
    public static readonly SignSet Blank = Of(('\t', '\n'), ('\f', '\r'), (' ', ' '));

    /// <summary>In order and apart from each other.</summary>
    private ImmutableArray<(int First, int Last)> Ranges { get; init; } = [];

    /// <summary>One bit for each category.</summary>
    private int CategoryBits { get; init; }

    /// <summary>Other sets that are in this one.</summary>
    private ImmutableArray<SignSet> Sets { get; init; } = [];

    public bool IgnoresCase { get; init; }

    public bool IsNegated { get; init; }

    public static SignSet Of(params ReadOnlySpan<(int First, int Last)> ranges) => new() { Ranges = Merged(ranges.ToArray()) };

    public static SignSet Of(IEnumerable<(int First, int Last)> ranges, IEnumerable<SignSet> sets) =>
        new() { Ranges = Merged(ranges), Sets = [.. sets] };

    /// <summary>By category, <c>Lu</c>, or kind of categories, <c>L</c>; null for a name that is none.</summary>
    public static SignSet? OfCategory(string name)
    {
        var bits = 0;
        for (var i = 0; i < Categories.Length / 2; i++)
        {
            bits |= Categories.AsSpan(2 * i, 2).StartsWith(name, StringComparison.Ordinal) ? 1 << i : 0;
        }

        return name.Length is 1 or 2 && bits != 0 ? new() { CategoryBits = bits } : null;
    }

    public bool Has(int sign) => HasNow(sign) != IsNegated;

    private bool HasNow(int sign) => Holds(sign) || (IgnoresCase && Rune.TryCreate(sign, out var rune)
        && (Holds(Rune.ToLowerInvariant(rune).Value) || Holds(Rune.ToUpperInvariant(rune).Value)));

    private bool Holds(int sign) =>
        IsInRange(sign)
        || (CategoryBits != 0 && ((CategoryBits >> (int)CharUnicodeInfo.GetUnicodeCategory(sign)) & 1) != 0)
        || Sets.Any(set => set.Has(sign));

    private bool IsInRange(int sign)
    {
        var (low, high) = (0, Ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            switch (sign)
            {
                case var _ when sign < Ranges[middle].First:
                    high = middle - 1;
                    break;
                case var _ when sign > Ranges[middle].Last:
                    low = middle + 1;
                    break;
                default:
                    return true;
            }
        }

        return false;
    }

    private static ImmutableArray<(int First, int Last)> Merged(IEnumerable<(int First, int Last)> ranges)
    {
        var merged = ImmutableArray.CreateBuilder<(int First, int Last)>();
        foreach (var range in ranges.OrderBy(range => range.First))
        {
            if (merged.Count > 0 && range.First <= merged[^1].Last + 1)
            {
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, range.Last));
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged.ToImmutable();
    }
}
