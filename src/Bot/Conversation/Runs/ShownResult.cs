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

    private readonly List<(string Database, ImmutableArray<ResultColumn> Columns, List<ImmutableArray<string?>> Rows)> _results = [];

    /// <summary>So far.</summary>
    public long Rows { get; private set; }

    public ValueTask<bool> BeginAsync(string database, ImmutableArray<ResultColumn> columns, CancellationToken ct)
    {
        _results.Add((database, columns, []));
        return ValueTask.FromResult(true);
    }

    public ValueTask RowAsync(IReadOnlyList<string?> values, CancellationToken ct)
    {
        Rows++;
        _results[^1].Rows.Add([.. values.Take(MostColumns).Select(Shown)]);
        return ValueTask.CompletedTask;
    }

    /// <param name="sums">What every page says of the whole.</param>
    /// <param name="several">The statement is for several databases.</param>
    /// <returns>At least one page for each database that gave a result, be it without a row.</returns>
    public ImmutableArray<ResultPage> Pages(string sums, bool several)
    {
        var pages = ImmutableArray.CreateBuilder<ResultPage>();
        foreach (var (database, all, rows) in _results)
        {
            var columns = all.Take(MostColumns).Select(column => column with { Name = Shown(column.Name)! }).ToImmutableArray();
            long first = 1;
            foreach (var part in Parts(rows))
            {
                pages.Add(new(pages.Count + 1, 0, several ? database : null, columns, all.Length - columns.Length, first, part) { Sums = sums });
                first += part.Length;
            }
        }

        return [.. pages.Select(page => page with { Pages = pages.Count })];
    }

    private static IEnumerable<ImmutableArray<ImmutableArray<string?>>> Parts(List<ImmutableArray<string?>> rows)
    {
        var (part, length) = (ImmutableArray.CreateBuilder<ImmutableArray<string?>>(), 0);
        foreach (var row in rows)
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

        if (part.Count > 0 || rows.Count == 0)
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
