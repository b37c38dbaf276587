using System.Net;
using System.Net.Sockets;
using JitBot.Bot;
using JitBot.Playground.Page;
using Spectre.Console;

namespace JitBot.Playground;

/// <summary><c>./run</c>: everything up until Ctrl-C, with a page or a terminal to try it in.</summary>
internal static class PlaygroundCommand
{
    private const int PortsTried = 50;

    public static async Task<int> RunAsync(int wanted, bool reset, bool terminal, CancellationToken ct)
    {
        var console = Terminal.Open();
        var (server, databases) = await PlaygroundServer.StartAsync(reset, console.WriteLine, ct);
        await using var stoppingLast = server;

        var port = FreePort(wanted);
        if (port != wanted)
        {
            console.WriteLine($"Port {wanted} is in use; taking {port}.");
        }

        console.WriteLine("Starting the bot beside a Teams of its own …");
        await using var world = await PlaygroundWorld.StartAsync(databases, port, ct, adjust: builder => builder.Logging.SetMinimumLevel(LogLevel.Warning));
        console.Write(new Rows(
            new Text(""),
            new Text("JitBot is running. Ctrl-C stops everything."),
            new Text($"  bot         {world.BotAddress}/api/messages   health: {world.BotAddress}/health/ready"),
            new Text($"  PostgreSQL  127.0.0.1:{databases.Server.Port}, targets hr-prod (hr_prod) and hr-test (hr_test)"),
            new Text("  people      Dana develops; Omar and Rita are DBAs; Rita owns the databases"),
            new Text("")));
        await (terminal ? ChatAsync(world, console, ct) : ServePageAsync(world, FreePort(port + 1), console, ct));
        return 0;
    }

    private static async Task ServePageAsync(PlaygroundWorld world, int port, IAnsiConsole console, CancellationToken ct)
    {
        await using var page = await PageServer.StartAsync(world, port, ct);
        console.Write(new Rows(
            new Text(Browser.TryOpen(page.Address) ? "Your browser opens the page where you play everybody. If it does not:" : "Open this page in a browser on this machine; you play everybody there:"),
            new Text(""),
            new Text($"  {page.Address}"),
            new Text(""),
            new Text("The address is a secret of this start. ./run --terminal does without a browser.")));
        await Task.Delay(Timeout.Infinite, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task ChatAsync(PlaygroundWorld world, IAnsiConsole console, CancellationToken ct)
    {
        console.Write(new Rows(
            new Text("Talk to it here: a name, then what that person types. For example:"),
            new Text("  dana request hr-prod read employee,title for 5m because trying it out"),
            new Text("  omar press Approve"),
            new Text("  dana press Show credentials"),
            new Text("")));
        await new TerminalChat(world, console).RunAsync(ct);
    }

    private static int FreePort(int wanted)
    {
        for (var port = wanted; port < wanted + PortsTried; port++)
        {
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // In use, or not ours to take: the next one.
            }
        }

        return 0;
    }
}
