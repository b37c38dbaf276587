using JitBot.Bot.Conversation;
using JitBot.Core.Requests;
using JitBot.Core.Targets;
using JitBot.Playground.Twin;
using JitBot.Support;

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

    [Fact]
    public async Task An_address_is_typed_where_the_database_can_hold_to_it()
    {
        await using var bot = await TeamsBot.StartAsync();
        ((MemoryConnector)bot.Get<ITargetConnector>()).Bind("hr");
        var form = await FormAsync(bot);

        var wrong = await bot.Dana.SubmitAsync(form, new Dictionary<string, string>(Filled) { ["address"] = "my laptop" });
        Assert.Contains("is not one address that I can read", wrong.Card!.Value.GetRawText(), StringComparison.Ordinal);
        await bot.Dana.SubmitAsync(bot.Dana.Chat.Find(form.Id)!, new Dictionary<string, string>(Filled) { ["address"] = "10.0.0.77/24" });

        Assert.Equal("10.0.0.0/24", Assert.Single(await bot.RequestsAsync()).Scope.Address?.Text);
    }

    // Nobody gets in from anywhere who asked to be held to an address.
    [Fact]
    public async Task An_address_that_was_said_stays_until_somebody_takes_it_out()
    {
        await using var bot = await TeamsBot.StartAsync();
        var form = (await bot.Dana.SayAsync("request hr-prod read from 10.1.2.3 for 2h because INC-42")).Replies.Single();
        Assert.Contains("cannot be held to an address", form.Card!.Value.GetRawText(), StringComparison.Ordinal);

        await bot.Dana.SubmitAsync(form, new Dictionary<string, string>());
        Assert.Empty(await bot.RequestsAsync());
        await bot.Dana.SubmitAsync(bot.Dana.Chat.Find(form.Id)!, new Dictionary<string, string> { ["address"] = "" });

        Assert.Null(Assert.Single(await bot.RequestsAsync()).Scope.Address);
    }

    [Fact]
    public async Task Where_nobody_asked_for_an_address_and_it_cannot_be_held_to_nothing_is_said_of_it()
    {
        await using var bot = await TeamsBot.StartAsync();

        Assert.DoesNotContain("address", (await FormAsync(bot)).Card!.Value.GetRawText(), StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<TwinMessage> FormAsync(TeamsBot bot) => (await bot.Dana.SayAsync("request hr-prod read")).Replies.Single();
}
