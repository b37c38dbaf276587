using System.Globalization;
using JitBot.Core.Requests;
using JitBot.Core.Targets;
using static JitBot.Benchmarks.Comparison;

namespace JitBot.Benchmarks;

/// <summary>What a new account costs: the connector alone, and from the approver's press to <em>active</em>.</summary>
internal static class IssueBenchmark
{
    // Approved, claimed, active.
    private const int StoreCommits = 3;

    public static async Task<IReadOnlyList<Comparison>> RunAsync(BenchWorld world, int runs, CancellationToken ct)
    {
        var connector = world.Get<ITargetConnector>();
        await world.Bare.ExecuteAsync("create role bench_scope nologin", ct);
        var issued = await OfAsync("connector's issue, with the read-back", runs, null,
            round => BareAsync(world, $"bench_a{round}", ct),
            async round =>
            {
                var order = Order(world, round);
                return await TimeAsync(async () => Expect<IssueResult.Issued>(await connector.IssueAsync(world.Target, order, ct)));
            });
        var press = await OfAsync($"approval pressed → active ({StoreCommits} store commits)", runs, 1.5,
            round => TimeAsync(async () =>
            {
                await world.BareStore.CommitRowAsync(round, ct);
                await world.BareStore.CommitRowAsync(round, ct);
                await world.Bare.CreateLoginAsync($"bench_b{round}", "bench_scope", ct);
                await world.BareStore.CommitRowAsync(round, ct);
            }),
            async _ => await world.TimeApprovalAsync(await world.SubmitAsync(TimeSpan.FromHours(1))));
        return [issued, press];
    }

    private static Task<TimeSpan> BareAsync(BenchWorld world, string name, CancellationToken ct) =>
        TimeAsync(() => world.Bare.CreateLoginAsync(name, "bench_scope", ct));

    private static AccountOrder Order(BenchWorld world, int round)
    {
        var id = RequestId.From(new("bench", "issue", round.ToString(CultureInfo.InvariantCulture)));
        var account = new Account(id, new("dana"), $"jit_dana_{id}", null, "hr_prod", DateTimeOffset.FromUnixTimeSeconds(4_000_000_000));
        var scope = new AccessScope { Target = world.Target.Id, Level = "read", Database = "hr_prod", Tables = [new("public", "employee")] };
        return new(account, scope, world.Target.Profile("read")!);
    }

    private static void Expect<T>(object outcome)
    {
        if (outcome is not T)
        {
            throw new InvalidOperationException($"Wanted {typeof(T).Name}, got {outcome}.");
        }
    }
}
