using Npgsql;

namespace JitBot.Support.Postgres;

/// <summary>Runs <c>docs/postgres-login-trigger.sql</c>, the same file operators run, through the driver.</summary>
public static class LoginTriggerFile
{
    /// <summary>The oldest major version that has login triggers.</summary>
    public const int Oldest = 17;

    private static readonly Lazy<string> Text = new(() => File.ReadAllText(Path.Combine(PostgresBinaries.RepositoryFolder, "docs", "postgres-login-trigger.sql")));

    /// <param name="connectionString">The superuser's, to the database that is to check logins.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="PostgresException">The server is too old.</exception>
    public static async Task RunAsync(string connectionString, CancellationToken ct = default)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });
        await using var script = source.CreateCommand(Text.Value);
        await script.ExecuteNonQueryAsync(ct);
    }
}
