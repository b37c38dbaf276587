using JitBot.EndToEnd.Tests.Chats;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JitBot.EndToEnd.Tests.AgentsPlayground;

/// <summary>A browser window on somebody's Agents Playground, with one conversation open in it.</summary>
internal sealed class Window : IAsyncDisposable
{
    public const string Private = "Personal Chat";
    public const string Channel = "Operations - dba";

    private const int Patience = 30_000;

    private readonly IBrowserContext _window;
    private readonly IPage _view;

    private Window(IBrowserContext window, IPage view) => (_window, _view) = (window, view);

    /// <summary>The newest card's, where several have it.</summary>
    private ILocator Button(string name) => _view.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).Last;

    public static async Task<Window> OpenAsync(IBrowser browser, Instance instance, string conversation)
    {
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1440, Height = 1000 }, Locale = "en-GB" });
        context.SetDefaultTimeout(Patience);

        // Its fonts come from elsewhere.
        await context.RouteAsync(address => new Uri(address).Host != "localhost", route => route.AbortAsync());
        var window = new Window(context, await context.NewPageAsync());
        await window._view.GotoAsync(instance.Address);

        // From here on the bot knows where this person is.
        await Expect(window._view.GetByText("installationUpdate 200").First).ToBeVisibleAsync(new() { Timeout = Patience });
        await window.GoToAsync(conversation);
        return window;
    }

    public Task GoToAsync(string conversation) => _view.GetByRole(AriaRole.Treeitem, new() { Name = conversation }).ClickAsync();

    /// <summary>Types to the bot in private.</summary>
    public async Task SayAsync(string words)
    {
        await _view.Locator("[data-lexical-editor=true]").Last.FillAsync(words);
        await PressAsync("Send Message");
    }

    /// <summary>Begins a thread in the channel that mentions the bot.</summary>
    public async Task PostAsync(string words)
    {
        var editor = _view.Locator("[data-lexical-editor=true]").First;
        await editor.PressSequentiallyAsync("@Jit");
        await _view.GetByText("JitBot", new() { Exact = true }).Last.ClickAsync();
        await _view.Keyboard.TypeAsync($" {words}");
        await PressAsync("Post");
    }

    public Task PressAsync(string button) => Button(button).ClickAsync();

    /// <summary>Unfolds what lies behind a button, fills it in and presses the button of the same name there.</summary>
    public async Task AnswerAsync(string button, string field, string words)
    {
        await PressAsync(button);
        await FillAsync(field, words);
        await PressAsync(button);
    }

    public Task FillAsync(string field, string words) => _view.GetByRole(AriaRole.Textbox, new() { Name = field, Exact = true }).Last.FillAsync(words);

    public Task CheckAsync(AriaRole kind, string name) => _view.GetByRole(kind, new() { Name = name }).Last.CheckAsync(new() { Force = true });

    /// <param name="within">How long it may take until then, in milliseconds.</param>
    public Task SeesAsync(string words, float within = Patience) => Expect(_view.GetByText(words).Last).ToBeVisibleAsync(new() { Timeout = within });

    /// <param name="within">How long it may take until then, in milliseconds.</param>
    public Task SeesNoAsync(string words, float within = Patience) => Expect(_view.GetByText(words)).ToHaveCountAsync(0, new() { Timeout = within });

    public Task HasButtonAsync(string name) => Expect(Button(name)).ToBeVisibleAsync(new() { Timeout = Patience });

    public async Task HasNoButtonAsync(params string[] names)
    {
        foreach (var name in names)
        {
            await Expect(_view.GetByRole(AriaRole.Button, new() { Name = name, Exact = true })).ToHaveCountAsync(0, new() { Timeout = Patience });
        }
    }

    /// <summary>Presses <em>Show credentials</em>; returns a connection string made of what is to be read then.</summary>
    public async Task<string> ShowCredentialsAsync()
    {
        await PressAsync("Show credentials");

        // JDBC's address of the same server stands below it.
        var shown = _view.GetByText("postgresql://").Filter(new() { HasNotText = "jdbc:" });
        return ChatPerson.LoginOf((await shown.Last.InnerTextAsync()).Trim());
    }

    public async ValueTask DisposeAsync() => await _window.DisposeAsync();
}
