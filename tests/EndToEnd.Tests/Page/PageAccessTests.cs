using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JitBot.EndToEnd.Tests.Page;

/// <summary>The page without a mouse, without eyes, and on a small screen.</summary>
[Collection(OnStage.Name)]
public sealed partial class PageAccessTests(Stage stage)
{
    [Fact]
    public async Task A_life_is_lived_with_the_keyboard_alone()
    {
        await using var visit = await stage.OpenAsync();
        var keys = visit.View.Keyboard;

        await TabToAsync(visit, "Message JitBot as Dana");
        await keys.TypeAsync("request hr-prod read title for 5m because INC-42");
        await keys.PressAsync("Enter");
        await Expect(visit.Omar.Button("Approve")).ToBeVisibleAsync();
        await TabToAsync(visit, "Approve");
        await keys.PressAsync("Enter");
        await Expect(visit.Dana.Button("Show credentials")).ToBeVisibleAsync();
        await TabToAsync(visit, "Show credentials");
        await keys.PressAsync("Enter");
        await Expect(visit.Dana.Button("Use these credentials in the console")).ToBeVisibleAsync();
        await TabToAsync(visit, "Use these credentials in the console");
        await keys.PressAsync("Enter");

        // Logged in, the focus stands where a query is typed.
        await Expect(visit.Dana.Console.GetByRole(AriaRole.Textbox)).ToBeFocusedAsync();
        await keys.PressAsync("Control+A");
        await keys.TypeAsync("select count(*) from title");
        await keys.PressAsync("Enter");
        await visit.Dana.SeesAsync("3000");
        await TabToAsync(visit, "done");
        await keys.PressAsync("Enter");

        await visit.Dana.SeesAsync("57P01");
        await visit.Database.SeesAsync("No account of JitBot's exists.");
    }

    [Fact]
    public async Task Everything_that_can_be_used_has_a_name_and_every_person_is_a_region()
    {
        await using var visit = await stage.OpenAsync();
        await visit.GrantAsync();
        await visit.Dana.PressAsync("Show credentials");
        await visit.Dana.PressAsync("Use these credentials in the console");
        await visit.Dana.SeesAsync("Logged in, pid");
        await visit.Dana.PressAsync("Read");
        await Expect(visit.Dana.Console.GetByRole(AriaRole.Table)).ToBeVisibleAsync();
        await visit.Dana.TypeAsync("request hr-prod");
        await visit.Dana.PressAsync("Submit");
        await visit.Dana.SeesAsync("Not submitted yet");

        var heard = await visit.View.Locator("body").AriaSnapshotAsync();

        Assert.DoesNotMatch(Nameless(), heard);
        foreach (var region in (string[])["Dana Fox", "Omar Reyes", "Rita Holm", "The database, right now", "Dana's database console"])
        {
            await Expect(visit.View.GetByRole(AriaRole.Region, new() { Name = region, Exact = true })).ToHaveCountAsync(1);
        }

        await Expect(visit.Dana.Place.GetByRole(AriaRole.Textbox, new() { Name = "Why", Exact = true }))
            .ToHaveAccessibleDescriptionAsync("Say why. Whoever decides reads it, and it is kept on record.");
    }

    [Theory]
    [InlineData(900, 800)]
    [InlineData(390, 844)]
    public async Task A_small_screen_shows_every_place_without_scrolling_the_page_sideways(int width, int height)
    {
        await using var visit = await stage.OpenAsync((width, height));

        Assert.True(await visit.View.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        foreach (var (name, place) in new[] { ("Rita", visit.Rita), ("Database", visit.Database), ("Dana", visit.Dana) })
        {
            var link = visit.View.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });
            if (await link.IsVisibleAsync())
            {
                await link.ClickAsync();
            }

            await Expect(place.Place.GetByRole(AriaRole.Heading, new() { Level = 2 })).ToBeInViewportAsync();
        }
    }

    // An element of the accessibility tree that is nothing but its role.
    [GeneratedRegex(
        @"^\s*- (button|textbox|combobox|checkbox|radio|link|tab|img|table)( \[[^\]]*\])*:?$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Nameless();

    /// <summary>As often as a patient person would.</summary>
    private static async Task TabToAsync(Visit visit, string name)
    {
        for (var pressed = 0; pressed < 120; pressed++)
        {
            await visit.View.Keyboard.PressAsync("Tab");
            if (await visit.View.EvaluateAsync<string>("document.activeElement.ariaLabel ?? document.activeElement.textContent") == name)
            {
                return;
            }
        }

        Assert.Fail($"Tab does not lead to '{name}'.");
    }
}
