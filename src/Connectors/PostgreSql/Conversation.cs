using System.Data.Common;
using System.Text.Json;
using Npgsql;

namespace JitBot.Connectors.PostgreSql;

/// <summary>The two ways JitBot speaks to a server.</summary>
internal static class Conversation
{
    /// <summary>
    /// Gives an order: a DO block that reads <c>jitbot.order</c> and may leave <c>jitbot.answer</c>. One round trip and one transaction, since
    /// a batch is committed as a whole. What varies travels as a parameter, so no name is ever pasted into a statement here, and nothing secret
    /// can appear in the server's log, which writes statements but not parameters when one fails.
    /// </summary>
    /// <returns>The answer; empty if the block left none.</returns>
    public static async Task<string> OrderAsync(this NpgsqlConnection connection, string block, object order, CancellationToken ct)
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

    /// <summary>Asks a question. Parameters are <c>$1</c>, <c>$2</c>, …</summary>
    public static async Task<List<T>> AskAsync<T>(
        this NpgsqlConnection connection, string query, Func<DbDataReader, T> read, CancellationToken ct, params object[] parameters)
    {
        await using var command = new NpgsqlCommand(query, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new() { Value = parameter });
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
