using JitBot.EndToEnd.Tests.Chats;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JitBot.EndToEnd.Tests.Slack;

/// <summary>A browser window on local-slack, in which one person acts.</summary>
internal sealed class SlackWindow : IAsyncDisposable
{
    public const string Channel = "dba";
    public const string Home = "JitBot";

    private const int Patience = 60_000;

    private readonly IBrowserContext _window;
    private readonly IPage _view;
    private readonly string _person;

    private SlackWindow(IBrowserContext window, IPage view, string person) => (_window, _view, _person) = (window, view, person);

    /// <summary>What lies over the chat.</summary>
    private ILocator Modal => _view.Locator(".modal");

    /// <param name="person">By their full name.</param>
    public static async Task<SlackWindow> OpenAsync(IBrowser browser, string address, string person)
    {
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1100, Height = 1000 }, Locale = "en-GB" });
        context.SetDefaultTimeout(Patience);
        var window = new SlackWindow(context, await context.NewPageAsync(), person);
        await window._view.GotoAsync(address);
        await window._view.GetByLabel("Act as").SelectOptionAsync(new SelectOptionValue { Label = person });
        await window.GoToAsync(Channel);
        return window;
    }

    public Task GoToAsync(string place) => _view.Locator(".sidebar-item").Filter(new() { HasText = place }).ClickAsync();

    /// <summary>To the private chat with JitBot, which has this person's name.</summary>
    public Task GoToChatAsync() => GoToAsync(_person);

    public async Task TypeAsync(string words)
    {
        await _view.Locator("textarea.composer-input").FillAsync(words);
        await _view.Keyboard.PressAsync("Enter");
    }

    /// <summary>The newest button of that name, outside of any window.</summary>
    public Task PressAsync(string button) => _view.Locator("main").GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).Last.ClickAsync();

    public Task PressInModalAsync(string button) => Modal.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    public Task TickAsync(string box) => Modal.Locator("label").Filter(new() { HasText = box }).GetByRole(AriaRole.Checkbox).CheckAsync();

    public Task FillAsync(string field, string words) => Field(field).Locator(".bk-plain-input").FillAsync(words);

    public Task PickAsync(string list, string choice) => Field(list).Locator(".bk-select").SelectOptionAsync(choice);

    public Task SeesAsync(string words) => Expect(_view.GetByText(words).Last).ToBeVisibleAsync(new() { Timeout = Patience });

    public Task SeesInModalAsync(string words) => Expect(Modal.GetByText(words).Last).ToBeVisibleAsync(new() { Timeout = Patience });

    public Task SeesNoModalAsync() => Expect(Modal).ToHaveCountAsync(0, new() { Timeout = Patience });

    public async Task HasNoButtonAsync(params string[] names)
    {
        foreach (var name in names)
        {
            await Expect(_view.Locator("main").GetByRole(AriaRole.Button, new() { Name = name, Exact = true })).ToHaveCountAsync(0, new() { Timeout = Patience });
        }
    }

    /// <summary>Presses <em>Show credentials</em>; returns a connection string made of what is to be read then.</summary>
    public async Task<string> ShowCredentialsAsync()
    {
        await PressAsync("Show credentials");

        // JDBC's address of the same server stands below it.
        var shown = Modal.Locator("code").Filter(new() { HasText = "postgresql://" }).Filter(new() { HasNotText = "jdbc:" });
        return ChatPerson.LoginOf((await shown.InnerTextAsync()).Trim('`', ' ', '\n'));
    }

    /// <summary>For eyes: written to the folder that <c>JITBOT_PICTURES</c> names, if it names one.</summary>
    public Task PictureAsync(string name) => Environment.GetEnvironmentVariable("JITBOT_PICTURES") is { Length: > 0 } folder
        ? _view.ScreenshotAsync(new() { Path = Path.Combine(folder, $"local-slack-{name}.png") })
        : Task.CompletedTask;

    public async ValueTask DisposeAsync() => await _window.DisposeAsync();

    private ILocator Field(string label) => Modal.Locator(".bk-input").Filter(new() { HasText = label });
}
