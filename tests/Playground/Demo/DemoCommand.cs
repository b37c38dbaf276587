using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using JitBot.Bot;
using Spectre.Console;

namespace JitBot.Playground.Demo;

/// <summary>One step as <c>--json</c> prints it.</summary>
/// <param name="At">UTC.</param>
internal sealed record DemoStep(string Step, bool Ok, DateTimeOffset At, long Ms, string Detail);

/// <summary><c>./run demo</c>: one life through the real endpoints, each step with a tick and its time.</summary>
internal static class DemoCommand
{
    /// <returns>0 if every step held.</returns>
    public static async Task<int> RunAsync(bool json, bool reset, CancellationToken ct)
    {
        // With --json, standard output carries steps and nothing else.
        var console = Terminal.Open();
        var say = json ? Console.Error.WriteLine : (Action<string>)console.WriteLine;
        var print = json ? PrintJson : (Action<DemoStep>)(step => PrintLine(console, step));
        var (server, databases) = await PlaygroundServer.StartAsync(reset, say, ct);
        await using var stoppingLast = server;
        say("Starting the bot beside a Teams of its own …");
        await using var world = await PlaygroundWorld.StartAsync(
            databases, port: 0, ct, chatPort: Ports.Free(PlaygroundWorld.UsualChatPort), adjust: builder =>
            {
                builder.Logging.ClearProviders();
                builder.Configuration.AddInMemoryCollection([PlaygroundServer.SigningKey()]);
            });
        say("");
        await using var life = new DemoLife(world);
        return await PlayAsync(life, print) ? 0 : 1;
    }

    private static async Task<bool> PlayAsync(DemoLife life, Action<DemoStep> print)
    {
        foreach (var (name, play) in life.Steps)
        {
            var began = Stopwatch.GetTimestamp();
            DemoStep step;
            try
            {
                var detail = await play();
                step = new(name, true, TimeProvider.System.GetUtcNow(), (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds, detail);
            }
            catch (Exception failure)
            {
                step = new(name, false, TimeProvider.System.GetUtcNow(), (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds, failure.Message);
            }

            print(step);
            if (!step.Ok)
            {
                // What follows rests on what failed.
                return false;
            }
        }

        return true;
    }

    private static void PrintJson(DemoStep step) => Console.WriteLine(JsonSerializer.Serialize(step, JsonSerializerOptions.Web));

    private static void PrintLine(IAnsiConsole console, DemoStep step)
    {
        console.Markup(step.Ok ? "[green]✓[/] " : "[red]✗[/] ");
        console.Write($"{step.Step,-36}");
        console.Markup($"[grey]{step.Ms.ToString(CultureInfo.InvariantCulture),6} ms[/]  ");
        console.WriteLine(step.Detail);
    }
}
