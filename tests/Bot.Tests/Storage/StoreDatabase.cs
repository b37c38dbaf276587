using JitBot.Bot.Storage;
using JitBot.Support.Postgres;
using Npgsql;

namespace JitBot.Bot.Tests.Storage;

/// <summary>A database of a test's own with the store's tables in it, and a second way in beside the store.</summary>
internal sealed class StoreDatabase(string connectionString) : IAsyncDisposable
{
    public string ConnectionString { get; } = connectionString;

    public PostgresDatabase Database { get; } = PostgresDatabase.At(connectionString);

    public static async Task<StoreDatabase> CreateAsync(PostgresFixture postgres, int major)
    {
        var made = new StoreDatabase(await postgres.CreateDatabaseAsync(major, "store"));
        await PostgresSchema.EnsureAsync(made.Database, CancellationToken.None);
        return made;
    }

    /// <summary>Runs a statement as an administrator would, on a connection that shares nothing with the store's.</summary>
    public async Task<List<string>> AdminAsync(string statement, string? database = null)
    {
        var settings = new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false };
        settings.Database = database ?? settings.Database;
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 600 };
        await using var rows = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await rows.ReadAsync())
        {
            lines.Add(string.Join('|', Enumerable.Range(0, rows.FieldCount).Select(rows.GetValue)));
        }

        return lines;
    }

    /// <summary>Takes the database away, sessions and all.</summary>
    public Task DropAsync() =>
        AdminAsync($"drop database \"{new NpgsqlConnectionStringBuilder(ConnectionString).Database}\" with (force)", "postgres");

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
