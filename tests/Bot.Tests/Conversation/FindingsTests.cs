using System.Collections.Immutable;
using JitBot.Bot.Conversation;
using JitBot.Core;
using JitBot.Core.People;
using JitBot.Core.Sweep;
using JitBot.Core.Targets;
using JitBot.Support;

namespace JitBot.Bot.Tests.Conversation;

/// <summary>What the sweep finds, told in the target's channel, and what a press on it does.</summary>
public sealed class FindingsTests
{
    private readonly TalkWorld _world = new();

    [Fact]
    public async Task A_target_in_order_is_not_spoken_of()
    {
        await SweepAsync();

        Assert.Empty(_world.Chat.Shown);
    }

    [Fact]
    public async Task A_hold_is_told_in_the_channel_with_each_account_once()
    {
        await HeldAsync();
        await TellAsync();
        await TellAsync();

        var (_, card) = Assert.Single(_world.Chat.Shown);
        Assert.Equal(new CardPlace.Channel("19:hr@thread.tacv2"), Assert.Single(_world.Chat.Places));
        Assert.Equal(("hr-prod is on hold", "On hold", CardTone.Bad), (card.Title, card.Status, card.Tone));
        Assert.Contains(card.Lead, text => text.ToString().Contains("./jitbot hold release hr-prod", StringComparison.Ordinal));
        Assert.Equal(4, card.Items.Length);
        Assert.All(card.Items, item => Assert.Equal(["Close", "Keep until"], item.Actions.Select(action => action.Label)));
        Assert.Equal(1, _world.Chat.Calls);
    }

    [Fact]
    public async Task An_owner_closes_one_and_the_message_follows_until_all_is_in_order_again()
    {
        var unknown = await HeldAsync();
        await TellAsync();

        var pressed = Assert.IsType<Reply.Card>(await PressAsync(Cast.Olga, ActionIds.CloseFinding, unknown[0]));
        Assert.Equal("It is being closed", pressed.View.Note!.Title);
        await _world.Sweep.HandleAsync(Cast.Hr, default);
        await TellAsync();
        Assert.Equal(3, Card.Items.Length);
        Assert.Contains(Card.Text, text => text.ToString().Contains("as Olga Petrova decided", StringComparison.Ordinal));

        foreach (var account in unknown[1..])
        {
            await PressAsync(Cast.Olga, ActionIds.CloseFinding, account);
        }

        await _world.Release.HandleAsync(new("hr-prod", "root", "all is well"), default);
        await _world.Sweep.HandleAsync(Cast.Hr, default);
        await TellAsync();

        Assert.Single(_world.Chat.Shown);
        Assert.Equal(("All in order again", CardTone.Good), (Card.Status, Card.Tone));
        Assert.Empty(Card.Items);
        Assert.Empty(_world.Connector.Accounts);
    }

    [Fact]
    public async Task What_is_found_after_all_was_well_is_a_message_of_its_own()
    {
        _world.Connector.HaveUnknown(1);
        await SweepAsync();
        _world.Connector.HaveUnknown(2);
        await SweepAsync();

        Assert.Equal(2, _world.Chat.Shown.Count);
        Assert.All(_world.Chat.Shown.Values, card => Assert.Equal("All in order again", card.Status));
    }

    // Rule 34
    [Fact]
    public async Task Somebody_else_is_refused_and_changes_nothing()
    {
        var unknown = await HeldAsync();
        await TellAsync();

        var refused = Assert.IsType<Reply.Card>(await PressAsync(Cast.Ada, ActionIds.CloseFinding, unknown[0]));
        await _world.Sweep.HandleAsync(Cast.Hr, default);

        Assert.Equal("Only owners decide about this", refused.View.Note!.Title);
        Assert.Contains("hr-owners", refused.View.Note.Text.ToString(), StringComparison.Ordinal);
        Assert.Equal(4, _world.Connector.Accounts.Count);
    }

