using JitBot.Bot;
using JitBot.Bot.Api.Tokens;
using JitBot.Bot.Reports;
using JitBot.Playground.LocalSlack;
using JitBot.Playground.Page;
using Spectre.Console;

namespace JitBot.Playground;

/// <summary><c>./run</c>: everything up until Ctrl-C, with a page, a Slack or a terminal to try it in.</summary>
internal static class PlaygroundCommand
{
    public static async Task<int> RunAsync(PlaygroundWish wish, CancellationToken ct)
    {
        var console = Terminal.Open();
        var (server, databases) = await PlaygroundServer.StartAsync(wish.Reset, console.WriteLine, ct);
        await using var stoppingLast = server;

        var port = Take(wish.Port, console);
        await using var emulator = wish.Slack is { } way ? await StartSlackAsync(way, port, console, ct) : null;
        console.WriteLine("Starting the bot beside a Teams of its own …");
        await using var world = await PlaygroundWorld.StartAsync(databases, port, ct, chatPort: Ports.Free(PlaygroundWorld.UsualChatPort), adjust: builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter(typeof(Bot.Configuration.ReloadPolicy).FullName, LogLevel.Information);
            builder.Configuration.AddInMemoryCollection(emulator is null ? [] : PlaygroundConfiguration.Slack(emulator.Slack));
            builder.Configuration.AddInMemoryCollection([PlaygroundServer.SigningKey(), new("JitBot:Api:Enabled", "true")]);
        });
        var (_, token) = await world.Bot.GetRequiredService<ApiTokens>().CreateAsync(
            new("rita"), [ApiScopes.ReadReports, ApiScopes.ReadAudit], "playground", TimeSpan.FromDays(1), Environment.UserName, ct);
        console.Write(new Rows(
            new Text(""),
            new Text("JitBot is running. Ctrl-C stops everything."),
            new Text($"  bot         {world.BotAddress}   health: {world.BotAddress}/health/ready"),
            new Text($"  PostgreSQL  127.0.0.1:{databases.Server.Port}, targets hr-prod (hr_prod) and hr-test (hr_test)"),
            new Text("  people      Dana develops; Omar and Rita are DBAs; Rita owns the databases"),
            new Text($"  report      {world.BotAddress}{ReportEndpoint.Path} for the token {token.Reveal()}"),
            new Text($"  policy      {Path.GetRelativePath(Environment.CurrentDirectory, PlaygroundConfiguration.PolicyFile)}: change it while this runs"),
            new Text("")));
        if (emulator is not null)
        {
            Explain(emulator, console);
        }

        await (wish.Terminal ? ChatAsync(world, console, ct) : ServePageAsync(world, Ports.Free(port + 1), isBesideSlack: emulator is not null, console, ct));
        return 0;
    }

    private static async Task<SlackEmulator> StartSlackAsync(SlackWay way, int bot, IAnsiConsole console, CancellationToken ct)
    {
        var port = Take(bot + 2, console);
        console.WriteLine("Starting local-slack, a Slack on this machine …");
        return await SlackEmulator.StartAsync(port, way == SlackWay.Http ? new($"http://127.0.0.1:{bot}/slack") : null, ct);
    }

    private static int Take(int wanted, IAnsiConsole console)
    {
        var port = Ports.Free(wanted);
        if (port != wanted)
        {
            console.WriteLine($"Port {wanted} is in use; taking {port}.");
        }

        return port;
    }

    private static void Explain(SlackEmulator emulator, IAnsiConsole console) => console.Write(new Rows(
        new Text(Browser.TryOpen(emulator.Address) ? "Your browser opens Slack. If it does not:" : "Open Slack in a browser on this machine:"),
        new Text(""),
        new Text($"  {emulator.Address}"),
        new Text(""),
        new Text("  1. Act as Dana Fox (top of the page) and type in #dba:  /jit request hr-prod"),
        new Text("  2. Act as Omar Reyes and press Approve on the card in #dba"),
        new Text("  3. Act as Dana Fox; under Direct messages, Dana Fox is her chat with JitBot: press Show credentials"),
        new Text("Under Apps, JitBot is its Home. Sam Lind is somebody whom JitBot does not know."),
        new Text($"It is local-slack, somebody else's program, kept to 127.0.0.1; {(emulator.Slack.AppToken is null ? "it calls the bot over HTTP" : "the bot calls it, in Socket Mode")}. It draws less than Slack does."),
        new Text("")));

    private static async Task ServePageAsync(PlaygroundWorld world, int port, bool isBesideSlack, IAnsiConsole console, CancellationToken ct)
    {
        await using var page = await PageServer.StartAsync(world, port, ct);
        console.Write(new Rows(
            new Text(isBesideSlack ? "What the database says right now, a console to use a login in, and the same people's Teams:"
                : Browser.TryOpen(page.Address) ? "Your browser opens the page where you play everybody. If it does not:"
                : "Open this page in a browser on this machine; you play everybody there:"),
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
}

/// <summary>What <c>./run</c> was told.</summary>
/// <param name="Port">Of the bot; what else listens takes those above it.</param>
/// <param name="Reset">Begin with an empty database server.</param>
/// <param name="Slack">How a local Slack reaches the bot; null if there is to be none.</param>
internal sealed record PlaygroundWish(int Port, bool Reset, bool Terminal, SlackWay? Slack);

internal enum SlackWay
{
    Http,
    Socket,
}
