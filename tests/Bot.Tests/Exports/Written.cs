using System.Collections.Immutable;
using System.Text;
using JitBot.Bot.Exports;
using JitBot.Core.Statements;

namespace JitBot.Bot.Tests.Exports;

/// <summary>What the sinks make of a result.</summary>
internal static class Written
{
    public static ImmutableArray<ResultColumn> Texts(params IEnumerable<string> names) => [.. names.Select(name => new ResultColumn(name, IsNumber: false))];

    public static Task<string> CsvAsync(ImmutableArray<ResultColumn> columns, params IEnumerable<string?[]> rows) => WriteAsync(stream => new CsvSink(stream, several: false), columns, rows);

    public static Task<string> JsonAsync(ImmutableArray<ResultColumn> columns, params IEnumerable<string?[]> rows) => WriteAsync(stream => new JsonLinesSink(stream, several: false), columns, rows);

    /// <summary>Of several databases, with one row each.</summary>
    /// <returns>What was written, and which of them were taken.</returns>
    public static async Task<(string Text, ImmutableArray<bool> Taken)> SeveralAsync<TSink>(
        Func<Stream, TSink> open, params (string Database, ImmutableArray<ResultColumn> Columns, string?[] Row)[] results)
        where TSink : IResultSink, IAsyncDisposable
    {
        using var stream = new MemoryStream();
        var taken = ImmutableArray.CreateBuilder<bool>();
        await using (var sink = open(stream))
        {
            foreach (var (database, columns, row) in results)
            {
                taken.Add(await sink.BeginAsync(database, columns, TestContext.Current.CancellationToken));
                if (taken[^1])
                {
                    await sink.RowAsync(row, TestContext.Current.CancellationToken);
                }
            }
        }

        return (Encoding.UTF8.GetString(stream.ToArray()), taken.ToImmutable());
    }

    /// <returns>The most that a sink ever held back of a result, and how large its largest row is, both in bytes.</returns>
    public static async Task<(long Held, long Row)> MostHeldAsync<TSink>(Func<Stream, TSink> open, CountingStream stream, ImmutableArray<ResultColumn> columns, IEnumerable<string?[]> rows)
        where TSink : IResultSink, IAsyncDisposable
    {
        var (made, held, largest) = (0L, 0L, 0L);
        await using var sink = open(stream);
        await sink.BeginAsync("hr", columns, TestContext.Current.CancellationToken);
        foreach (var row in rows)
        {
            await sink.RowAsync(row, TestContext.Current.CancellationToken);
            var bytes = row.Sum(value => Encoding.UTF8.GetByteCount(value ?? ""));
            made += bytes;
            (held, largest) = (Math.Max(held, made - stream.Written), Math.Max(largest, bytes));
        }

        return (held, largest);
    }

    private static async Task<string> WriteAsync<TSink>(Func<Stream, TSink> open, ImmutableArray<ResultColumn> columns, IEnumerable<string?[]> rows)
        where TSink : IResultSink, IAsyncDisposable
    {
        using var stream = new MemoryStream();
        await using (var sink = open(stream))
        {
            await sink.BeginAsync("hr", columns, TestContext.Current.CancellationToken);
            foreach (var row in rows)
            {
                await sink.RowAsync(row, TestContext.Current.CancellationToken);
            }
        }

        return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(stream.ToArray());
    }
}
