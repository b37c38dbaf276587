using Npgsql;

namespace JitBot.Support.Postgres;

/// <summary>Runs <c>docs/postgres-setup.sql</c>, the same file operators run, as the server's superuser.</summary>
public static class SetupScript
{
    /// <param name="settings">The file's settings, such as <c>jitbot.password</c>.</param>
    public static async Task RunAsync(LocalPostgres server, string database, IReadOnlyDictionary<string, string> settings, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(server.ConnectionString(database)) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(ct);
        foreach (var (name, value) in settings)
        {
            await using var set = new NpgsqlCommand("select set_config($1, $2, false)", connection)
            {
                Parameters = { new() { Value = name }, new() { Value = value } },
            };
            await set.ExecuteNonQueryAsync(ct);
        }

        var script = await File.ReadAllTextAsync(Path.Combine(PostgresBinaries.RepositoryFolder, "docs", "postgres-setup.sql"), ct);
        await using var command = new NpgsqlCommand(script, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
