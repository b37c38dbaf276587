using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace JitBot.Connectors.PostgreSql;

/// <summary>The two ways JitBot speaks to a server.</summary>
internal static class Conversation
{
    // Long enough for one more try after a lock was waited for in vain (lock_timeout is two seconds).
    private static readonly TimeSpan RepeatedFor = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Gives an order: a DO block that reads <c>jitbot.order</c> and may leave <c>jitbot.answer</c>. One round trip and one transaction, since
    /// a batch is committed as a whole. What varies travels as a parameter, so no name is ever pasted into a statement here, and nothing secret
    /// can appear in the server's log, which writes statements but not parameters when one fails.
    /// </summary>
    /// <returns>The answer; empty if the block left none.</returns>
    /// <remarks>
    /// Given anew for a while when somebody else was changing the same catalogue rows: blocks look before they act, so they may be repeated.
    /// </remarks>
    public static async Task<string> OrderAsync(this NpgsqlConnection connection, string block, object order, CancellationToken ct)
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
                return await connection.OrderOnceAsync(block, order, ct);
            }
            catch (PostgresException conflict) when (ServerFailure.IsConflict(conflict) && watch.Elapsed < RepeatedFor)
            {
                // Real milliseconds, for they wait on a real server: the clock of grants may be standing still.
                await Task.Delay(Random.Shared.Next(5, 100), ct);
            }
        }
    }

    private static async Task<string> OrderOnceAsync(this NpgsqlConnection connection, string block, object order, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("SELECT set_config('jitbot.order', $1, true), set_config('jitbot.answer', '', true)")
                {
                    Parameters = { new() { Value = JsonSerializer.Serialize(order, JsonSerializerOptions.Web) } },
                },
                new(block),
                new("SELECT current_setting('jitbot.answer')"),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        return reader.GetString(0);
    }

    /// <summary>Asks a question.</summary>
    /// <param name="parameters"><c>$1</c>, <c>$2</c>, … Not <c>params</c>: an array of strings is one parameter, which C# would take for many.</param>
    public static async Task<List<T>> AskAsync<T>(
        this NpgsqlConnection connection, string query, object[] parameters, Func<DbDataReader, T> read, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(query, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter switch
            {
                // The driver has no default for them.
                uint => new() { Value = parameter, NpgsqlDbType = NpgsqlDbType.Oid },
                uint[] => new() { Value = parameter, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Oid },
                _ => new NpgsqlParameter { Value = parameter },
            });
        }

        await using var reader = await command.ExecuteReaderAsync(ct);
        List<T> rows = [];
        while (await reader.ReadAsync(ct))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
