using JitBot.Core.Storage;
using Npgsql;

namespace JitBot.Bot.Storage;

/// <summary>Makes the store's tables and brings older ones up to date. Steps are numbered from 1; a released step is never edited, only followed.</summary>
internal static class PostgresSchema
{
    // "JitBot" in ASCII. All replicas may start at once; one does the work and the others wait for it.
    private const long Lock = 0x4A6974426F74;

    // Building an index over years of history may take minutes.
    private const int LimitSeconds = 600;

    internal static IReadOnlyList<string> Steps { get; } = [Load("001-requests.sql"), Load("002-keyed.sql"), Load("003-audit.sql"), Load("004-moments.sql")];

    /// <summary>Brings the database to the newest step, all in one transaction; with nothing to do it needs no right to create anything.</summary>
    /// <exception cref="InvalidOperationException">A newer JitBot has been at work here.</exception>
    /// <exception cref="StoreDownException">The database cannot be reached.</exception>
    public static Task<int> EnsureAsync(PostgresDatabase database, CancellationToken ct) =>
        database.InSessionAsync(connection => EnsureAsync(connection, ct), ct);

    private static async Task<int> EnsureAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync("set local statement_timeout = 0");
        await ExecuteAsync($"select pg_advisory_xact_lock({Lock})");

        var reached = await ReachedAsync(connection, ct);
        if (reached > Steps.Count)
        {
            throw new InvalidOperationException(
                $"The store's schema is at step {reached}, and this JitBot knows no further than {Steps.Count}. Run the version that upgraded it, or a newer one.");
        }

        for (var step = reached; step < Steps.Count; step++)
        {
            await ExecuteAsync(Steps[step]);
            await ExecuteAsync($"update jitbot.schema_step set reached = {step + 1}");
        }

        await transaction.CommitAsync(ct);
        return Steps.Count - reached;

        async Task ExecuteAsync(string statement)
        {
            await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = LimitSeconds };
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    private static async Task<int> ReachedAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var exists = new NpgsqlCommand("select to_regclass('jitbot.schema_step') is not null", connection);
        if (await exists.ExecuteScalarAsync(ct) is not true)
        {
            return 0;
        }

        await using var reached = new NpgsqlCommand("select reached from jitbot.schema_step", connection);
        return (int)(await reached.ExecuteScalarAsync(ct))!;
    }

    private static string Load(string name)
    {
        using var stream = typeof(PostgresSchema).Assembly.GetManifestResourceStream($"JitBot.Bot.Storage.Schema.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
