using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace JitBot.Connectors.PostgreSql;

/// <summary>How JitBot speaks to a server: each of these is one round trip, and one transaction, since a batch is committed as a whole.</summary>
internal static class Conversation
{
    // Long enough for one more try after a lock was waited for in vain (lock_timeout is two seconds).
    private static readonly TimeSpan RepeatedFor = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Gives an order: a DO block that reads <c>jitbot.order</c> and may leave <c>jitbot.answer</c>. The order travels as a parameter, which the
    /// server does not write to its log when a statement fails.
    /// </summary>
    /// <returns>The answer; empty if the block left none.</returns>
    public static async Task<string> OrderAsync(this NpgsqlConnection connection, string block, string order, CancellationToken ct)
    {
        Statement[] statements =
        [
            new("SELECT set_config('jitbot.order', $1, true), set_config('jitbot.answer', '', true)", [order]),
            new(block, []),
            new("SELECT current_setting('jitbot.answer')", []),
        ];
        return (await connection.RepeatAsync(statements, row => row.GetString(0), ct))[0];
    }

    /// <summary>An order of several parts, which the block reads as JSON.</summary>
    public static Task<string> OrderAsync(this NpgsqlConnection connection, string block, object order, CancellationToken ct) =>
        connection.OrderAsync(block, JsonSerializer.Serialize(order, JsonSerializerOptions.Web), ct);

    public static Task ExecuteAsync(this NpgsqlConnection connection, string statement, CancellationToken ct) =>
        connection.RepeatAsync([new(statement, [])], row => row, ct);

    /// <summary>Executes statements one after the other, all of them or none.</summary>
    public static Task ExecuteAllAsync(this NpgsqlConnection connection, IEnumerable<string> statements, CancellationToken ct) =>
        connection.RepeatAsync([.. statements.Select(statement => new Statement(statement, []))], row => row, ct);

    /// <summary>Executes a statement and asks about what it did, before it is committed.</summary>
    public static Task<List<T>> ExecuteAndAskAsync<T>(
        this NpgsqlConnection connection, string statement, string query, object[] parameters, Func<DbDataReader, T> read, CancellationToken ct) =>
        connection.RepeatAsync([new(statement, []), new(query, parameters)], read, ct);

    /// <summary>Asks a question.</summary>
    /// <param name="parameters"><c>$1</c>, <c>$2</c>, … Not <c>params</c>: an array of strings is one parameter, which C# would take for many.</param>
    public static Task<List<T>> AskAsync<T>(
        this NpgsqlConnection connection, string query, object[] parameters, Func<DbDataReader, T> read, CancellationToken ct) =>
        connection.SendAsync([new(query, parameters)], read, ct);

    // What changes something looks before it acts, or fails if it was done already; so it may be repeated when others got in between.
    private static async Task<List<T>> RepeatAsync<T>(
        this NpgsqlConnection connection, IReadOnlyList<Statement> statements, Func<DbDataReader, T> read, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            // "Tuple concurrently updated" comes as an internal error, at which the driver gives the connection up.
            if (connection.State != ConnectionState.Open)
            {
                await connection.CloseAsync();
                await connection.OpenAsync(ct);
            }

            try
            {
                return await connection.SendAsync(statements, read, ct);
            }
            catch (PostgresException conflict) when (ServerFailure.IsConflict(conflict) && watch.Elapsed < RepeatedFor)
            {
                // Real milliseconds, for they wait on a real server: the clock of grants may be standing still.
                await Task.Delay(Random.Shared.Next(5, 100), ct);
            }
        }
    }

    /// <returns>The rows of the last statement that has any.</returns>
    private static async Task<List<T>> SendAsync<T>(
        this NpgsqlConnection connection, IReadOnlyList<Statement> statements, Func<DbDataReader, T> read, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var statement in statements)
        {
            var command = new NpgsqlBatchCommand(statement.Text);
            foreach (var parameter in statement.Parameters)
            {
                command.Parameters.Add(Parameter(parameter));
            }

            batch.BatchCommands.Add(command);
        }

        await using var reader = await batch.ExecuteReaderAsync(ct);
        List<T> rows = [];
        do
        {
            rows.Clear();
            while (await reader.ReadAsync(ct))
            {
                rows.Add(read(reader));
            }
        }
        while (await reader.NextResultAsync(ct));
        return rows;
    }

    // The driver has no default type for OIDs.
    private static NpgsqlParameter Parameter(object value) => value switch
    {
        uint => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Oid },
        uint[] => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Oid },
        _ => new() { Value = value },
    };

    private readonly record struct Statement(string Text, object[] Parameters);
}
