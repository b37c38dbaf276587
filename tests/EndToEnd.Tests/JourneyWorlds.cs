using System.Collections.Concurrent;
using JitBot.EndToEnd.Tests;
using JitBot.Support.Postgres;

[assembly: AssemblyFixture(typeof(JourneyWorlds))]

namespace JitBot.EndToEnd.Tests;

/// <summary>One world for each version of PostgreSQL, started when a journey first goes there. Journeys in it have requests of their own.</summary>
public sealed class JourneyWorlds : IAsyncDisposable
{
    private readonly PostgresFixture _servers = new();
    private readonly ConcurrentDictionary<int, Lazy<Task<Journey>>> _worlds = [];

    public static IEnumerable<object[]> Versions => PostgresFixture.Versions;

    /// <summary>The test is skipped if that version is not on this machine.</summary>
    internal async Task<Journey> OnAsync(int major)
    {
        var server = await _servers.ServerAsync(major);
        return await _worlds.GetOrAdd(major, _ => new(() => Journey.StartAsync(server))).Value;
    }

    /// <summary>A server that nobody else is on, of the newest version tested. The test is skipped if there is none on this machine.</summary>
    public async Task<LocalPostgres> ServerOfItsOwnAsync()
    {
        await _servers.ServerAsync(PostgresFixture.Newest);
        return await LocalPostgres.StartAsync(PostgresBinaries.Find(PostgresFixture.Newest), new() { Durable = false });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var world in _worlds.Values)
        {
            await (await world.Value).DisposeAsync();
        }

        await _servers.DisposeAsync();
    }
}
