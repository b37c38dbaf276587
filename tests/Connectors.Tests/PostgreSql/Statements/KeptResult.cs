using System.Collections.Immutable;
using JitBot.Core.Statements;

namespace JitBot.Connectors.Tests.PostgreSql.Statements;

/// <summary>Keeps all of a result.</summary>
internal sealed class KeptResult : IResultSink
{
    public ImmutableArray<ResultColumn> Columns { get; private set; } = [];

    public List<string?[]> Rows { get; } = [];

    public ValueTask<bool> BeginAsync(string database, ImmutableArray<ResultColumn> columns, CancellationToken ct)
    {
        Columns = columns;
        return ValueTask.FromResult(true);
    }

    public ValueTask RowAsync(IReadOnlyList<string?> values, CancellationToken ct)
    {
        Rows.Add([.. values]);
        return ValueTask.CompletedTask;
    }
}
