using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using JitBot.Bot;
using JitBot.Playground;

namespace JitBot.EndToEnd.Tests;

/// <summary>The bot in a process of its own, to be killed and started again at the same address.</summary>
/// <param name="token">For the Teams twin; without one it is the program that ships.</param>
internal sealed class BotProcess(IReadOnlyDictionary<string, string?> configuration, string? token) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http = new();
    private readonly ConcurrentQueue<string> _output = [];
    private Process? _process;

    public string Address { get; } = $"http://127.0.0.1:{FreePort()}";

    /// <summary>Everything every process said so far.</summary>
    public string Output => string.Join('\n', _output);

    public async Task StartAsync()
    {
        string[] program = token is null
            ? [typeof(BotHost).Assembly.Location, "serve", "--urls", Address]
            : [typeof(PlaygroundWorld).Assembly.Location, "bot", Address];
        var start = new ProcessStartInfo("dotnet", program)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in configuration)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        start.Environment[BotCommand.Token] = token;
        _process = Process.Start(start) ?? throw new InvalidOperationException("The bot did not start.");
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        using var limit = new CancellationTokenSource(StartLimit);
        while (!await IsReadyAsync(limit.Token))
        {
            await Task.Delay(50, limit.Token);
        }
    }

    /// <summary><c>kill -9</c>: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        _http.Dispose();
    }

    private async Task<bool> IsReadyAsync(CancellationToken ct)
    {
        if (_process!.HasExited)
        {
            throw new InvalidOperationException($"The bot ended with {_process.ExitCode}:\n{Output}");
        }

        try
        {
            using var answer = await _http.GetAsync(new Uri($"{Address}/health/ready"), ct);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
