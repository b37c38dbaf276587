using JitBot.EndToEnd.Tests.Slack;
using JitBot.Playground;
using JitBot.Playground.LocalSlack;
using JitBot.Support.Postgres;
using Microsoft.Playwright;

namespace JitBot.EndToEnd.Tests.Page;

/// <summary>Tests of the page share a browser and a server, and so go one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class OnStage : ICollectionFixture<Stage>
{
    public const string Name = "page";
}

/// <summary>One browser and one server for all tests of the page, started when the first of them begins.</summary>
public sealed class Stage(JourneyWorlds worlds) : IAsyncDisposable
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private LocalPostgres? _server;
    private JitServer? _databases;

    /// <summary>A playground of its own with its page open. The test is skipped if there is no browser on this machine.</summary>
    /// <param name="size">Of the window, in CSS pixels.</param>
    internal async Task<Visit> OpenAsync((int Width, int Height)? size = null, bool throughCable = false)
    {
        var browser = await BrowserAsync();
        return await Visit.OpenAsync(await DatabasesAsync(), browser, size ?? (1440, 900), throughCable);
    }

    /// <summary>A playground of its own beside local-slack. The test is skipped if that, or a browser, is not on this machine.</summary>
    internal async Task<SlackVisit> OpenSlackAsync(SlackWay way)
    {
        _ = SlackEmulator.Program ?? throw Skip("local-slack is not here: run scripts/local-slack.");
        var browser = await BrowserAsync();
        return await SlackVisit.OpenAsync(await DatabasesAsync(), browser, way);
    }

    internal async Task<JitServer> DatabasesAsync()
    {
        _server ??= await worlds.ServerOfItsOwnAsync();
        return _databases ??= await JitServer.PrepareAsync(_server, ["hr_prod", "hr_test"], _ => { }, default);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private async Task<IBrowser> BrowserAsync()
    {
        var chromium = Chromium();
        _playwright ??= await Playwright.CreateAsync();
        return _browser ??= await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium });
    }

    /// <summary>The browser's program. The test is skipped if there is none on this machine.</summary>
    internal static string Chromium() => Noted("chromium.path") ?? throw Skip("There is no Chromium here: run scripts/chromium.");

    /// <summary>Where a script found or put a program, or null. A file and not an environment variable: a test that is started from an editor finds it too.</summary>
    internal static string? Noted(string file)
    {
        var note = Path.Combine(PostgresBinaries.RepositoryFolder, ".local", file);
        return File.Exists(note) && File.ReadAllText(note).Trim() is var path && File.Exists(path) ? path : null;
    }

    /// <summary>xunit takes an exception whose message begins so for a skipped test.</summary>
    internal static InvalidOperationException Skip(string why) => new($"$XunitDynamicSkip${why}");
}
