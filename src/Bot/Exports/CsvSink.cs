using System.Collections.Immutable;
using CsvHelper;
using JitBot.Core.Statements;

namespace JitBot.Bot.Exports;

/// <summary>
/// Writes a result as CSV (RFC 4180) in UTF-8, with the columns' names first. NULL is a field with nothing in it and an empty string is <c>""</c>, as
/// PostgreSQL's COPY has them; where there is but one column, NULL is an empty line. A value that a spreadsheet would run has <c>'</c> before it, which
/// cannot be told from a value that begins with one: <see cref="JsonLinesSink"/> has them letter for letter. Of several databases the columns have to be
/// the same.
/// </summary>
/// <param name="output">
/// Written to asynchronously alone, as rows fill the buffer and at disposal; left open. No more is held than 64 KiB and the row that is being written.
/// </param>
/// <param name="several">The statement is for several databases: the first column, <c>database</c>, says which.</param>
internal sealed class CsvSink(Stream output, bool several) : IResultSink, IAsyncDisposable
{
    private static readonly ReadOnlyMemory<byte> LineEnd = "\r\n"u8.ToArray();

    private readonly CsvWriter _csv = CsvWriter.Create(output, new() { BufferSize = 64 * 1024 }, leaveOpen: true);
    private ImmutableArray<ResultColumn> _columns;
    private string? _database;

    public async ValueTask<bool> BeginAsync(string database, ImmutableArray<ResultColumn> columns, CancellationToken ct)
    {
        _database = several ? database : null;
        if (!_columns.IsDefault)
        {
            return columns.SequenceEqual(_columns);
        }

        _columns = columns;
        if (several)
        {
            Write("database", isNumber: false);
        }

        foreach (var column in columns)
        {
            Write(column.Name, isNumber: false);
        }

        await EndLineAsync(ct);
        return true;
    }

    public ValueTask RowAsync(IReadOnlyList<string?> values, CancellationToken ct)
    {
        if (_database is not null)
        {
            Write(_database, isNumber: false);
        }
        else if (values is [null])
        {
            return EndLineAsync(ct);
        }

        for (var i = 0; i < values.Count; i++)
        {
            Write(values[i], _columns[i].IsNumber);
        }

        return EndLineAsync(ct);
    }

    public ValueTask DisposeAsync() => _csv.DisposeAsync();

    private void Write(string? value, bool isNumber) => Formula.Write(_csv, value, isNumber && value is not null && JsonNumber.Is(value));

    private ValueTask EndLineAsync(CancellationToken ct) => _csv.FieldCount == 0 ? EmptyLineAsync(ct) : _csv.EndRecordAsync(ct);

    /// <summary>The writer has no line without a field, and makes an only NULL an empty string.</summary>
    private async ValueTask EmptyLineAsync(CancellationToken ct)
    {
        await _csv.FlushAsync(ct);
        await output.WriteAsync(LineEnd, ct);
    }
}
