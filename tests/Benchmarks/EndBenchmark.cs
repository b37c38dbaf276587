using JitBot.Core.Grants;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using static JitBot.Benchmarks.Comparison;

namespace JitBot.Benchmarks;

/// <summary>What an end costs: the connector alone for one account, and a thousand grants that end at the same instant.</summary>
internal static class EndBenchmark
{
    private const int Crowd = 1000;
    private const int Batch = 64;
    private const int Batches = 4;

    public static async Task<IReadOnlyList<Comparison>> RunAsync(BenchWorld world, int runs, CancellationToken ct)
    {
        await world.Bare.ExecuteAsync("create role bench_end_scope nologin", ct);
        return [await OneAsync(world, runs, ct), await CrowdAsync(world, Math.Max(1, runs / 50), ct)];
    }

    private static async Task<Comparison> OneAsync(BenchWorld world, int runs, CancellationToken ct)
    {
        var connector = world.Get<ITargetConnector>();
        return await OfAsync("connector's end, with the read-back", runs, 1.2,
            async round =>
            {
                var name = $"bench_e{round}";
                await world.Bare.CreateLoginAsync(name, "bench_end_scope", ct);
                return await TimeAsync(async () =>
                {
                    await world.Bare.ExecuteAsync($"alter role {name} nologin password null valid until '-infinity'", ct);
                    await world.Bare.ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where usename = '{name}'", ct);
                    await world.Bare.ExecuteAsync($"revoke bench_end_scope from {name}", ct);
                    await world.Bare.ExecuteAsync($"drop role {name}", ct);
                });
            },
            async _ =>
            {
                var request = await world.GrantAsync(TimeSpan.FromHours(1));
                return await TimeAsync(() => connector.EndAsync(world.Target, [request.Account], ct));
            });
    }

    /// <summary>The floor issues the same statements for as many accounts at once, and the same commits over as many connections.</summary>
    private static Task<Comparison> CrowdAsync(BenchWorld world, int runs, CancellationToken ct) =>
        OfAsync($"{Crowd} grants ending at once, all gone", runs, 1.5,
            async round =>
            {
                var names = Enumerable.Range(0, Crowd).Select(i => $"bench_c{round}_{i}").ToArray();
                await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = BenchWorld.Writers, CancellationToken = ct },
                    async (name, token) => await world.Bare.CreateLoginAsync(name, "bench_end_scope", token));
                return await TimeAsync(() => Parallel.ForEachAsync(names.Chunk(Batch), new ParallelOptions { MaxDegreeOfParallelism = Batches, CancellationToken = ct },
                    async (chunk, token) => await EndBareAsync(world, chunk, token)));
            },
            async _ =>
            {
                await world.GrantAsync(Crowd, TimeSpan.FromHours(1), ct);
                await GiveAllBackAsync(world, ct);
                return await TimeAsync(() => world.RunAccessUntilAsync(async () =>
                    (await world.Get<IAccessStore>().ListAsync(new() { States = [RequestState.Ending], Limit = 1 }, ct)).Count == 0));
            });

    private static async Task EndBareAsync(BenchWorld world, string[] names, CancellationToken ct)
    {
        await world.BareStore.CommitRowAsync(0, ct);
        await world.Bare.ExecuteAsync($"do $$ begin {string.Join(' ', names.Select(name => $"alter role {name} nologin password null valid until '-infinity';"))} end $$", ct);
        await world.Bare.ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where usename in ({string.Join(", ", names.Select(name => $"'{name}'"))})", ct);
        await world.Bare.ExecuteAsync($"revoke bench_end_scope from {string.Join(", ", names)}", ct);
        await world.Bare.ExecuteAsync($"drop role {string.Join(", ", names)}", ct);
        await Parallel.ForAsync(0, names.Length, new ParallelOptions { MaxDegreeOfParallelism = BenchWorld.Writers, CancellationToken = ct },
            async (i, token) => await world.BareStore.CommitRowAsync(i, token));
    }

    private static async Task GiveAllBackAsync(BenchWorld world, CancellationToken ct)
    {
        var active = await world.Get<IAccessStore>().ListAsync(new() { States = [RequestState.Active], Limit = Crowd }, ct);
        await Parallel.ForEachAsync(active, new ParallelOptions { MaxDegreeOfParallelism = BenchWorld.Writers, CancellationToken = ct },
            async (request, token) => await world.Get<GiveBackGrant>().HandleAsync(request.Id, world.Directory.People[request.Requester.Value], token));
    }
}
