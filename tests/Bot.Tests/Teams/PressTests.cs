using System.Net;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Teams.Connector;
using JitBot.Core.Requests;
using JitBot.Playground.Twin;

namespace JitBot.Bot.Tests.Teams;

/// <summary>Buttons: who pressed is the verified sender, and what the button carries only picks (rules 34–36).</summary>
public sealed class PressTests
{
    private const string Ask = "request hr-prod read tables title 2h because INC-42 shows wrong totals";

    [Fact]
    public async Task An_approver_presses_and_sees_the_card_change_in_its_place()
    {
        await using var bot = await TeamsBot.StartAsync();
        var (request, card) = await AskedAsync(bot);

        var pressed = await bot.Omar.PressAsync(card, "Approve");

        Assert.Equal((HttpStatusCode.OK, 200), (pressed.Status, pressed.StatusCode));
        Assert.NotNull(pressed.Card);
        Assert.Equal(RequestState.Approved, (await OnlyAsync(bot)).State);
    }

    [Fact]
    public async Task Then_the_message_is_updated_for_everybody()
    {
        await using var bot = await TeamsBot.StartAsync();
        var (request, card) = await AskedAsync(bot);

        await bot.Omar.PressAsync(card, "Approve");
        await bot.RunDueAsync();

        var now = bot.Channel.Find(card.Id)!;
        Assert.NotEmpty(now.Earlier);
        Assert.Empty(now.Replaced);
        Assert.Contains(bot.Twin.Calls, call => call.Method == "PUT" && call.Status == 200);
    }

    [Fact]
    public async Task The_one_who_asked_cannot_approve_by_pressing_the_same_button()
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Directory.Groups["dba"] = ["omar", "dana"];
        var (request, card) = await AskedAsync(bot);

        var pressed = await bot.Dana.PressAsync(card, "Approve");

