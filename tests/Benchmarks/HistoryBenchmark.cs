using JitBot.Core;
using JitBot.Core.Work;
using static JitBot.Benchmarks.Comparison;

namespace JitBot.Benchmarks;

/// <summary>A turn of both lanes in which nothing is due: on an empty store, and on one with a million ended requests and ten thousand live ones.</summary>
internal static class HistoryBenchmark
{
    private const int Ended = 1_000_000;
    private const int Live = 10_000;

    public static async Task<IReadOnlyList<Comparison>> RunAsync(BenchWorld world, int runs, CancellationToken ct)
    {
        await using var empty = await BenchStore.CreateAsync(world, "bench_empty", ct);
        await using var full = await BenchStore.CreateAsync(world, "bench_full", ct);
        await full.FillAsync(world, Ended, Live, ct);
        return [await OfAsync($"a turn of both lanes, {Ended:N0} ended and {Live:N0} live requests against none", runs * 5, 1.5, _ => TurnAsync(empty), _ => TurnAsync(full))];
    }

    private static Task<TimeSpan> TurnAsync(BenchStore store) => TimeAsync(async () =>
    {
        foreach (var lane in Enum.GetValues<Lane>())
        {
            if (await store.Requests.ClaimDueAsync(new(lane, TimeProvider.System.Now(), 64), default) is not { IsEmpty: true })
            {
                throw new InvalidOperationException("Something was due.");
            }

            await store.Requests.NextDueAsync(lane, [], default);
        }
    });
}
