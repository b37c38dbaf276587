using System.Diagnostics;

namespace JitBot.Benchmarks;

/// <summary>The service as it ships: from its start until it is ready, and what it holds in memory when nothing happens.</summary>
internal static class StartBenchmark
{
    private const double BoundMs = 2000;
    private const double BoundMegabytes = 200;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(15);

    public static async Task<IReadOnlyList<Comparison>> RunAsync(BenchWorld world, int runs, CancellationToken ct)
    {
        List<double> starts = [], memory = [];
        for (var run = 0; run < Math.Max(3, runs / 20); run++)
        {
            var began = Stopwatch.GetTimestamp();
            using var service = ServiceProcess.Start(world, Teams(world));
            await service.ReadyAsync(ct);
            starts.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            if (run == 0)
            {
                await Task.Delay(Idle, ct);
                memory.Add(service.ResidentMegabytes);
            }
        }

        return
        [
            Comparison.Within("start → ready, median", BoundMs, Comparison.Quantile(starts, 0.5)),
            Comparison.Within($"resident memory after {Idle.TotalSeconds:0} s of nothing", BoundMegabytes, memory[0], "MiB"),
        ];
    }

    private static IEnumerable<KeyValuePair<string, string>> Teams(BenchWorld world) =>
    [
        new("Teams__AppId", "11111111-1111-1111-1111-111111111111"),
        new("Teams__TenantId", "22222222-2222-2222-2222-222222222222"),
        new("Teams__Credential", "ManagedIdentity"),
        new("People__omar__Teams__TenantId", "22222222-2222-2222-2222-222222222222"),
        new("People__omar__Teams__ObjectId", "33333333-3333-3333-3333-333333333333"),
        .. ServiceProcess.Target(world, "hr-prod", "teams", "19:dba@thread.tacv2"),
    ];
}
