using JitBot.Bot.Conversation;
using JitBot.Core.Requests;

namespace JitBot.Bot.Tests.Conversation;

public sealed class ExtendingTests
{
    private readonly TalkWorld _world = new();

    [Fact]
    public async Task More_time_asked_for_on_the_card_is_a_card_for_those_who_decide()
    {
        var request = await _world.GrantedAsync();

        var card = Card(await PressAsync(request, "1h", "the restore still runs"));
        await _world.WorkAsync();

        Assert.Equal("Asked for more time", card.Note!.Title);
        var asked = await CardAsync(CardSlot.Extension);
        Assert.Equal("Dana Reyes asks for 1 h more: read on hr-prod", asked.Title);
        Assert.Equal([ActionIds.Approve, ActionIds.Deny], asked.Actions.Select(action => action.Id));
        Assert.Equal("the restore still runs", asked.Lead.Single().ToString());
    }

    [Fact]
    public async Task What_was_decided_about_more_time_is_told_to_the_holder_by_a_card_of_its_own()
    {
        var request = await _world.GrantedAsync();
        await PressAsync(request, "1h", "the restore still runs");
        await _world.WorkAsync();

        await DecideAsync(ActionIds.Approve);

        Assert.Equal("You have 1 h more: read on hr-prod", (await CardAsync(CardSlot.ExtensionDecided)).Title);
        Assert.Equal("Extended", (await CardAsync(CardSlot.Extension)).Status);
        Assert.Empty((await CardAsync(CardSlot.Extension)).Actions);
    }

    [Fact]
    public async Task A_denied_extension_says_why()
    {
        var request = await _world.GrantedAsync();
        await PressAsync(request, "1h", "the restore still runs");
        await _world.WorkAsync();

        await DecideAsync(ActionIds.Deny, "The load job starts at two");

        var told = await CardAsync(CardSlot.ExtensionDecided);
        Assert.Equal("No more time: read on hr-prod", told.Title);
        Assert.Contains("The load job starts at two", told.Text.Select(text => text.ToString()));
    }

    [Fact]
    public async Task An_extension_nobody_decided_ends_with_its_grant()
    {
        var request = await _world.GrantedAsync();
        await PressAsync(request, "1h", "the restore still runs");
        await _world.WorkAsync();

        _world.Time.Advance(TimeSpan.FromHours(2));
        await _world.WorkAsync();

        Assert.Equal("Not decided in time", (await CardAsync(CardSlot.Extension)).Status);
        Assert.Empty((await CardAsync(CardSlot.Extension)).Actions);
    }

    [Fact]
    public async Task Each_reminder_is_a_card_of_its_own()
    {
        var request = await _world.GrantedAsync();
        _world.Time.Advance(TimeSpan.FromMinutes(111));
        await _world.WorkAsync();
        await PressAsync(request, "1h", "the restore still runs");
        await _world.WorkAsync();
        await DecideAsync(ActionIds.Approve);
        _world.Time.Advance(TimeSpan.FromMinutes(60));
        await _world.WorkAsync();

        var reminders = (await _world.OnlyRequestAsync()).Cards.Where(card => card.Slot == CardSlot.Reminder).OrderBy(card => card.Number);
        Assert.Equal(["Extended", "Ends soon"], reminders.Select(card => _world.Chat.Shown[card.Message].Status));
    }

    [Theory]
    [InlineData("extend 1h because the restore still runs", "Asked for more time")]
    [InlineData("extend by 30 min the restore still runs", "Asked for more time")]
    [InlineData("extend 1h", "Extending needs a reason")]
    [InlineData("extend", "How much longer?")]
    [InlineData("extend 2h; drop", "How much longer?")]
    [InlineData("extend -1h because", "How much longer?")]
    [InlineData("extend 0 because", "How much longer?")]
    [InlineData("extend 9d because", "That is too long")]
    public async Task A_typed_line_asks_for_more_time_or_says_what_is_wrong_with_it(string line, string title)
    {
        await _world.GrantedAsync();

        Assert.Equal(title, Card(await _world.SayAsync(Cast.Dana, line)).Title);
    }

    [Fact]
    public async Task Without_access_there_is_nothing_to_extend() =>
        Assert.Equal("Nothing to extend", Card(await _world.SayAsync(Cast.Dana, "extend 1h because")).Title);

    [Fact]
    public async Task Somebody_elses_grant_cannot_be_extended_by_its_id()
    {
        var request = await _world.GrantedAsync();

        Assert.Equal("This is somebody else's", Card(await _world.SayAsync(Cast.Ada, $"extend {request.Id} 1h because I say so")).Title);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2h; drop")]
    [InlineData("-1h")]
    public async Task A_press_without_a_length_of_time_changes_nothing(string? howLong)
    {
        var request = await _world.GrantedAsync();

        Assert.Equal("How much longer?", Card(await PressAsync(request, howLong, "because")).Note!.Title);
        Assert.Equal(request.Version, (await _world.OnlyRequestAsync()).Version);
    }

    private Task<Reply> PressAsync(AccessRequest request, string? howLong, string reason) => _world.Dialogue.PressAsync(
        TalkWorld.Privately(Cast.Dana),
        new(ActionIds.Extend, request.Id, request.Terms, reason, TalkWorld.Message(request, CardSlot.Grant), howLong), default);

    private async Task DecideAsync(string action, string? reason = null)
    {
        var request = await _world.OnlyRequestAsync();
        await _world.PressAsync(TalkWorld.InChannel(Cast.Ada), action, request, TalkWorld.Message(request, CardSlot.Extension), reason);
        await _world.WorkAsync();
    }

    private async Task<CardView> CardAsync(CardSlot slot) => _world.Chat.Shown[TalkWorld.Message(await _world.OnlyRequestAsync(), slot)];

    private static CardView Card(Reply reply) => Assert.IsType<Reply.Card>(reply).View;
}
