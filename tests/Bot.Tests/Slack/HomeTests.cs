using JitBot.Core.Requests;

namespace JitBot.Bot.Tests.Slack;

/// <summary>The app's Home: what is mine, what waits for me, what I may ask for.</summary>
public sealed class HomeTests
{
    [Fact]
    public async Task Home_shows_what_is_mine_and_what_waits_for_me_and_follows_what_happens()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.Dana.OpenHomeAsync();
        await bot.Omar.OpenHomeAsync();
        await bot.SeenAsync(() => bot.Dana.Home?.Lines.Contains("Nothing of yours is on or waiting", StringComparison.Ordinal) == true ? bot.Dana.Home : null);

        await bot.AskedAsync();
        await bot.SeenAsync(() => bot.Dana.Home!.Lines.Contains("Your requests", StringComparison.Ordinal) ? bot.Dana.Home : null);
        var waiting = await bot.SeenAsync(() => bot.Omar.Home!.Lines.Contains("Waits for your decision", StringComparison.Ordinal) ? bot.Omar.Home : null);
        await bot.Omar.PressAsync(waiting, "Approve");
        await bot.RunDueAsync();
        await bot.SeenAsync(() => bot.Omar.Home!.Lines.Contains("Waits for your decision", StringComparison.Ordinal) ? null : bot.Omar.Home);
        var mine = await bot.SeenAsync(() => bot.Dana.Home!.Buttons.Contains("I am done") ? bot.Dana.Home : null);
        Assert.Matches("Active, (2 h|1 h 59 min) left", mine.Lines);

        await bot.Dana.PressAsync(mine, "I am done");
        await bot.RunDueAsync();

        Assert.Equal(RequestState.Ended, (await bot.OnlyRequestAsync()).State);
        await bot.SeenAsync(() => bot.Dana.Home!.Buttons.Contains("I am done") ? null : bot.Dana.Home);
    }

    [Fact]
    public async Task Access_is_given_back_on_the_Home_while_something_else_waits()
    {
        await using var bot = await SlackBot.StartAsync();
        var granted = await bot.GrantedAsync();
        await bot.Dana.CommandAsync("request hr-prod write title for 1h because INC-43 correct a title");
        await bot.RunDueAsync();
        await bot.Dana.OpenHomeAsync();
        var home = await bot.SeenAsync(() => bot.Dana.Home is { } drawn && drawn.Buttons.Contains("Withdraw") ? drawn : null);

        await bot.Dana.PressAsync(home, "I am done");
        await bot.RunDueAsync();

        Assert.Equal(RequestState.Ended, (await bot.Requests.FindAsync(granted.Id, default))!.State);
        await bot.SeenAsync(() => bot.Dana.Home!.Buttons.Contains("I am done") ? null : bot.Dana.Home);
    }

    [Fact]
    public async Task Credentials_are_shown_from_the_Home_too()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.GrantedAsync();
        await bot.Dana.OpenHomeAsync();
        var home = await bot.SeenAsync(() => bot.Dana.Home);

        await bot.Dana.PressAsync(home, "Show credentials");

        await bot.SeenAsync(() => bot.Dana.Modal is { } modal && modal.Lines.Contains("Password", StringComparison.Ordinal) ? modal : null);
    }

    [Fact]
    public async Task A_target_on_the_Home_opens_its_form()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.Dana.OpenHomeAsync();
        var home = await bot.SeenAsync(() => bot.Dana.Home);

        await bot.Dana.PressAsync(home, "Ask");

        Assert.Contains("Decided by anyone in dba", bot.Dana.Modal!.Lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_never_opened_a_Home_is_not_drawn_one()
    {
        await using var bot = await SlackBot.StartAsync();

        await bot.GrantedAsync();

        Assert.DoesNotContain(bot.Twin.Calls, call => call.Method == "views.publish");
    }

    [Fact]
    public async Task A_Home_that_Slack_refused_is_drawn_a_little_later()
    {
        await using var bot = await SlackBot.StartAsync();
        bot.Twin.Faults.Throttle(TimeSpan.FromSeconds(3), method: "views.publish");
        await bot.Dana.OpenHomeAsync();

        await bot.LetTimePassAsync(bot.SeenAsync(() => bot.Dana.Home));

        Assert.Contains("Request access", bot.Dana.Home!.Buttons);
    }

    // Rule 36
    [Theory]
    [InlineData("select id from employee")]
    [InlineData("select id,\n1,\n2,\n3,\n4,\n5,\n6,\n7,\n8,\n9,\n10,\n11,\n12,\n13,\n14,\n15,\n16,\n17,\n18,\n19,\n20,\n21,\n22,\n23,\n24,\n25,\n26,\n27,\n28,\n29,\n30\nfrom employee")]
    public async Task A_statement_is_not_decided_where_it_is_shown_in_brief(string sql)
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.AskedAsync($"query hr-prod for 2h because INC-42\n{sql}");
        await bot.Omar.OpenHomeAsync();
        var home = await bot.SeenAsync(() => bot.Omar.Home is { } page && page.Lines.Contains("select id", StringComparison.Ordinal) ? page : null);

        await bot.Omar.PressAsync(home, "Details");

        Assert.Contains("decide on its card, in the channel", home.Lines, StringComparison.Ordinal);
        Assert.DoesNotContain("follows below", home.Lines, StringComparison.Ordinal);
        Assert.DoesNotContain("Approve", home.Buttons);
        Assert.DoesNotContain("Deny…", home.Buttons);
        var details = await bot.SeenAsync(() => bot.Omar.Modal);
        Assert.Contains(sql, details.Lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Thirty_waiting_requests_fit()
    {
        await using var bot = await SlackBot.StartAsync();
        for (var i = 0; i < 30; i++)
        {
            await (i % 2 == 0 ? bot.Dana : bot.Sam).CommandAsync($"request hr-prod read title for 1h because INC-{i}");
            bot.Time.Advance(TimeSpan.FromSeconds(5));
        }

        await bot.Omar.OpenHomeAsync();

        var home = await bot.SeenAsync(() => bot.Omar.Home);
        Assert.Equal(10, home.Buttons.Count(button => button == "Approve"));
    }
}
