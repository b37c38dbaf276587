using System.Collections.Concurrent;
using JitBot.Support.Postgres;

namespace JitBot.Connectors.Tests.PostgreSql;

/// <summary>Servers that write every statement to their log and allow prepared transactions, one per major version.</summary>
public sealed class ServerFixture : IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, Lazy<Task<LocalPostgres>>> _servers = [];

    /// <summary>Further settings of the servers.</summary>
    internal IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The server of a version. The test is skipped if that version was not asked for or is not on this machine.</summary>
    public Task<LocalPostgres> ServerAsync(int major)
    {
        Assert.SkipUnless(PostgresFixture.Majors.Contains(major), $"PostgreSQL {major} is not among the versions asked for.");
        var binaries = PostgresBinaries.TryFind(major);
        Assert.SkipWhen(binaries is null, $"PostgreSQL {major} is not available here: run scripts/postgres {major}.");
        return _servers.GetOrAdd(major, _ => new(() => StartAsync(binaries))).Value;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            await ((Task)server.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (server.Value.IsCompletedSuccessfully)
            {
                await (await server.Value).DisposeAsync();
            }
        }
    }

    private Task<LocalPostgres> StartAsync(PostgresBinaries binaries) => LocalPostgres.StartAsync(binaries, new()
    {
        Durable = false,
        Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["log_statement"] = "all", ["max_prepared_transactions"] = "40" }
            .Concat(Settings).ToDictionary(StringComparer.Ordinal),
    });
}
