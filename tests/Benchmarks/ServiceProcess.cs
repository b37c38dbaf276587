using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using JitBot.Bot;
using JitBot.Core.Audit;

namespace JitBot.Benchmarks;

/// <summary>The service as it ships, in a process of its own.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private readonly Process _process;

    private ServiceProcess(Process process, string address) => (_process, Address) = (process, address);

    /// <summary>Such as <c>http://127.0.0.1:41234</c>.</summary>
    public string Address { get; }

    public double ResidentMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1024.0 / 1024.0;
        }
    }

    /// <param name="chat">What is configured of the chat and of the people in it.</param>
    public static ServiceProcess Start(BenchWorld world, IEnumerable<KeyValuePair<string, string>> chat)
    {
        var address = $"http://127.0.0.1:{FreePort()}";
        var start = new ProcessStartInfo("dotnet", [typeof(BotHost).Assembly.Location, "serve", "--urls", address])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (key, value) in Configuration(world).Concat(chat))
        {
            start.Environment[$"JitBot__{key}"] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("It did not start.");
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new(process, address);
    }

    public async Task ReadyAsync(CancellationToken ct)
    {
        using var http = new HttpClient();
        while (!_process.HasExited)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"{Address}/health/ready"), ct);
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

        throw new InvalidOperationException($"The service ended with {_process.ExitCode}.");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>A target of that name, where decisions are asked for in a channel of Slack or Teams.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Target(BenchWorld world, string id, string platform, string channel) =>
    [
        new($"Targets__{id}__Engine", "postgresql"),
        new($"Targets__{id}__Connection", world.Prepared.TargetConnection),
        new($"Targets__{id}__Password", world.Prepared.TargetPassword.Reveal()),
        new($"Targets__{id}__Advertised__Host", "127.0.0.1"),
        new($"Targets__{id}__Advertised__Port", world.Target.Advertised.Port.ToString(CultureInfo.InvariantCulture)),
        new($"Targets__{id}__Advertised__Tls", "disable"),
        new($"Targets__{id}__Environment", "production"),
        new($"Targets__{id}__Databases__0", "hr_prod"),
        new($"Targets__{id}__Owners__0", "dba"),
        new($"Targets__{id}__Channels__{platform}", channel),
    ];

    private static IEnumerable<KeyValuePair<string, string>> Configuration(BenchWorld world) =>
    [
        new("Store__Connection", world.Prepared.StoreConnection),
        new("Store__Password", world.Prepared.StorePassword.Reveal()),
        new("People__omar__Name", "Omar Reyes"),
        new("People__omar__Email", "omar@example.com"),
        new("Groups__dba__0", "omar"),
        new("PolicyFile", PolicyFile()),
        new("Audit__SigningKey", AuditKey.NewPem()),
    ];

    private static string PolicyFile()
    {
        var file = Path.Combine(Path.GetTempPath(), $"jitbot-bench-policy-{Environment.ProcessId}.json");
        File.WriteAllText(file, """{ "Fallback": { "Approval": [ { "Groups": [ "dba" ] } ], "Longest": "08:00:00" } }""");
        return file;
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
