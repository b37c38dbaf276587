using JitBot.Core.Targets;
using JitBot.Support.Postgres;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary>A server of each version, and on it one database that attacks share for as long as none leaves a trace there.</summary>
public sealed class AttackWorlds : IAsyncDisposable
{
    internal const int MostPrepared = 10;

    // What the attacks are about is there to be had: what is refused is refused for want of the right, and not for want of the thing.
    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["shared_preload_libraries"] = "pg_stat_statements",
        ["wal_level"] = "logical",
        ["max_prepared_transactions"] = $"{MostPrepared}",
    };

    private readonly Dictionary<int, LocalPostgres> _servers = [];
    private readonly Dictionary<int, Attacked> _attacked = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var attacked in _attacked.Values)
        {
            await attacked.DisposeAsync();
        }

        foreach (var server in _servers.Values)
        {
            await server.DisposeAsync();
        }
    }

    /// <param name="major">The version.</param>
    /// <param name="accepted">Whether PUBLIC has rights there that the operator has accepted.</param>
    internal async Task<Attacked> TakeAsync(int major, bool accepted)
    {
        if (!_attacked.TryGetValue(major, out var attacked))
        {
            var fresh = await PostgresWorld.StartAsync(await ServerAsync(major), Town.Tables);
            fresh.Target = fresh.Target with { Masking = Town.Masked };
            await fresh.AdminAsync($"CREATE DATABASE {Town.Beside(fresh)}");
            await fresh.AdminAsync(Town.Closed(fresh));
            await fresh.AdminAsync(Town.People(fresh));
            await fresh.SetUpAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["member_of"] = $"hr_owner, {Town.Premade(fresh)}" });
            foreach (var (by, level) in new[] { (Holding.Scope, AccessLevel.Read), (Holding.Scope, AccessLevel.Write), (Holding.Owner, AccessLevel.Ddl) })
            {
                // The shared role of each level is made here, and is there before and after every attack.
                await fresh.EndedAsync(await fresh.HaveAsync(Town.Order(fresh, by, level, "dana", Town.Granted)));
            }

            _attacked[major] = attacked = await Attacked.LookAsync(fresh);
        }

        var world = attacked.World;
        // Rights of PUBLIC's are looked at for each target by itself, so that what is open to the one is not remembered of the other.
        world.Target = accepted
            ? world.Target with { Id = "hr-open", AcceptedRights = ["CONNECT *", "TEMP *", "EXECUTE *", "SELECT *"] }
            : world.Target with { Id = "hr-prod", AcceptedRights = [] };
        if (accepted)
        {
            await world.AdminAsync(Town.Opened(world));
        }

        return attacked;
    }

    /// <param name="attacked">Where an attack was.</param>
    /// <param name="accepted">As when it was taken.</param>
    /// <returns>What is different there; if anything is, the next attack gets another database.</returns>
    internal async Task<IReadOnlyCollection<string>> GiveBackAsync(Attacked attacked, bool accepted)
    {
        if (accepted)
        {
            await attacked.AskAsync(Town.Closed(attacked.World));
        }

        var changes = await attacked.ChangesAsync();
        if (changes.Count > 0)
        {
            await LeaveAsync(attacked);
        }

        return changes;
    }

    /// <summary>The next attack gets another database.</summary>
    internal async Task LeaveAsync(Attacked attacked)
    {
        _attacked.Remove(attacked.World.Major);
        await PostgresWorld.RunAsync(attacked.World.Server.ConnectionString(), Town.Shut(attacked.World));
        await attacked.DisposeAsync();
    }

    private async Task<LocalPostgres> ServerAsync(int major)
    {
        if (!_servers.TryGetValue(major, out var server))
        {
            var binaries = PostgresBinaries.TryFind(major);
            Assert.SkipWhen(binaries is null, $"PostgreSQL {major} is not available here: run scripts/postgres {major}.");
            _servers[major] = server = await LocalPostgres.StartAsync(binaries, new() { Durable = false, Settings = Settings });
        }

        return server;
    }
}
