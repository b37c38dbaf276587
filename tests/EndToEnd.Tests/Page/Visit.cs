using System.Collections.Concurrent;
using JitBot.Playground;
using JitBot.Playground.Page;
using JitBot.Support.Postgres;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace JitBot.EndToEnd.Tests.Page;

/// <summary>A stranger with the page in front of them.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private const int Patience = 60_000;

    /// <summary>The folder of the repository to write pictures for the documents to: <c>JITBOT_PICTURES=docs/images ./test A_whole_life_is_asked</c>.</summary>
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("JITBOT_PICTURES") is { Length: > 0 } folder ? folder : null;

    private readonly ConcurrentQueue<string> _complaints = [];
    private readonly PageServer _page;
    private readonly IBrowserContext _window;

    private Visit(PlaygroundWorld world, PageServer page, Cable? cable, IBrowserContext window, IPage view)
    {
        (World, _page, Cable, _window, View) = (world, page, cable, window, view);
        view.Console += (_, said) =>
        {
            if (said.Type is "error" or "warning")
            {
                _complaints.Enqueue(said.Text);
            }
        };
        view.PageError += (_, error) => _complaints.Enqueue(error);
        view.SetDefaultTimeout(Patience);
        Assertions.SetDefaultExpectTimeout(Patience);
    }

    public PlaygroundWorld World { get; }
    public IPage View { get; }

    /// <summary>Between the browser and the page's server, to be pulled.</summary>
    public Cable? Cable { get; }

    public OnPage Dana => new(View.Locator("#dana"));
    public OnPage Omar => new(View.Locator("#omar"));
    public OnPage Rita => new(View.Locator("#rita"));
    public OnPage Database => new(View.Locator("#database"));

    /// <summary>What the browser's console said so far: errors, and what the content security policy refused.</summary>
    public IEnumerable<string> Complaints => _complaints;

    public static async Task<Visit> OpenAsync(JitServer databases, IBrowser browser, (int Width, int Height) size, bool throughCable)
    {
        var world = await PlaygroundWorld.StartAsync(databases, port: 0, default, adjust: builder =>
        {
            builder.Logging.ClearProviders().AddProvider(new CapturedLog());
            builder.Configuration.AddInMemoryCollection([new("JitBot:Api:Enabled", "true")]);
        });
        try
        {
            return await OpenAsync(world, browser, size, throughCable);
        }
        catch
        {
            // Left running, it would take work away from the worlds of the tests after it: they share a store.
            await world.DisposeAsync();
            throw;
        }
    }

    private static async Task<Visit> OpenAsync(PlaygroundWorld world, IBrowser browser, (int Width, int Height) size, bool throughCable)
    {
        var page = await PageServer.StartAsync(world, port: 0, default);
        var cable = throughCable ? new Cable(new Uri(page.Address).Port) : null;
        var window = await browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = size.Width, Height = size.Height },
            DeviceScaleFactor = Pictures is null ? 1 : 1.5f,
            Locale = "en-GB",
            ReducedMotion = ReducedMotion.Reduce,
        });
        var visit = new Visit(world, page, cable, window, await window.NewPageAsync());
        await visit.View.GotoAsync(cable is null ? page.Address : new UriBuilder(page.Address) { Port = cable.Port }.ToString());
        await Assertions.Expect(visit.View.GetByText("Live", new() { Exact = true })).ToBeVisibleAsync();
        return visit;
    }

    /// <summary>Dana asks in one line and Omar approves.</summary>
    public async Task GrantAsync(string line = "request hr-prod read employee,title for 5m because INC-42 wrong titles")
    {
        await Dana.TypeAsync(line);
        await Omar.PressAsync("Approve");
        await Assertions.Expect(Dana.Button("Show credentials")).ToBeVisibleAsync();
    }

    /// <summary>Writes what is to be seen now, light and dark, if <see cref="Pictures"/> are wanted.</summary>
    public async Task PictureAsync(string name)
    {
        foreach (var scheme in Pictures is null ? [] : (ColorScheme[])[ColorScheme.Dark, ColorScheme.Light])
        {
            await View.EmulateMediaAsync(new() { ColorScheme = scheme });
            var path = Path.Combine(PostgresBinaries.RepositoryFolder, Pictures!, $"{name}-{scheme.ToString().ToLowerInvariant()}.png");
            await View.ScreenshotAsync(new() { Path = path, Caret = ScreenshotCaret.Hide });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _window.DisposeAsync();
        if (Cable is not null)
        {
            await Cable.DisposeAsync();
        }

        await _page.DisposeAsync();
        await LeaveNothing.OfAsync(World);
        await World.DisposeAsync();
    }
}
