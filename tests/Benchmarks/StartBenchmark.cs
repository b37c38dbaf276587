using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using JitBot.Bot;

namespace JitBot.Benchmarks;

/// <summary>The service as it ships, in a process of its own: from its start until it is ready, and what it holds in memory when nothing happens.</summary>
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
            var url = $"http://127.0.0.1:{FreePort()}";
            var began = Stopwatch.GetTimestamp();
            using var service = Start(world, url);
            try
            {
                await ReadyAsync(service, url, ct);
                starts.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                if (run == 0)
                {
                    await Task.Delay(Idle, ct);
                    service.Refresh();
                    memory.Add(service.WorkingSet64 / 1024.0 / 1024.0);
                }
            }
            finally
            {
                service.Kill();
                await service.WaitForExitAsync(CancellationToken.None);
            }
        }

        return
        [
            Comparison.Within("start → ready, median", BoundMs, Comparison.Quantile(starts, 0.5)),
            Comparison.Within($"resident memory after {Idle.TotalSeconds:0} s of nothing", BoundMegabytes, memory[0], "MiB"),
        ];
    }

    private static Process Start(BenchWorld world, string url)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(BotHost).Assembly.Location, "serve", "--urls", url]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in Configuration(world))
        {
            start.Environment[$"JitBot__{key}"] = value;
        }

        var service = Process.Start(start) ?? throw new InvalidOperationException("It did not start.");
        service.OutputDataReceived += static (_, _) => { };
        service.ErrorDataReceived += static (_, _) => { };
        service.BeginOutputReadLine();
        service.BeginErrorReadLine();
        return service;
    }

    private static Dictionary<string, string> Configuration(BenchWorld world) => new()
    {
        ["Store__Connection"] = world.Prepared.StoreConnection,
        ["Store__Password"] = world.Prepared.StorePassword.Reveal(),
        ["Teams__AppId"] = "11111111-1111-1111-1111-111111111111",
        ["Teams__TenantId"] = "22222222-2222-2222-2222-222222222222",
        ["Teams__Credential"] = "ManagedIdentity",
        ["People__omar__Name"] = "Omar Reyes",
        ["People__omar__Email"] = "omar@example.com",
        ["People__omar__Teams__TenantId"] = "22222222-2222-2222-2222-222222222222",
        ["People__omar__Teams__ObjectId"] = "33333333-3333-3333-3333-333333333333",
        ["Groups__dba__0"] = "omar",
        ["Targets__hr-prod__Engine"] = "postgresql",
        ["Targets__hr-prod__Connection"] = world.Prepared.TargetConnection,
        ["Targets__hr-prod__Password"] = world.Prepared.TargetPassword.Reveal(),
        ["Targets__hr-prod__Advertised__Host"] = "127.0.0.1",
        ["Targets__hr-prod__Advertised__Port"] = world.Target.Advertised.Port.ToString(CultureInfo.InvariantCulture),
        ["Targets__hr-prod__Advertised__Tls"] = "disable",
        ["Targets__hr-prod__Environment"] = "production",
        ["Targets__hr-prod__Databases__0"] = "hr_prod",
        ["Targets__hr-prod__Owners__0"] = "dba",
        ["Targets__hr-prod__Channels__teams"] = "19:dba@thread.tacv2",
        ["Policy__Fallback__Approvers__0"] = "dba",
        ["Policy__Fallback__LongestDuration"] = "08:00:00",
    };

    private static async Task ReadyAsync(Process service, string url, CancellationToken ct)
    {
        using var http = new HttpClient();
        while (!service.HasExited)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"{url}/health/ready"), ct);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), ct);
        }

        throw new InvalidOperationException($"The service ended with {service.ExitCode}.");
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
