using System.Collections.Immutable;
using System.Text;
using JitBot.Core;
using JitBot.Core.Statements;

namespace JitBot.Bot.Conversation.Runs;

/// <summary>Takes a result to be looked at: of each value only what a table has room for.</summary>
internal sealed class ShownResult : IResultSink
{
    public const int RowsOnPage = 25;
    public const int MostColumns = 40;
    public const int LongestValue = 100;

    // What one page has room for on any platform.
    private const int MostCharacters = 12_000;

    private readonly List<ImmutableArray<string?>> _rows = [];
    private ImmutableArray<ResultColumn> _columns = [];

    /// <summary>So far.</summary>
    public long Rows { get; private set; }

    public ValueTask BeginAsync(ImmutableArray<ResultColumn> columns, CancellationToken ct)
    {
        _columns = columns;
        return ValueTask.CompletedTask;
    }

    public ValueTask RowAsync(IReadOnlyList<string?> values, CancellationToken ct)
    {
        Rows++;
        _rows.Add([.. values.Take(MostColumns).Select(Shown)]);
        return ValueTask.CompletedTask;
    }

    /// <param name="sums">What every page says of the whole.</param>
    /// <returns>At least one page, be it without a row.</returns>
    public ImmutableArray<ResultPage> Pages(string sums)
    {
        var columns = _columns.Take(MostColumns).Select(column => column with { Name = Shown(column.Name)! }).ToImmutableArray();
        var parts = Parts().ToArray();
        var pages = ImmutableArray.CreateBuilder<ResultPage>();
        long first = 1;
        foreach (var rows in parts)
        {
            pages.Add(new(pages.Count + 1, parts.Length, null, columns, _columns.Length - columns.Length, first, rows) { Sums = sums });
            first += rows.Length;
        }

        return pages.ToImmutable();
    }

    private IEnumerable<ImmutableArray<ImmutableArray<string?>>> Parts()
    {
        var (part, length) = (ImmutableArray.CreateBuilder<ImmutableArray<string?>>(), 0);
        foreach (var row in _rows)
        {
            var more = row.Sum(value => (value?.Length ?? 1) + 3);
            if (part.Count == RowsOnPage || (part.Count > 0 && length + more > MostCharacters))
            {
                yield return part.DrainToImmutable();
                length = 0;
            }

            part.Add(row);
            length += more;
        }

        if (part.Count > 0 || _rows.Count == 0)
        {
            yield return part.ToImmutable();
        }
    }

    /// <summary>In one line, with signs for what has no place in one.</summary>
    private static string? Shown(string? value)
    {
        if (value is null)
        {
            return null;
        }

        var shown = new StringBuilder();
        foreach (var rune in value.AsSpan(0, Math.Min(value.Length, LongestValue + 1)).ToString().EnumerateRunes())
        {
            shown.Append(rune.Value switch
            {
                '\n' => "⏎",
                '\r' => "",
                '\t' => "→",
                _ => PlainText.IsPrintable(rune.ToString()) ? rune.ToString() : "�",
            });
        }

        return value.Length > LongestValue ? PlainText.Shorten(shown.ToString(), LongestValue) : shown.ToString();
    }
}
