using System.Collections.Immutable;
using System.Text;

namespace JitBot.Core.Statements;

/// <summary>Counts what left the servers for a sink. That a run ended badly takes none of it back, so how much it was must not hang on its end.</summary>
public sealed class LeavingRows(IResultSink sink) : IResultSink
{
    /// <summary>Of all databases so far; one that the sink failed to take is among them.</summary>
    public long Rows { get; private set; }

    /// <summary>Of all their values, as UTF-8.</summary>
    public long Bytes { get; private set; }

    public ValueTask<bool> BeginAsync(string database, ImmutableArray<ResultColumn> columns, CancellationToken ct) => sink.BeginAsync(database, columns, ct);

    public ValueTask RowAsync(IReadOnlyList<string?> values, CancellationToken ct)
    {
        Rows++;
        for (var i = 0; i < values.Count; i++)
        {
            Bytes += values[i] is { } value ? Encoding.UTF8.GetByteCount(value) : 0;
        }

        return sink.RowAsync(values, ct);
    }
}
