using JitBot.EndToEnd.Tests.Page;
using JitBot.Playground;
using JitBot.Playground.LocalSlack;
using JitBot.Support.Postgres;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace JitBot.EndToEnd.Tests.Slack;

/// <summary>What <c>./run --slack-emulator</c> starts, with a window of local-slack's for each of three people.</summary>
internal sealed class SlackVisit : IAsyncDisposable
{
    private readonly PlaygroundWorld _world;

    private SlackVisit(SlackEmulator emulator, PlaygroundWorld world) => (Emulator, _world) = (emulator, world);

    public SlackEmulator Emulator { get; }
    public required SlackWindow Dana { get; init; }
    public required SlackWindow Omar { get; init; }
    public required SlackWindow Sam { get; init; }

    public static async Task<SlackVisit> OpenAsync(JitServer databases, IBrowser browser, SlackWay way)
    {
        var port = Ports.Free(Random.Shared.Next(20_000, 31_000));
        var emulator = await SlackEmulator.StartAsync(Ports.Free(port + 1), way == SlackWay.Http ? new($"http://127.0.0.1:{port}/slack") : null, default);
        PlaygroundWorld? world = null;
        try
        {
            world = await PlaygroundWorld.StartAsync(databases, port, default, adjust: builder =>
            {
                builder.Logging.ClearProviders();
                builder.Configuration.AddInMemoryCollection(PlaygroundConfiguration.Slack(emulator.Slack));
            });
            return new(emulator, world)
            {
                Dana = await SlackWindow.OpenAsync(browser, emulator.Address, "Dana Fox"),
                Omar = await SlackWindow.OpenAsync(browser, emulator.Address, "Omar Reyes"),
                Sam = await SlackWindow.OpenAsync(browser, emulator.Address, "Sam Lind"),
            };
        }
        catch
        {
            // Left running, it would take work away from the worlds of the tests after it: they share a store.
            await (world?.DisposeAsync() ?? ValueTask.CompletedTask);
            await emulator.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var window in (SlackWindow[])[Dana, Omar, Sam])
        {
            await window.DisposeAsync();
        }

        await LeaveNothing.OfAsync(_world);
        await _world.DisposeAsync();
        await Emulator.DisposeAsync();
    }
}
