using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using JitBot.Bot;
using JitBot.Playground;

namespace JitBot.EndToEnd.Tests;

/// <summary>The bot in a process of its own, to be killed and started again at the same address.</summary>
/// <param name="token">For the Teams twin; without one it is the program that ships.</param>
/// <param name="ahead">How far its clock is ahead of this machine's; not for the program that ships, which knows only the true one.</param>
internal sealed class BotProcess(IReadOnlyDictionary<string, string?> configuration, string? token, TimeSpan ahead = default) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    // Starting takes a second of a processor; more at once would only all be late together.
    private static readonly SemaphoreSlim Starting = new(Environment.ProcessorCount * 2);

    private readonly HttpClient _http = new();
    private readonly ConcurrentQueue<string> _output = [];
    private Process? _process;

    public string Address { get; } = $"http://127.0.0.1:{FreePort()}";

    /// <summary>Everything every process said so far.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Returns when it is ready; at once if it runs.</summary>
    public async Task StartAsync()
    {
        await Starting.WaitAsync();
        try
        {
            if (_process is null)
            {
                await StartNowAsync();
            }
        }
        finally
        {
            Starting.Release();
        }
    }

    /// <summary><c>kill -9</c>: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        if (Interlocked.Exchange(ref _process, null) is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _http.Dispose();
    }

    private async Task StartNowAsync()
    {
        string[] program = token is null
            ? [typeof(BotHost).Assembly.Location, "serve", "--urls", Address]
            : [typeof(PlaygroundWorld).Assembly.Location, "bot", Address];
        var start = new ProcessStartInfo("dotnet", program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true, // its lifeline
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in configuration)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        start.Environment[BotCommand.Token] = token;
        // Dozens run at once, and none lives long enough to gain by what the runtime would compile a second time.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_TC_CallCountThreshold"] = "FFFF";
        start.Environment[BotCommand.Ahead] = ahead == TimeSpan.Zero ? "" : ahead.ToString("c", CultureInfo.InvariantCulture);
        var process = Process.Start(start) ?? throw new InvalidOperationException("The bot did not start.");
        process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;

        using var limit = new CancellationTokenSource(StartLimit);
        try
        {
            while (!await IsReadyAsync(limit.Token))
            {
                await Task.Delay(50, limit.Token);
            }
        }
        catch (OperationCanceledException late) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException($"The bot was not ready within {StartLimit.TotalSeconds} s. It said:\n{Output}", late);
        }
    }

    private async Task<bool> IsReadyAsync(CancellationToken ct)
    {
        if (_process is not { } process)
        {
            throw new OperationCanceledException("The bot was killed while it started.");
        }

        if (process.HasExited)
        {
            throw new InvalidOperationException($"The bot ended with {process.ExitCode}:\n{Output}");
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

    // Below the range that outgoing connections take theirs from: a bot that is started again must find its port free.
    private static int FreePort()
    {
        while (true)
        {
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, Random.Shared.Next(20_000, 32_000));
                probe.Start();
                return ((IPEndPoint)probe.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // In use.
            }
        }
    }
}