        Assert.Equal(200, pressed.StatusCode);
        Assert.Equal(RequestState.Pending, (await OnlyAsync(bot)).State);
    }

    [Fact]
    public async Task A_person_named_in_the_button_counts_for_nothing()
    {
        await using var bot = await TeamsBot.StartAsync();
        var (request, card) = await AskedAsync(bot);
        var data = Data(request);
        (data["user"], data["aadObjectId"], data["from"]) = (bot.Omar.AadObjectId, bot.Omar.AadObjectId, new JsonObject { ["aadObjectId"] = bot.Omar.AadObjectId });

        await SendAsync(bot.Sam, card, ActionIds.Approve, data);

        Assert.Equal(RequestState.Pending, (await OnlyAsync(bot)).State);
    }

    [Fact]
    public async Task A_press_delivered_twice_decides_once_and_is_answered_alike()
    {
        await using var bot = await TeamsBot.StartAsync();
        var (request, card) = await AskedAsync(bot);

        await bot.Omar.PressAsync(card, "Approve");
        var again = await SendAsync(bot.Omar, card, ActionIds.Approve, Data(request));

        Assert.Equal(200, again.StatusCode);
        Assert.NotNull(again.Card);
        Assert.Single((await OnlyAsync(bot)).Decisions);
    }

    [Fact]
    public async Task A_press_on_the_card_as_posted_adds_no_second_card_to_keep()
    {
        await using var bot = await TeamsBot.StartAsync();
        var (request, card) = await AskedAsync(bot);

        await bot.Omar.PressAsync(card, "Approve");

        Assert.Single((await OnlyAsync(bot)).Cards, known => known.Slot == CardSlot.Decision);
    }

    [Fact]
    public async Task A_card_that_was_forgotten_is_kept_true_from_the_first_press_on()
    {
        await using var bot = await TeamsBot.StartAsync();
        var (request, card) = await AskedAsync(bot);
        // As if a replica had died between posting this and writing it down.
        var orphan = bot.Twin.Post(bot.Channel, card.Card!.Value);

        await bot.Omar.PressAsync(orphan, ActionIds.Deny, new Dictionary<string, string> { ["text"] = "not this one" });
        await bot.RunDueAsync();

        Assert.NotEmpty(bot.Channel.Find(orphan.Id)!.Earlier);
        Assert.Contains((await OnlyAsync(bot)).Cards, known => known.Message == new MessageReference(bot.Twin.ServiceUrl, orphan.Conversation, orphan.Id).ToString());
    }

    [Fact]
    public async Task A_stranger_is_told_what_an_operator_needs_and_the_card_keeps_its_buttons()
    {
        await using var bot = await TeamsBot.StartAsync();
        var (request, card) = await AskedAsync(bot);
        var stranger = bot.Twin.AddPerson("Mallory");

        var pressed = await stranger.PressAsync(card, "Approve");

        Assert.Null(pressed.Card);
        Assert.Contains(stranger.AadObjectId, pressed.Text, StringComparison.Ordinal);
        Assert.Equal(RequestState.Pending, (await OnlyAsync(bot)).State);
    }

    [Fact]
    public async Task With_the_store_down_the_press_says_so_and_the_card_keeps_its_buttons()
    {
        await using var bot = await TeamsBot.StartAsync();
        var (request, card) = await AskedAsync(bot);
        (bot.Requests.IsDown, bot.Keyed.IsDown) = (true, true);

        var pressed = await bot.Omar.PressAsync(card, "Approve");

        Assert.Equal(HttpStatusCode.OK, pressed.Status);
        Assert.Null(pressed.Card);
        Assert.NotNull(pressed.Text);
        bot.Requests.IsDown = false;
        Assert.Equal(RequestState.Pending, (await OnlyAsync(bot)).State);
    }

    [Theory]
    [InlineData("""{ }""")]
    [InlineData("""{ "action": null }""")]
    [InlineData("""{ "action": [] }""")]
    [InlineData("""{ "action": { "verb": 5, "data": {} } }""")]
    [InlineData("""{ "action": { "verb": "jit.approve.v1" } }""")]
    [InlineData("""{ "action": { "verb": "jit.approve.v1", "data": "text" } }""")]
    [InlineData("""{ "action": { "verb": "jit.approve.v1", "data": { "request": {}, "terms": [] } } }""")]
    [InlineData("""{ "action": { "verb": "jit.approve.v1", "data": { "request": "../../etc", "terms": 1 } } }""")]
    [InlineData("""{ "action": { "verb": "jit.approve.v1", "data": { "request": "abcdefghijkl", "terms": -1 } } }""")]
    [InlineData("""{ "action": { "verb": "jit.submit.v1", "data": { } } }""")]
    [InlineData("""{ "action": { "verb": "jit.submit.v1", "data": { "form": "" } } }""")]
    public async Task A_button_that_nobody_can_read_is_answered_and_changes_nothing(string value)
    {
        await using var bot = await TeamsBot.StartAsync();
        var (_, card) = await AskedAsync(bot);
        var invoke = bot.Twin.Activities.Pressed(bot.Omar, card, [], []);
        invoke["value"] = JsonNode.Parse(value);

        var pressed = await bot.Omar.SendPressAsync(card, invoke);

        Assert.Equal((HttpStatusCode.OK, 200), (pressed.Status, pressed.StatusCode));
        Assert.NotNull(pressed.Text);
        Assert.Equal(RequestState.Pending, (await OnlyAsync(bot)).State);
    }

    [Theory]
    [InlineData(""" "text" """)]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task A_press_without_an_object_is_answered(string value)
    {
        await using var bot = await TeamsBot.StartAsync();
        var (_, card) = await AskedAsync(bot);
        var invoke = bot.Twin.Activities.Pressed(bot.Omar, card, [], []);
        invoke["value"] = JsonNode.Parse(value);

        Assert.NotNull((await bot.Omar.SendPressAsync(card, invoke)).Text);
    }

    [Fact]
    public async Task A_password_is_shown_in_private_only_to_the_requester_and_is_in_no_message()
    {
        await using var bot = await TeamsBot.StartAsync();
        var (request, card) = await GrantedAsync(bot);

        var pressed = await bot.Dana.PressAsync(card, ActionIds.ShowCredentials);

        var password = ((Support.MemoryConnector)bot.Get<Core.Targets.ITargetConnector>()).Passwords.Values.Single().Reveal();
        Assert.NotNull(pressed.Card);
        Assert.DoesNotContain(bot.Twin.Everything(), message => message.Card?.GetRawText().Contains(password, StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_password_is_hidden_again_after_a_minute_by_an_update_of_the_card()
    {
        await using var bot = await TeamsBot.StartAsync();
        var (request, card) = await GrantedAsync(bot);
        await bot.Dana.PressAsync(card, ActionIds.ShowCredentials);
        Assert.NotEmpty(bot.Dana.Chat.Find(card.Id)!.Replaced);

        bot.Time.Advance(TimeSpan.FromMinutes(2));
        await bot.RunDueAsync();
        await bot.RunDueAsync();

        Assert.Empty(bot.Dana.Chat.Find(card.Id)!.Replaced);
    }

    [Fact]
    public async Task In_a_channel_no_password_is_made()
    {
        await using var bot = await TeamsBot.StartAsync();
        var (request, _) = await GrantedAsync(bot);
        var inChannel = bot.Channel.FromBot.First();

        await SendAsync(bot.Dana, inChannel, ActionIds.ShowCredentials, Data(request));

        Assert.Empty(((Support.MemoryConnector)bot.Get<Core.Targets.ITargetConnector>()).Passwords);
    }

    [Fact]
    public async Task An_old_client_that_could_only_be_answered_with_a_message_gets_no_password()
    {
        await using var bot = await TeamsBot.StartAsync();
        var (request, card) = await GrantedAsync(bot);

        var heard = await bot.Dana.PressWithOldClientAsync(card, ActionIds.ShowCredentials);

        Assert.Equal(HttpStatusCode.OK, heard.Status);
        Assert.Contains("too old", Assert.Single(heard.Replies).Summary, StringComparison.Ordinal);
        Assert.Empty(((Support.MemoryConnector)bot.Get<Core.Targets.ITargetConnector>()).Passwords);
    }

    [Fact]
    public async Task An_old_client_decides_all_the_same()
    {
        await using var bot = await TeamsBot.StartAsync();
        var (request, card) = await AskedAsync(bot);

        var heard = await bot.Omar.PressWithOldClientAsync(card, "Approve");

        Assert.Equal(HttpStatusCode.OK, heard.Status);
        Assert.Single(heard.Replies);
        Assert.Equal(RequestState.Approved, (await OnlyAsync(bot)).State);
    }

    private static async Task<(AccessRequest Request, TwinMessage Card)> AskedAsync(TeamsBot bot)
    {
        await bot.Dana.SayAsync(Ask);
        await bot.RunDueAsync();
        return (await OnlyAsync(bot), bot.Channel.FromBot.Single());
    }

    private static async Task<(AccessRequest Request, TwinMessage Card)> GrantedAsync(TeamsBot bot)
    {
        var (request, card) = await AskedAsync(bot);
        await bot.Omar.PressAsync(card, "Approve");
        await bot.RunDueAsync();
        var granted = await OnlyAsync(bot);
        Assert.Equal(RequestState.Active, granted.State);
        var posted = MessageReference.Parse(granted.Cards.Single(known => known.Slot == CardSlot.Grant).Message)!;
        return (granted, bot.Dana.Chat.Find(posted.Activity)!);
    }

    private static async Task<AccessRequest> OnlyAsync(TeamsBot bot) => Assert.Single(await bot.RequestsAsync());

    private static JsonObject Data(AccessRequest request) => new() { ["request"] = request.Id.Value, ["terms"] = request.Terms };

    /// <summary>A press that need not come from a button on this card, as of a client that made it up.</summary>
    private static Task<TwinPressed> SendAsync(TwinPerson person, TwinMessage card, string verb, JsonObject data) =>
        person.SendPressAsync(card, person.Twin.Activities.Pressed(person, card, new() { ["verb"] = verb }, data));
}
