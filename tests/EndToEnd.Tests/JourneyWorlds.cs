using System.Collections.Concurrent;
using JitBot.EndToEnd.Tests;
using JitBot.EndToEnd.Tests.Faults;
using JitBot.Support.Postgres;

[assembly: AssemblyFixture(typeof(JourneyWorlds))]

namespace JitBot.EndToEnd.Tests;

/// <summary>
/// One world for each face and version of PostgreSQL, started when a journey first goes there. Journeys in it have requests of their own, and go
/// one after the other, because they move its clock.
/// </summary>
public sealed class JourneyWorlds : IAsyncDisposable
{
    private readonly PostgresFixture _servers = new();
    private readonly ConcurrentDictionary<(int Major, JourneyFace Face), Lazy<Task<World>>> _worlds = [];

    public static IEnumerable<object[]> Versions => PostgresFixture.Versions;

    /// <summary>The newest version, and in a full run all: what a database does is shown through one chat, what a chat does on one database.</summary>
    public static IEnumerable<object[]> NewestVersion => FaultRun.IsFull ? Versions : [[PostgresFixture.Newest]];

    /// <summary>The test is skipped if that version is not on this machine.</summary>
    internal async Task<Journey> OnAsync(int major, JourneyFace? face = null)
    {
        var shared = await _servers.ServerAsync(major);
        return (await _worlds.GetOrAdd((major, face ?? JourneyFace.Teams), key => new(() => StartAsync(shared, key.Face))).Value).Journey;
    }

    /// <summary>A server that nobody else is on, of the newest version tested. The test is skipped if there is none on this machine.</summary>
    public async Task<LocalPostgres> ServerOfItsOwnAsync()
    {
        await _servers.ServerAsync(PostgresFixture.Newest);
        return await ServerLikeAsync(PostgresFixture.Newest);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var started in _worlds.Values)
        {
            var world = await started.Value;
            await world.Journey.DisposeAsync();
            await (world.Own?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        await _servers.DisposeAsync();
    }

    private static async Task<World> StartAsync(LocalPostgres shared, JourneyFace face)
    {
        // The names of its databases are the same in every world.
        var own = face == JourneyFace.Teams ? null : await ServerLikeAsync(shared.MajorVersion);
        return new(await Journey.StartAsync(own ?? shared, face: face), own);
    }

    private static Task<LocalPostgres> ServerLikeAsync(int major) => LocalPostgres.StartAsync(PostgresBinaries.Find(major), new() { Durable = false });

    private sealed record World(Journey Journey, LocalPostgres? Own);
}
