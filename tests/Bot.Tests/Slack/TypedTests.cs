using JitBot.Core.Requests;
using JitBot.Playground.FakeSlack;

namespace JitBot.Bot.Tests.Slack;

/// <summary>What is typed to the bot, in its private chat or to a channel; and what people hear while the store is down.</summary>
public sealed class TypedTests
{
    [Fact]
    public async Task Words_in_the_private_chat_are_answered_there()
    {
        await using var bot = await SlackBot.StartAsync();

        await bot.Dana.SayAsync("request hr-prod read title for 2h because INC-42");

        await bot.SeenAsync(() => bot.Dana.Dm.FromBot.FirstOrDefault(post => post.Lines.Contains("Request sent", StringComparison.Ordinal)));
        Assert.Equal("INC-42", (await bot.OnlyRequestAsync()).Reason);
    }

    [Fact]
    public async Task A_mention_in_a_channel_is_answered_in_its_thread_with_a_button_for_the_form()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.Dana.MentionAsync(bot.Channel, "request hr-prod read because INC-42");
        var answer = await bot.SeenAsync(() => bot.Channel.FromBot.FirstOrDefault());
        Assert.NotNull(answer.ThreadTs);

        await bot.Dana.PressAsync(answer, "Open the form");

        Assert.Contains("INC-42", bot.Dana.Modal!.Content.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_told_twice_asks_once()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.Dana.SayAsync("request hr-prod read title for 2h because INC-42");
        bot.Time.Advance(TimeSpan.FromMinutes(5));

        await bot.Twin.RedeliverAsync(bot.Twin.Deliveries[^1]);

        Assert.Single(await bot.Requests.ListAsync(new(), default));
    }

    [Fact]
    public async Task An_answer_that_Slack_refuses_for_a_moment_comes_a_little_later()
    {
        await using var bot = await SlackBot.StartAsync();
        bot.Twin.Faults.Answer(503, times: 2, method: "chat.postMessage");

        await bot.Dana.SayAsync("mine");

        await bot.LetTimePassAsync(bot.SeenAsync(() => bot.Dana.Dm.FromBot.FirstOrDefault()));
    }

    [Fact]
    public async Task With_the_store_down_whoever_asks_or_presses_is_told_and_nothing_is_kept_for_later()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.AskedAsync();
        await bot.Omar.CommandAsync("help");
        bot.Requests.IsDown = true;

        await bot.Dana.CommandAsync("mine");
        Assert.Contains("My own database does not answer", bot.Dana.Ephemerals.Last().Lines, StringComparison.Ordinal);
        foreach (var button in new[] { "Approve", "Deny…", "Details" })
        {
            var before = bot.Omar.Ephemerals.Count();
            await bot.Omar.PressAsync(bot.DecisionCard, button);
            var told = await bot.SeenAsync(() => bot.Omar.Ephemerals.Count() > before ? bot.Omar.Ephemerals.Last() : null);
            Assert.Contains("My own database does not answer", told.Lines, StringComparison.Ordinal);
        }

        bot.Requests.IsDown = false;
        Assert.Equal(RequestState.Pending, (await bot.OnlyRequestAsync()).State);
    }
}
