using JitBot.Bot.Conversation;
using JitBot.Bot.Slack;
using JitBot.Bot.Slack.Api;
using JitBot.Core.Requests;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JitBot.Bot.Tests.Slack;

/// <summary>What the bot says to Slack, and what it makes of being refused.</summary>
public sealed class ClientTests
{
    private static readonly CardView Card = new() { Title = "A card", Tone = CardTone.Neutral, Summary = "A card" };

    // Rule 39
    [Fact]
    public async Task One_message_a_second_goes_to_a_channel_and_none_is_refused()
    {
        await using var bot = await SlackBot.StartAsync();
        bot.Twin.PacesPosts = true;

        Assert.IsType<PostOutcome.Posted>(await bot.Surface.PostAsync(new CardPlace.Channel(bot.Channel.Id), Card, default));
        for (var i = 0; i < 3; i++)
        {
            var next = bot.Surface.PostAsync(new CardPlace.Channel(bot.Channel.Id), Card, default);
            Assert.False(next.IsCompleted);
            bot.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.IsType<PostOutcome.Posted>(await next);
        }

        Assert.DoesNotContain(bot.Twin.Calls, call => call.Status == 429);
    }

    // Rule 39
    [Fact]
    public async Task A_pause_that_Slack_asks_for_is_kept()
    {
        await using var bot = await SlackBot.StartAsync();
        bot.Twin.Faults.Throttle(TimeSpan.FromSeconds(17), method: "chat.postMessage");

        var again = Assert.IsType<PostOutcome.Again>(await bot.Surface.PostAsync(new CardPlace.Channel(bot.Channel.Id), Card, default));
        Assert.Equal(TimeSpan.FromSeconds(17), again.After);
        Assert.IsType<PostOutcome.Again>(await bot.Surface.PostAsync(new CardPlace.Channel(bot.Channel.Id), Card, default));
        Assert.Single(bot.Twin.Calls, call => call.Method == "chat.postMessage");

        bot.Time.Advance(TimeSpan.FromSeconds(17));
        Assert.IsType<PostOutcome.Posted>(await bot.Surface.PostAsync(new CardPlace.Channel(bot.Channel.Id), Card, default));
    }

    [Theory]
    [InlineData("fatal_error", true)]
    [InlineData("ratelimited", true)]
    [InlineData("not_in_channel", true)]
    [InlineData("token_revoked", true)]
    [InlineData("message_not_found", false)]
    [InlineData("cant_update_message", false)]
    [InlineData("something new", false)]
    public async Task What_passes_or_an_operator_can_mend_is_tried_again_and_nothing_else(string error, bool again)
    {
        await using var bot = await SlackBot.StartAsync();
        bot.Twin.Faults.Refuse(error, method: "chat.postMessage");

        var outcome = await bot.Surface.PostAsync(new CardPlace.Channel(bot.Channel.Id), Card, default);

        Assert.Equal(again, outcome is PostOutcome.Again);
    }

    [Fact]
    public async Task A_revoked_token_shows_in_health_until_it_works_again()
    {
        await using var bot = await SlackBot.StartAsync();
        bot.Twin.BotTokenRevoked = true;
        await bot.Surface.PostAsync(new CardPlace.Channel(bot.Channel.Id), Card, default);
        var health = await HealthAsync(bot);
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains("the token was revoked", health.Description, StringComparison.Ordinal);

        bot.Twin.BotTokenRevoked = false;
        bot.Time.Advance(TimeSpan.FromSeconds(1));
        await bot.Surface.PostAsync(new CardPlace.Channel(bot.Channel.Id), Card, default);

        Assert.Equal(HealthStatus.Healthy, (await HealthAsync(bot)).Status);
    }

    [Fact]
    public async Task Cards_are_brought_to_date_once_Slack_is_back()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.AskedAsync();
        await bot.Omar.PressAsync(bot.DecisionCard, "Approve");
        bot.Twin.Faults.Down();
        await bot.LetTimePassAsync(RunOnceAsync(bot));
        Assert.Equal(RequestState.Active, (await bot.OnlyRequestAsync()).State);
        Assert.Contains("Waiting for approval", bot.DecisionCard.Lines, StringComparison.Ordinal);

        bot.Twin.Faults.Up();
        bot.Time.Advance(TimeSpan.FromMinutes(2));
        await bot.RunDueAsync();

        Assert.Contains("Active", bot.DecisionCard.Lines, StringComparison.Ordinal);
        Assert.NotNull(bot.Grant);
    }

    // Rule 38
    [Theory]
    [InlineData("https://hooks.slack.com/commands/T1/2/3", true)]
    [InlineData("https://hooks.slack-gov.com/commands/T1/2/3", true)]
    [InlineData("http://hooks.slack.com/commands/T1/2/3", false)]
    [InlineData("https://hooks.slack.com.evil.example/commands", false)]
    [InlineData("https://evil.example/?hooks.slack.com", false)]
    [InlineData("http://169.254.169.254/latest/meta-data", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Answers_go_to_Slack_only(string? address, bool allowed) =>
        Assert.Equal(allowed, new SlackOptions { BotToken = new("xoxb-1"), Workspaces = [] }.MayAnswerAt(address));

    [Fact]
    public async Task A_message_is_never_longer_than_Slack_takes()
    {
        await using var bot = await SlackBot.StartAsync();
        var long100 = string.Join(", ", Enumerable.Range(1, 100).Select(number => $"schema_{new string('x', 50)}.table_{new string('y', 50)}{number}"));
        var card = Card with
        {
            Title = new('T', 500),
            Lead = [CardText.Quote(new string('r', 1000))],
            Facts = [.. Enumerable.Range(1, 12).Select(number => new CardFact($"Fact {number}", CardText.Of($"{new string('f', 900)}")))],
            Text = [CardText.Code(long100), .. Enumerable.Range(1, 60).Select(number => CardText.Of($"{number} {new string('t', 300)}"))],
        };

        Assert.IsType<PostOutcome.Posted>(await bot.Surface.PostAsync(new CardPlace.Channel(bot.Channel.Id), card, default));
        Assert.DoesNotContain(bot.Twin.Calls, call => call.Error is not null);
    }

    private static async Task<bool> RunOnceAsync(SlackBot bot)
    {
        await bot.RunDueAsync();
        return true;
    }

    private static Task<HealthCheckResult> HealthAsync(SlackBot bot) => bot.Get<SlackHealth>().CheckHealthAsync(new(), default);
}
