using System.Collections.Immutable;
using System.Data;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using JitBot.Core.Grants;
using JitBot.Core.Statements;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Statements;

/// <summary>
/// Runs an approved statement as the grant's own login, on a session of its own, in a transaction that reads. Nothing of it outlives the run.
/// </summary>
internal static class RunAsAccount
{
    internal const string NotOne = "The database driver does not take this for one statement.";

    // bigint, smallint, integer, oid, real, double precision, money, numeric
    private static readonly HashSet<uint> Numbers = [20, 21, 23, 26, 700, 701, 790, 1700];

    /// <exception cref="OperationCanceledException">Cancelled, and the server told to stop, as it is when the sink throws.</exception>
    public static async Task<RunResult> RunAsync(
        Target target, Account account, Secret password, string statement, StatementLimits limits, IResultSink sink, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            await using var logins = ServerConnections.Reader(target, account, password, limits.Timeout);
            await using var session = await logins.OpenConnectionAsync(ct);
            return await RunAsync(session, account.Database, statement, limits, sink, watch, ct);
        }
        catch (NotTakenException notTaken)
        {
            ExceptionDispatchInfo.Throw(notTaken.InnerException!);
            throw;
        }
        catch (NotSupportedException)
        {
            // To the driver it is more than one statement, or none that it can run.
            return new RunResult.NotReading(new(NotOne, 0, statement.Length));
        }
        catch (PostgresException refused) when (Failure(refused, statement, watch.Elapsed) is { } failed)
        {
            return failed;
        }
        catch (Exception problem) when (ServerFailure.Unreachable(problem) is { } why)
        {
            // The driver asks the server to stop a little after the server should have by itself.
            return problem is { InnerException: TimeoutException } && watch.Elapsed >= limits.Timeout
                ? new RunResult.TimedOut(watch.Elapsed)
                : new RunResult.Unreachable($"{target.Id}: {why}.");
        }
    }

    private static async Task<RunResult> RunAsync(
        NpgsqlConnection session, string database, string statement, StatementLimits limits, IResultSink sink, Stopwatch watch, CancellationToken ct)
    {
        await using (var begin = new NpgsqlCommand("BEGIN READ ONLY", session))
        {
            await begin.ExecuteNonQueryAsync(ct);
        }

        // The driver takes a command apart where it sees a semicolon, and would send the parts one after the other: out of the transaction, for one. Of a batch's
        // it refuses to, so this ends here if it reads the text otherwise than the server does.
        await using (var whole = new NpgsqlBatch(session) { BatchCommands = { new NpgsqlBatchCommand(statement) } })
        {
            await whole.PrepareAsync(ct);
        }

        // Every value as the server itself would write it: no type of a user's own is unknown.
        await using var command = new NpgsqlCommand(statement, session) { AllResultTypesAreUnknown = true };
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, ct);
        try
        {
            if (!await BeginAsync(sink, database, reader, ct))
            {
                command.Cancel();
                return new RunResult.OtherColumns(watch.Elapsed);
            }

            var (rows, bytes, cap) = await ReadAllAsync(reader, limits, sink, ct);
            if (cap != ResultCap.None)
            {
                // Otherwise closing would read what is left to its end.
                command.Cancel();
            }

            return new RunResult.Ran(rows, bytes, watch.Elapsed, cap);
        }
        catch
        {
            command.Cancel();
            throw;
        }
    }

    private static async ValueTask<bool> BeginAsync(IResultSink sink, string database, NpgsqlDataReader reader, CancellationToken ct)
    {
        ImmutableArray<ResultColumn> columns = [.. Enumerable.Range(0, reader.FieldCount).Select(i => new ResultColumn(reader.GetName(i), Numbers.Contains(reader.GetDataTypeOID(i))))];
        try
        {
            return await sink.BeginAsync(database, columns, ct);
        }
        catch (Exception fault)
        {
            throw new NotTakenException(fault);
        }
    }

    private static async Task<(long Rows, long Bytes, ResultCap Cap)> ReadAllAsync(NpgsqlDataReader reader, StatementLimits limits, IResultSink sink, CancellationToken ct)
    {
        var values = new string?[reader.FieldCount];
        var (rows, bytes) = (0L, 0L);
        while (await reader.ReadAsync(ct))
        {
            if (rows == limits.Rows)
            {
                return (rows, bytes, ResultCap.Rows);
            }

            if (await ReadAsync(reader, values, limits.Bytes - bytes, ct) is not { } read)
            {
                return (rows, bytes, ResultCap.Bytes);
            }

            bytes += read;
            rows++;
            await RowAsync(sink, values, ct);
        }

        return (rows, bytes, ResultCap.None);
    }

    private static async ValueTask RowAsync(IResultSink sink, string?[] values, CancellationToken ct)
    {
        try
        {
            await sink.RowAsync(values, ct);
        }
        catch (Exception fault)
        {
            throw new NotTakenException(fault);
        }
    }

    /// <returns>How many bytes the row has; null if that is more than there may be.</returns>
    private static async Task<long?> ReadAsync(NpgsqlDataReader reader, string?[] values, long most, CancellationToken ct)
    {
        var bytes = 0L;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = null;
            if (await reader.IsDBNullAsync(i, ct))
            {
                continue;
            }

            // Its length comes before it, and one value can be as large as the memory of the machine. Text of the server's is UTF-8, as the connection has it.
            bytes += reader.GetBytes(i, 0, null, 0, 0);
            if (bytes > most)
            {
                return null;
            }

            values[i] = await reader.GetFieldValueAsync<string>(i, ct);
        }

        return bytes;
    }

    private static RunResult? Failure(PostgresException refused, string statement, TimeSpan took) => refused.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => new RunResult.NoLogin(),
        PostgresErrorCodes.QueryCanceled => new RunResult.TimedOut(took),
        PostgresErrorCodes.AdminShutdown => new RunResult.Cut(took),
        var state when state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal) || state.StartsWith("58", StringComparison.Ordinal) => null,
        PostgresErrorCodes.TooManyConnections => null,
        var state => new RunResult.Failed(state, refused.MessageText, At(statement, refused.Position), took),
    };

    /// <param name="position">The server's: in characters from 1; 0 if it has none.</param>
    internal static int? At(string statement, int position)
    {
        if (position < 1)
        {
            return null;
        }

        var at = 0;
        for (var left = position - 1; left > 0 && at < statement.Length; left--)
        {
            at += char.IsHighSurrogate(statement[at]) ? 2 : 1;
        }

        return Math.Min(at, statement.Length);
    }

    /// <summary>The sink failed, with what could be taken for a failure of the server's.</summary>
    private sealed class NotTakenException(Exception fault) : Exception(fault.Message, fault);
}
