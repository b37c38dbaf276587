using System.Diagnostics;
using JitBot.EndToEnd.Tests.Page;
using JitBot.Playground;
using JitBot.Support.Postgres;

namespace JitBot.EndToEnd.Tests.AgentsPlayground;

/// <summary>One Microsoft 365 Agents Playground: a chat client of one person's, in a process of its own that ends with this one.</summary>
internal sealed class Instance : IAsyncDisposable
{
    private const string Listening = "Listening on ";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    private readonly Process _node;
    private readonly DirectoryInfo _folder;

    private Instance(Process node, DirectoryInfo folder, string port)
    {
        (_node, _folder, Address) = (node, folder, $"http://localhost:{port}");
    }

    /// <summary>Of its page. What it sends names a service URL below.</summary>
    public string Address { get; }

    /// <summary>Where the bot speaks to it.</summary>
    public string ServiceUrl => $"{Address}/_connector";

    /// <summary>The test is skipped if Agents Playground is not on this machine.</summary>
    /// <param name="bot">Where it delivers what the user does; nobody need listen there yet.</param>
    public static async Task<Instance> StartAsync(LinkedPerson user, string bot)
    {
        var program = Stage.Noted("agents-playground.path") ?? throw Stage.Skip("Agents Playground is not here: run scripts/agents-playground.");
        var folder = Directory.CreateTempSubdirectory("jitbot-agents-playground-");
        var file = Path.Combine(folder.FullName, "playground.yml");
        await File.WriteAllTextAsync(file, InstanceFile.For(user));
        var preload = Path.Combine(PostgresBinaries.RepositoryFolder, "tests", "EndToEnd.Tests", "AgentsPlayground", "loopback.cjs");
        var start = new ProcessStartInfo("node", ["--require", preload, program, "start", "-e", bot, "-c", "msteams", "-p", "0", "--disable-telemetry"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TEAMSAPPTESTER_BROWSER"] = "none";
        start.Environment["M365_AGENTS_PLAYGROUND_CONFIG_PATH"] = file;
        start.Environment["M365_AGENTS_PLAYGROUND_LOGFILE"] = Path.Combine(folder.FullName, "log");
        var node = Process.Start(start) ?? throw new InvalidOperationException("Agents Playground did not start.");
        return new(node, folder, await PortAsync(node));
    }

    public async ValueTask DisposeAsync()
    {
        _node.StandardInput.Close();
        using var limit = new CancellationTokenSource(EndLimit);
        await _node.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _node.Kill();
        _node.Dispose();
        _folder.Delete(recursive: true);
    }

    private static async Task<string> PortAsync(Process node)
    {
        var port = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        node.ErrorDataReceived += static (_, _) => { };
        node.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                port.TrySetException(new InvalidOperationException("Agents Playground ended before it listened."));
            }
            else if (line.Data.StartsWith(Listening, StringComparison.Ordinal))
            {
                port.TrySetResult(line.Data[Listening.Length..]);
            }
        };
        node.BeginOutputReadLine();
        node.BeginErrorReadLine();
        return await port.Task.WaitAsync(StartLimit);
    }
}
