using JitBot.Playground.Twin;

namespace JitBot.Bot.Tests.Teams;

/// <summary>What others read along and what they do not.</summary>
public sealed class PrivacyTests
{
    private const string Half = "request hr-prod read";

    [Fact]
    public async Task What_is_asked_in_a_thread_is_answered_in_that_thread()
    {
        await using var bot = await TeamsBot.StartAsync();

        var heard = await bot.Dana.SayInChannelAsync(bot.Channel, "help");

        var reply = Assert.Single(heard.Replies);
        Assert.Equal(bot.Channel.Messages[0].Id, reply.Thread);
        Assert.NotEqual(reply.Id, reply.Thread);
    }

    [Fact]
    public async Task A_form_asked_for_in_a_channel_goes_to_the_private_chat()
    {
        await using var bot = await TeamsBot.StartAsync();
        await bot.Dana.InstallAsync();

        await bot.Dana.SayInChannelAsync(bot.Channel, Half);

        var form = Assert.Single(bot.Dana.Chat.FromBot);
        var said = Assert.Single(bot.Channel.FromBot);
        Assert.NotEqual(form.Summary, said.Summary);
        Assert.Contains("I sent you the form", said.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_chat_the_bot_never_saw_is_opened_for_the_form()
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Dana.Open();

        await bot.Dana.SayInChannelAsync(bot.Channel, Half);

        Assert.Single(bot.Dana.Chat.FromBot);
        Assert.Contains(bot.Twin.Calls, call => call is { Method: "POST", Path: "/v3/conversations", Status: 201 });
    }

    [Fact]
    public async Task Whoever_has_not_added_the_app_is_told_how_to_go_on()
    {
        await using var bot = await TeamsBot.StartAsync();

        await bot.Dana.SayInChannelAsync(bot.Channel, Half);

        Assert.Contains("cannot write to you", Assert.Single(bot.Channel.FromBot).Summary, StringComparison.Ordinal);
        Assert.Empty(bot.Dana.Chat.Messages);
    }

    [Fact]
    public async Task In_private_the_form_stands_where_it_was_asked_for()
    {
        await using var bot = await TeamsBot.StartAsync();

        var heard = await bot.Dana.SayAsync(Half);

        Assert.Same(bot.Dana.Chat, Assert.Single(heard.Replies).Chat);
    }

    [Fact]
    public async Task A_stranger_is_answered_and_asks_for_nothing()
    {
        await using var bot = await TeamsBot.StartAsync();
        var stranger = bot.Twin.AddPerson("Mallory");

        var heard = await stranger.SayAsync("request hr-prod read tables title 2h because I can");

        Assert.Contains("do not know you", Assert.Single(heard.Replies).Summary, StringComparison.Ordinal);
        Assert.Empty(await bot.RequestsAsync());
    }

    [Fact]
    public async Task With_the_store_down_the_answer_says_so()
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Dana.Open();
        (bot.Requests.IsDown, bot.Keyed.IsDown) = (true, true);

        var heard = await bot.Dana.SayAsync("mine");
        var inChannel = await bot.Dana.SayInChannelAsync(bot.Channel, Half);

        Assert.Contains("Not at the moment", Assert.Single(heard.Replies).Summary, StringComparison.Ordinal);
        Assert.Contains("Not at the moment", Assert.Single(inChannel.Replies).Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_message_delivered_twice_asks_once()
    {
        await using var bot = await TeamsBot.StartAsync();
        await bot.Dana.InstallAsync();
        var typed = Bytes.Typed(bot, bot.Dana, "request hr-prod read tables title 2h because INC-42 shows wrong totals");

        using var first = await bot.Twin.Line.SendAsync((System.Text.Json.Nodes.JsonObject)typed.DeepClone());
        using var second = await bot.Twin.Line.SendAsync((System.Text.Json.Nodes.JsonObject)typed.DeepClone());

        Assert.Single(await bot.RequestsAsync());
        Assert.Equal(first.StatusCode, second.StatusCode);
    }
}
