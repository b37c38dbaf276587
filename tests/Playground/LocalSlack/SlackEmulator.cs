using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using JitBot.Support.Postgres;

namespace JitBot.Playground.LocalSlack;

/// <summary>
/// local-slack: a Slack workspace on this machine that is not ours, with a page to use it in. A process of its own that ends with this one; it is
/// kept to 127.0.0.1.
/// </summary>
internal sealed class SlackEmulator : IAsyncDisposable
{
    private const string Running = "local-slack is running";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);
    private static readonly string Note = Path.Combine(PostgresBinaries.RepositoryFolder, ".local", "local-slack.path");

    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private SlackEmulator(Process process, DirectoryInfo folder, int port, LinkedSlack slack) => (_process, _folder, Port, Slack) = (process, folder, port, slack);

    /// <summary>Its program, as <c>scripts/local-slack</c> installed it; null if it did not.</summary>
    public static string? Program => File.Exists(Note) && File.ReadAllText(Note).Trim() is var path && File.Exists(path) ? path : null;

    public int Port { get; }

    /// <summary>Its page, where one plays everybody.</summary>
    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>How the bot is to talk to it.</summary>
    public LinkedSlack Slack { get; }

    /// <param name="port">A free one on 127.0.0.1.</param>
    /// <param name="bot">Where it delivers everything over HTTP; nobody need listen there yet. Null for Socket Mode.</param>
    public static async Task<SlackEmulator> StartAsync(int port, Uri? bot, CancellationToken ct)
    {
        var program = Program ?? throw new InvalidOperationException("local-slack is not here: run scripts/local-slack.");
        var slack = new LinkedSlack(
            new($"http://127.0.0.1:{port}/api/"),
            SlackEmulatorFile.Team,
            $"xoxb-{RandomNumberGenerator.GetHexString(24, lowercase: true)}",
            bot is null ? null : RandomNumberGenerator.GetHexString(32, lowercase: true),
            bot is null ? $"xapp-{RandomNumberGenerator.GetHexString(24, lowercase: true)}" : null,
            SlackEmulatorFile.Channel,
            SlackEmulatorFile.Linked);
        var folder = Directory.CreateTempSubdirectory("jitbot-local-slack-");
        var file = Path.Combine(folder.FullName, "workspace.json");
        await File.WriteAllTextAsync(file, SlackEmulatorFile.For(slack, bot), ct);
        var start = new ProcessStartInfo(program,
            ["--config", file, "--port", port.ToString(CultureInfo.InvariantCulture), "--base-host", "127.0.0.1", "--files-dir", Path.Combine(folder.FullName, "files")])
        {
            UseShellExecute = false,
            RedirectStandardInput = true, // its lifeline
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["BUN_OPTIONS"] = $"--preload={Path.Combine(PostgresBinaries.RepositoryFolder, "tests", "Playground", "LocalSlack", "loopback.cjs")}";
        var process = Process.Start(start) ?? throw new InvalidOperationException("local-slack did not start.");
        var emulator = new SlackEmulator(process, folder, port, slack);
        try
        {
            await RunsAsync(process).WaitAsync(StartLimit, ct);
            return emulator;
        }
        catch
        {
            await emulator.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(EndLimit);
        await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Kill();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static Task RunsAsync(Process process)
    {
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new ConcurrentQueue<string?>();
        process.ErrorDataReceived += (_, line) => said.Enqueue(line.Data);
        process.OutputDataReceived += (_, line) =>
        {
            said.Enqueue(line.Data);
            if (line.Data is null)
            {
                running.TrySetException(new InvalidOperationException($"local-slack ended before it listened: {string.Join('\n', said)}"));
            }
            else if (line.Data.Contains(Running, StringComparison.Ordinal))
            {
                running.TrySetResult();
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return running.Task;
    }
}
