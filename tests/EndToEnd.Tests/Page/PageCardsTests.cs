using System.Text.Json;
using JitBot.Support.Postgres;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JitBot.EndToEnd.Tests.Page;

/// <summary>The page's own drawing of cards.</summary>
[Collection(OnStage.Name)]
public sealed class PageCardsTests(Stage stage)
{
    private static readonly string Golden = Path.Combine(PostgresBinaries.RepositoryFolder, "tests", "Bot.Tests", "Teams", "Cards", "Golden");

    [Fact]
    public async Task Every_card_that_JitBot_makes_is_drawn_whole()
    {
        await using var visit = await stage.OpenAsync();
        var cards = Directory.GetFiles(Golden, "*.json");

        foreach (var card in cards)
        {
            Post(visit, await File.ReadAllTextAsync(card, TestContext.Current.CancellationToken));
        }

        await Expect(visit.Dana.Place.Locator(".card")).ToHaveCountAsync(cards.Length);
        await visit.Dana.SeesNoAsync("not drawn");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task What_the_page_cannot_draw_is_said_to_be_not_drawn()
    {
        await using var visit = await stage.OpenAsync();

        Post(visit, """
            {
              "type": "AdaptiveCard",
              "body": [{ "type": "TextBlock", "text": "before" }, { "type": "Carousel" }],
              "actions": [{ "type": "Action.OpenUrl", "title": "Go" }]
            }
            """);

        await visit.Dana.SeesAsync("before");
        await visit.Dana.SeesAsync("not drawn: Carousel");
        await visit.Dana.SeesAsync("not drawn: Action.OpenUrl");
    }

    [Fact]
    public async Task Words_on_a_card_are_words()
    {
        await using var visit = await stage.OpenAsync();

        Post(visit, """
            {
              "type": "AdaptiveCard",
              "body": [{ "type": "TextBlock", "text": "<img src=x onerror=alert(1)> \\*not bold\\* \\_nor this\\_ **bold** [x](javascript:alert(1)) {{DATE(never,SHORT)}}" }]
            }
            """);

        await visit.Dana.SeesAsync("<img src=x onerror=alert(1)> *not bold* _nor this_ bold [x](javascript:alert(1)) {{DATE(never,SHORT)}}");
        await Expect(visit.Dana.Place.Locator(".card strong")).ToHaveTextAsync("bold");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task What_is_folded_away_unfolds()
    {
        await using var visit = await stage.OpenAsync();
        Post(visit, await File.ReadAllTextAsync(Path.Combine(Golden, "form-hundred-tables.json"), TestContext.Current.CancellationToken));
        await Expect(visit.Dana.Place.GetByRole(AriaRole.Checkbox)).ToHaveCountAsync(0);

        await visit.Dana.PressAsync("Choose among 100 tables");

        await Expect(visit.Dana.Place.GetByRole(AriaRole.Checkbox)).ToHaveCountAsync(100);
    }

    private static void Post(Visit visit, string card) => visit.World.Twin.Post(visit.World.People.Dana.Chat, JsonDocument.Parse(card).RootElement);
}
