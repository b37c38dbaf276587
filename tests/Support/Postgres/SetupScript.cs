using Npgsql;

namespace JitBot.Support.Postgres;

/// <summary>Runs <c>docs/postgres-setup.sql</c>, the same file operators run, through the driver.</summary>
public static class SetupScript
{
    private static readonly Lazy<string> Text = new(() => File.ReadAllText(Path.Combine(PostgresBinaries.RepositoryFolder, "docs", "postgres-setup.sql")));

    /// <param name="connectionString">The superuser's, to the database to prepare.</param>
    /// <param name="settings">What the script reads, by name without <c>jitbot.</c>: <c>password</c>, <c>close</c>, …</param>
    /// <param name="ct">Gives up.</param>
    public static async Task RunAsync(string connectionString, IReadOnlyDictionary<string, string> settings, CancellationToken ct = default)
    {
        // Settings last as long as the session, so it is not to be used for anything else.
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });
        await using var connection = await source.OpenConnectionAsync(ct);
        foreach (var (name, value) in settings)
        {
            await using var set = new NpgsqlCommand("SELECT set_config('jitbot.' || $1, $2, false)", connection)
            {
                Parameters = { new() { Value = name }, new() { Value = value } },
            };
            await set.ExecuteNonQueryAsync(ct);
        }

        await using var script = new NpgsqlCommand(Text.Value, connection);
        await script.ExecuteNonQueryAsync(ct);
    }
}
