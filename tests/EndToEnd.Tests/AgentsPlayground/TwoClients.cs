using JitBot.EndToEnd.Tests.Page;
using JitBot.Playground;
using JitBot.Support.Postgres;
using Microsoft.Playwright;

namespace JitBot.EndToEnd.Tests.AgentsPlayground;

/// <summary>
/// The bot as it ships, in Development without an app id, between two Agents Playgrounds: Dana's and Omar's. Started when the first journey
/// begins; a journey has windows of its own, in which nothing stands from the one before.
/// </summary>
public sealed class TwoClients(JourneyWorlds worlds) : IAsyncDisposable
{
    // A tenant each: the bot answers a tenant where it last heard of it, and what is for the channel has to reach Omar's client.
    private static readonly LinkedPerson _dana = new("dana", "Dana Fox", "a0000000-0000-0000-0000-000000000000", "aaaaaaaa-0000-0000-0000-000000000001");
    private static readonly LinkedPerson _omar = new("omar", "Omar Reyes", "b0000000-0000-0000-0000-000000000000", "aaaaaaaa-0000-0000-0000-000000000002");
    private static readonly LinkedPerson _rita = new("rita", "Rita Holm", _omar.TenantId, "aaaaaaaa-0000-0000-0000-000000000003");

    // In the order in which it was started.
    private readonly List<IAsyncDisposable> _running = [];
    private IPlaywright? _playwright;
    private Parts? _parts;

    /// <summary>Two fresh windows: Dana's on her chat with the bot, Omar's on the channel. The test is skipped where that cannot be, and without <c>--full</c>.</summary>
    internal async Task<Life> OpenAsync()
    {
        if (Environment.GetEnvironmentVariable("JITBOT_FULL") != "1")
        {
            throw Stage.Skip("Journeys in Agents Playground are part of ./test --full.");
        }

        var parts = _parts ??= await StartAsync();
        var omar = await Window.OpenAsync(parts.Browser, parts.Omars, Window.Channel);
        var dana = await Window.OpenAsync(parts.Browser, parts.Danas, Window.Private);
        return new(dana, omar, new ByHand(parts.Databases, parts.Bot, parts.Omars, _rita));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(_running))
        {
            await part.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    private async Task<Parts> StartAsync()
    {
        var chromium = Stage.Chromium();
        var server = Running(await worlds.ServerOfItsOwnAsync());
        var databases = await JitServer.PrepareAsync(server, ["hr_prod", "hr_test"], _ => { }, default);
        Dictionary<string, string?> configuration = new(PlaygroundConfiguration.Company(databases, InstanceFile.Channel, [_dana, _omar, _rita]))
        {
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["JitBot:Teams:TenantId"] = _omar.TenantId,
            ["JitBot:Teams:OtherTenants:0"] = _dana.TenantId,
            ["JitBot:Groups:hr-owners:1"] = _omar.Id,
        };
        var bot = Running(new BotProcess(configuration, token: null));
        var danas = Running(await Instance.StartAsync(_dana, $"{bot.Address}/api/messages"));
        var omars = Running(await Instance.StartAsync(_omar, $"{bot.Address}/api/messages"));

        // Their ports are known only now, and the bot is not running yet.
        configuration["JitBot:Teams:ServiceUrls:0"] = danas.Address;
        configuration["JitBot:Teams:ServiceUrls:1"] = omars.Address;
        await bot.StartAsync();

        _playwright = await Playwright.CreateAsync();
        var browser = Running(await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium }));
        return new(databases, bot, danas, omars, browser);
    }

    private T Running<T>(T part)
        where T : IAsyncDisposable
    {
        _running.Add(part);
        return part;
    }

    private sealed record Parts(JitServer Databases, BotProcess Bot, Instance Danas, Instance Omars, IBrowser Browser);
}

/// <summary>One journey's windows.</summary>
/// <param name="ByHand">What neither client can do.</param>
internal sealed record Life(Window Dana, Window Omar, ByHand ByHand) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Dana.DisposeAsync();
        await Omar.DisposeAsync();
    }
}
