using JitBot.Bot.Conversation;
using JitBot.Core.Requests;
using JitBot.Playground.Twin;

namespace JitBot.Bot.Tests.Teams;

public sealed class FormTests
{
    private static readonly Dictionary<string, string> Filled = new() { ["durationTyped"] = "2h", ["reason"] = "INC-42 shows wrong totals" };

    [Fact]
    public async Task The_message_a_form_stood_in_becomes_the_status_card_and_is_kept_true()
    {
        await using var bot = await TeamsBot.StartAsync();
        var form = await FormAsync(bot);

        var pressed = await bot.Dana.SubmitAsync(form, Filled);

        Assert.NotNull(pressed.Card);
        var request = Assert.Single(await bot.RequestsAsync());
        var status = Assert.Single(request.Cards);
        Assert.Equal((CardSlot.Status, "teams"), (status.Slot, status.Surface));

        await bot.RunDueAsync();
        Assert.Single(bot.Dana.Chat.FromBot);
        Assert.NotEmpty(bot.Dana.Chat.Find(form.Id)!.Earlier);
    }

    [Fact]
    public async Task Submitting_twice_asks_once()
    {
        await using var bot = await TeamsBot.StartAsync();
        var form = await FormAsync(bot);
        var (action, inputs) = TwinCard.Button(form.Card!.Value, ActionIds.Submit);
        var invoke = bot.Twin.Activities.Pressed(bot.Dana, form, action, TwinCard.Data(action, inputs, Filled));

        var first = await bot.Dana.SendPressAsync(form, (System.Text.Json.Nodes.JsonObject)invoke.DeepClone());
        var second = await bot.Dana.SendPressAsync(form, (System.Text.Json.Nodes.JsonObject)invoke.DeepClone());

        Assert.Single(await bot.RequestsAsync());
        Assert.Equal(first.Card!.Value.GetRawText(), second.Card!.Value.GetRawText());
    }

    [Fact]
    public async Task Somebody_elses_form_sent_in_is_a_request_of_the_senders_own()
    {
        await using var bot = await TeamsBot.StartAsync();
        var form = await FormAsync(bot);
        await bot.Dana.SubmitAsync(form, Filled);
        var (action, inputs) = TwinCard.Button(form.Card!.Value, ActionIds.Submit);
        var mine = (await bot.Sam.SayAsync("request hr-prod read")).Replies.Single();

        await bot.Sam.SendPressAsync(mine, bot.Twin.Activities.Pressed(bot.Sam, mine, action, TwinCard.Data(action, inputs, Filled)));

        Assert.Equal(["dana", "sam"], (await bot.RequestsAsync()).Select(request => request.Requester.Value).Order());
    }

    [Fact]
    public async Task What_is_missing_stands_in_the_form_that_comes_back()
    {
        await using var bot = await TeamsBot.StartAsync();
        var form = await FormAsync(bot);

        var pressed = await bot.Dana.SubmitAsync(form, new Dictionary<string, string> { ["durationTyped"] = "2h" });

        Assert.Contains("Not submitted yet", pressed.Card!.Value.GetRawText(), StringComparison.Ordinal);
        Assert.Empty(await bot.RequestsAsync());

        await bot.Dana.SubmitAsync(bot.Dana.Chat.Find(form.Id)!, Filled);
        Assert.Single(await bot.RequestsAsync());
    }

    [Fact]
    public async Task A_refusal_leaves_the_form_with_what_was_typed_where_it_is()
    {
        await using var bot = await TeamsBot.StartAsync();
        var form = await FormAsync(bot);
        bot.Directory.Groups["dba"] = ["dana"];

        var pressed = await bot.Dana.SubmitAsync(form, Filled);

        Assert.Null(pressed.Card);
        Assert.Contains("Nobody could decide this", pressed.Text, StringComparison.Ordinal);
        Assert.Empty(await bot.RequestsAsync());
        Assert.Equal(form.Card!.Value.GetRawText(), bot.Dana.Chat.Find(form.Id)!.CardFor(bot.Dana)!.Value.GetRawText());
    }

    [Fact]
    public async Task An_old_client_submits_too_and_sees_the_status_in_the_forms_place()
    {
        await using var bot = await TeamsBot.StartAsync();
        var form = await FormAsync(bot);

        await bot.Dana.PressWithOldClientAsync(form, ActionIds.Submit, Filled);

        Assert.Single(await bot.RequestsAsync());
        Assert.NotEmpty(bot.Dana.Chat.Find(form.Id)!.Earlier);
        Assert.Single(bot.Dana.Chat.FromBot);
    }

    private static async Task<TwinMessage> FormAsync(TeamsBot bot) => (await bot.Dana.SayAsync("request hr-prod read")).Replies.Single();
}
