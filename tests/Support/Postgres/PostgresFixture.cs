using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;

namespace JitBot.Support.Postgres;

/// <summary>
/// The real PostgreSQL servers of one test process: one per major version, started when a test first asks for it. A test project declares
/// <c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c> and its test classes take one in their constructor.
/// Roles belong to a whole server, so tests that make roles give them names of their own.
/// </summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, Lazy<Task<LocalPostgres>>> _servers = [];
    private int _databases;

    /// <summary>The versions to test on: <c>JITBOT_PG_VERSIONS</c>, by default 15 and 18, the oldest and the newest that are supported.</summary>
    public static IReadOnlyList<int> Majors { get; } =
        [.. (Environment.GetEnvironmentVariable("JITBOT_PG_VERSIONS") is { Length: > 0 } versions ? versions : "15,18")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(major => int.Parse(major, CultureInfo.InvariantCulture))];

    /// <summary><see cref="Majors"/> in the shape <c>[MemberData]</c> wants: a theory's one parameter is the major version.</summary>
    public static IEnumerable<object[]> Versions => Majors.Select(major => new object[] { major });

    /// <summary>The newest tested version, for tests that need any one.</summary>
    public static int Newest => Majors.Max();

    /// <summary>The shared server of a version. The test is skipped if that version is not on this machine.</summary>
    public Task<LocalPostgres> ServerAsync(int major)
    {
        // xunit takes an exception whose message begins so for a skipped test; by this Support needs no test framework.
        var binaries = PostgresBinaries.TryFind(major)
            ?? throw new InvalidOperationException("$XunitDynamicSkip$" + PostgresBinaries.MissingMessage(major));
        return _servers.GetOrAdd(major, _ => new Lazy<Task<LocalPostgres>>(
            () => LocalPostgres.StartAsync(binaries, new LocalPostgresOptions { Durable = false }))).Value;
    }

    /// <summary>Makes a fresh database on the shared server of a version and returns the superuser's connection string to it.</summary>
    /// <param name="major">The major version of the server.</param>
    /// <param name="prefix">Begins the database's name, to be known by in the server's log.</param>
    /// <param name="template">The database to copy; nobody may be connected to it.</param>
    /// <param name="ct">Gives up waiting.</param>
    public async Task<string> CreateDatabaseAsync(
        int major, string prefix = "test", string template = "template1", CancellationToken ct = default)
    {
        var server = await ServerAsync(major);
        var name = $"{prefix}_{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(server.ConnectionString());
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand($"create database \"{name}\" template \"{template}\"", connection);
        await command.ExecuteNonQueryAsync(ct);
        return server.ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            // A server that did not start has failed the tests that asked for it, and has cleared up after itself.
            await ((Task)server.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (server.Value.IsCompletedSuccessfully)
            {
                await (await server.Value).DisposeAsync();
            }
        }
    }
}
