using Microsoft.Playwright;

namespace JitBot.EndToEnd.Tests.Page;

/// <summary>One person's column, or the database's, as somebody sees and uses it.</summary>
internal sealed record OnPage(ILocator Place)
{
    public ILocator Console => Place.GetByRole(AriaRole.Region, new() { Name = "database console" });

    /// <summary>The newest of that name.</summary>
    public ILocator Button(string name) => Place.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).Last;

    public Task PressAsync(string button) => Button(button).ClickAsync();

    public Task ChooseAsync(string tab) => Place.GetByRole(AriaRole.Tab, new() { Name = tab }).ClickAsync();

    public async Task TypeAsync(string words)
    {
        var box = Place.GetByRole(AriaRole.Textbox, new() { Name = "Message JitBot as" });
        await box.FillAsync(words);
        await box.PressAsync("Enter");
    }

    public Task FillAsync(string field, string words) => Place.GetByRole(AriaRole.Textbox, new() { Name = field, Exact = true }).FillAsync(words);

    public async Task QueryAsync(string sql)
    {
        await Console.GetByRole(AriaRole.Textbox).FillAsync(sql);
        await Button("Run").ClickAsync();
    }

    public Task SeesAsync(string words) => Assertions.Expect(Place.GetByText(words).Filter(new() { Visible = true }).Last).ToBeVisibleAsync();

    public Task SeesNoAsync(string words) => Assertions.Expect(Place.GetByText(words).Filter(new() { Visible = true })).ToHaveCountAsync(0);
}