    [Fact]
    public async Task To_somebody_else_who_made_up_a_button_nothing_is_shown()
    {
        var unknown = await HeldAsync();
        await TellAsync();

        var refused = Assert.IsType<Reply.Card>(await PressAsync(Cast.Ada, ActionIds.CloseFinding, unknown[0], message: "made up"));

        Assert.Empty(refused.View.Items);
        Assert.Empty(refused.View.Lead);
    }

    [Fact]
    public async Task An_owner_has_one_kept_and_the_message_says_by_whom_until_when_and_why()
    {
        var unknown = await HeldAsync();
        await TellAsync();

        await PressAsync(Cast.Olga, ActionIds.KeepFinding, unknown[0], text: "the auditors look at it", howLong: "7d");
        await TellAsync();

        var kept = Card.Items[^1];
        Assert.Equal($"Kept: {unknown[0].Name}", kept.Text[0].ToString());
        Assert.Contains("as Olga Petrova decided: the auditors look at it", kept.Text[1].ToString(), StringComparison.Ordinal);
        Assert.Equal(["Close"], kept.Actions.Select(action => action.Label));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("soon")]
    public async Task A_length_of_time_that_nobody_can_read_keeps_nothing(string? howLong)
    {
        var unknown = await HeldAsync();

        await PressAsync(Cast.Olga, ActionIds.KeepFinding, unknown[0], text: "because", howLong: howLong);

        Assert.Empty((await _world.Records.FindAsync("hr-prod", default)).Kept);
    }

    [Fact]
    public async Task An_orphaned_message_answers_with_how_it_stands_and_is_kept_true_from_then_on()
    {
        var unknown = await HeldAsync();
        await TellAsync();
        _world.Chat.Shown["orphan"] = Card;

        var answered = Assert.IsType<Reply.Card>(await PressAsync(Cast.Olga, ActionIds.CloseFinding, unknown[0], message: "orphan"));
        await _world.Sweep.HandleAsync(Cast.Hr, default);
        await TellAsync();

        Assert.Equal("hr-prod is on hold", answered.View.Title);
        Assert.Equal(3, _world.Chat.Shown["orphan"].Items.Length);
        Assert.Equal(2, _world.Chat.Shown.Count);
    }

    [Fact]
    public async Task A_chat_that_is_down_is_told_later()
    {
        await HeldAsync();
        _world.Chat.Refuse = _ => new PostOutcome.Again("down", TimeSpan.FromSeconds(30));
        await TellAsync();
        _world.Chat.Refuse = _ => null;
        await TellAsync();
        Assert.Empty(_world.Chat.Shown);

        _world.Time.Advance(TimeSpan.FromSeconds(30));
        await TellAsync();

        Assert.Equal("hr-prod is on hold", Card.Title);
    }

    [Fact]
    public async Task Two_replicas_post_one_message()
    {
        await HeldAsync();

        await Task.WhenAll(TellAsync(), TellAsync(), TellAsync());

        Assert.Single(_world.Chat.Shown);
    }

    private CardView Card => _world.Chat.Shown.First().Value;

    private async Task<ImmutableArray<Account>> HeldAsync()
    {
        var unknown = _world.Connector.HaveUnknown(4);
        Assert.IsType<SweepOutcome.OnHold>(await _world.Sweep.HandleAsync(Cast.Hr, default));
        return unknown;
    }

    private async Task SweepAsync()
    {
        _world.Time.Advance(ReconcileTargets.Interval);
        await _world.Sweep.HandleAsync(Cast.Hr, default);
        await TellAsync();
        await TellAsync();
    }

    private Task TellAsync() => _world.Findings.HandleAsync(default);

    private Task<Reply> PressAsync(Person person, string action, Account account, string? message = null, string? text = null, string? howLong = null) =>
        _world.Dialogue.PressFindingAsync(
            TalkWorld.InChannel(person), new(action, "hr-prod", FindingId.Of("hr-prod", account.Name), text, message ?? _world.Chat.Shown.Keys.FirstOrDefault(), howLong), default);
}
