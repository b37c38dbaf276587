using System.Collections.Immutable;
using JitBot.Core.Statements;

namespace JitBot.Bot.Exports;

/// <summary>Counts the rows that another takes.</summary>
internal sealed class CountedSink(IResultSink inner) : IResultSink
{
    /// <summary>So far.</summary>
    public long Rows { get; private set; }

    public ValueTask<bool> BeginAsync(string database, ImmutableArray<ResultColumn> columns, CancellationToken ct) => inner.BeginAsync(database, columns, ct);

    public ValueTask RowAsync(IReadOnlyList<string?> values, CancellationToken ct)
    {
        Rows++;
        return inner.RowAsync(values, ct);
    }
}
