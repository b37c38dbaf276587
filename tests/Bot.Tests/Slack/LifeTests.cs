using JitBot.Core.Requests;
using JitBot.Playground.FakeSlack;

namespace JitBot.Bot.Tests.Slack;

/// <summary>A whole life in Slack, as its people see it.</summary>
public sealed class LifeTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_is_asked_in_a_line_decided_in_the_channel_and_shown_in_a_window(bool socket)
    {
        await using var bot = await SlackBot.StartAsync(socket);
        var heard = await bot.Dana.CommandAsync("request hr-prod read title for 2h because INC-42");
        Assert.Null(heard.Error);
        Assert.Contains("Request sent", bot.Dana.Ephemerals.Last().Lines, StringComparison.Ordinal);

        await bot.RunDueAsync();
        Assert.Contains("Waiting for approval", bot.DecisionCard.Lines, StringComparison.Ordinal);
        await bot.Omar.PressAsync(bot.DecisionCard, "Approve");
        await bot.RunDueAsync();
        Assert.Contains("Active", bot.DecisionCard.Lines, StringComparison.Ordinal);

        await bot.Dana.PressAsync(bot.Grant, "Show credentials");
        var window = await bot.SeenAsync(() => bot.Dana.Modal is { } modal && modal.Lines.Contains("Password", StringComparison.Ordinal) ? modal : null);
        Assert.Contains(bot.Connector.Passwords.Values.Single().Reveal(), window.Lines, StringComparison.Ordinal);

        bot.Time.Advance(TimeSpan.FromMinutes(1));
        await bot.RunDueAsync();
        Assert.Contains("Hidden again", bot.Dana.Modal!.Lines, StringComparison.Ordinal);

        bot.Time.Advance(TimeSpan.FromHours(2));
        await bot.RunDueAsync();
        Assert.Equal(RequestState.Ended, (await bot.OnlyRequestAsync()).State);
        Assert.All(bot.Twin.Everything().Where(post => post.OnlyFor is null && post.ThreadTs is null), post => Assert.DoesNotContain(post.Buttons, button => button != "Details"));
        Assert.Equal(
            ["Approved by Omar Example.", "Access is on until", "Its time was up", "The account is gone from hr-prod."],
            bot.Channel.FromBot.Where(post => post.ThreadTs == bot.DecisionCard.Ts).Select(post => post.Lines.Split(new[] { " 2", "," }, StringSplitOptions.None)[0]));
    }

    [Fact]
    public async Task The_thread_is_told_that_access_ends_soon_if_the_target_says_so()
    {
        await using var bot = await SlackBot.StartAsync(socket: false, options: null, SlackBot.Target("hr-prod", "C0000000001") with { RemindInChannel = true });
        await bot.GrantedAsync();

        bot.Time.Advance(TimeSpan.FromMinutes(110));
        await bot.RunDueAsync();

        Assert.Contains(bot.Channel.FromBot, post => post.ThreadTs == bot.DecisionCard.Ts && post.Lines.Contains("Access ends soon", StringComparison.Ordinal));
        Assert.Contains(bot.Dana.Dm.FromBot, post => post.Lines.Contains("Ends soon", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_that_comes_too_late_for_Slack_comes_all_the_same()
    {
        await using var bot = await SlackBot.StartAsync();
        bot.Twin.Faults.Delay(TimeSpan.FromSeconds(4), method: "views.open");

        var heard = await bot.LetTimePassAsync(bot.Dana.CommandAsync("request hr-prod read"));

        Assert.Equal("operation_timeout", heard.Error);
        await bot.LetTimePassAsync(bot.SeenAsync(() => bot.Dana.Ephemerals.LastOrDefault(post => post.Buttons.Contains("Open the form"))));
    }

    [Fact]
    public async Task The_form_asks_for_what_a_line_left_out()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.Dana.CommandAsync("request hr-prod read");
        var form = bot.Dana.Modal!;
        Assert.Contains("Decided by anyone in dba, for at most 8 h", form.Lines, StringComparison.Ordinal);

        await bot.Dana.SubmitAsync(form, ("Why", "INC-42"), ("For how long", "2 h"));

        Assert.Null(bot.Dana.Modal);
        var request = await bot.OnlyRequestAsync();
        Assert.Equal((TimeSpan.FromHours(2), "INC-42", "INC-42"), (request.Duration, request.Reason, request.Ticket));
    }
}
