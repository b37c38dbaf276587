using JitBot.Bot.Conversation;
using JitBot.Core.Approvals;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Sweep;

namespace JitBot.Bot.Tests.Conversation;

public sealed class PressingTests
{
    private readonly TalkWorld _world = new();

    [Fact]
    public async Task Approval_shows_the_card_without_buttons()
    {
        var request = await _world.AskedAsync();

        var card = Card(await _world.PressAsync(TalkWorld.InChannel(Cast.Ada), ActionIds.Approve, request, TalkWorld.Message(request, CardSlot.Decision)));

        Assert.Equal("Approved, access is being made", card.Status);
        Assert.Empty(card.Actions);
        Assert.Null(card.Note);
    }

    [Fact]
    public async Task Access_is_told_to_the_requester_when_it_is_there()
    {
        var request = await _world.GrantedAsync();

        var card = _world.Chat.Shown[TalkWorld.Message(request, CardSlot.Grant)];
        Assert.Equal([ActionIds.ShowCredentials, ActionIds.Extend, ActionIds.GiveBack], card.Actions.Select(action => action.Id));
        Assert.Equal("Active", _world.Chat.Shown[TalkWorld.Message(request, CardSlot.Decision)].Status);
    }

    [Fact]
    public async Task Denial_needs_a_reason_and_the_requester_reads_it()
    {
        var request = await _world.AskedAsync();
        var message = TalkWorld.Message(request, CardSlot.Decision);

        var without = Card(await _world.PressAsync(TalkWorld.InChannel(Cast.Ada), ActionIds.Deny, request, message, " "));
        Assert.Equal("Denying needs a reason", without.Note!.Title);
        Assert.Equal(3, without.Actions.Length);

        await _world.PressAsync(TalkWorld.InChannel(Cast.Ada), ActionIds.Deny, request, message, "Use the archive");
        await _world.WorkAsync();
        var closing = _world.Chat.Shown[TalkWorld.Message(await _world.OnlyRequestAsync(), CardSlot.Closing)];
        Assert.Contains("Use the archive", closing.Text.Select(text => text.ToString()));
    }

    /// <summary>Also of more time, whose card does not name the rule.</summary>
    [Fact]
    public void Whoever_approves_what_the_policy_has_come_to_refuse_reads_which_rule_it_was()
    {
        var note = Wording.Of(new DecideOutcome.DeniedByPolicy(Lives.DeniedByPolicy), Names.Of(Cast.Dana))!;

        Assert.Equal("Rule freeze refuses it by now, so it was denied.", note.Text.ToString());
    }

    [Theory]
    [InlineData("dana", "This is your own request")]
    [InlineData("olga", "This is not for you to decide")]
    public async Task Who_may_not_decide_reads_why_above_the_card(string person, string title)
    {
        var request = await _world.AskedAsync();
        var asker = TalkWorld.InChannel((await _world.Directory.FindAsync(new JitBot.Core.People.PersonId(person), default))!);

        var card = Card(await _world.PressAsync(asker, ActionIds.Approve, request, TalkWorld.Message(request, CardSlot.Decision)));

        Assert.Equal(title, card.Note!.Title);
        Assert.Equal(3, card.Actions.Length);
        Assert.Equal(RequestState.Pending, (await _world.OnlyRequestAsync()).State);
    }

    [Fact]
    public async Task Made_up_press_of_somebody_it_does_not_concern_learns_nothing()
    {
        var request = await _world.AskedAsync();

        foreach (var action in (string[])[ActionIds.Approve, ActionIds.Withdraw, ActionIds.GiveBack, ActionIds.ShowCredentials, "jit.no-such.v9"])
        {
            var card = Card(await _world.PressAsync(TalkWorld.Privately(Cast.Sam), action, request, "own-message"));

            Assert.Empty(card.Lead);
            Assert.Empty(card.Facts);
        }

        Assert.DoesNotContain("own-message", (await _world.OnlyRequestAsync()).Cards.Select(card => card.Message));
    }

    [Fact]
    public async Task Loser_of_a_race_sees_who_won()
    {
        var request = await _world.AskedAsync();
        var message = TalkWorld.Message(request, CardSlot.Decision);
        await _world.PressAsync(TalkWorld.InChannel(Cast.Ada), ActionIds.Approve, request, message);

        var card = Card(await _world.PressAsync(TalkWorld.InChannel(Cast.Bo), ActionIds.Approve, request, message));

        Assert.Equal("Already decided", card.Note!.Title);
        Assert.Contains(card.Text, text => text.ToString().StartsWith("Approved by Ada Okafor", StringComparison.Ordinal));
    }

    [Fact]
    public async Task First_of_two_approvals_says_what_is_missing()
    {
        var request = await _world.AskedAsync("request hr-prod write employee for 30m because x");

        var card = Card(await _world.PressAsync(TalkWorld.InChannel(Cast.Ada), ActionIds.Approve, request, TalkWorld.Message(request, CardSlot.Decision)));

        Assert.Equal("Your approval is on record", card.Note!.Title);
        Assert.Equal("Waiting for approval: 1 of 2", card.Status);
    }

    [Fact]
    public async Task Changed_terms_are_shown_again()
    {
        var request = await _world.AskedAsync();

        var card = Card(await _world.PressAsync(
            TalkWorld.InChannel(Cast.Ada), ActionIds.Approve, request with { Terms = 0 }, TalkWorld.Message(request, CardSlot.Decision)));

        Assert.Equal("What is asked has changed", card.Note!.Title);
        Assert.All(card.Actions, action => Assert.Equal(1, Assert.IsType<ButtonSubject.OfRequest>(action.About).Terms));
    }

    [Fact]
    public async Task Credentials_are_shown_in_private_and_hidden_a_minute_later()
    {
        var request = await _world.GrantedAsync();
        var message = TalkWorld.Message(request, CardSlot.Grant);

        var shown = Assert.IsType<Reply.Credentials>(await _world.PressAsync(TalkWorld.Privately(Cast.Dana), ActionIds.ShowCredentials, request, message));
        var password = shown.View.Facts.Single(fact => fact.Label == "Password").Value.ToString();
        Assert.Equal(28, password.Length);
        Assert.DoesNotContain(password, shown.View.Summary, StringComparison.Ordinal);

        _world.Chat.Shown.Clear();
        await _world.WorkAsync();
        Assert.Empty(_world.Chat.Shown);
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await _world.WorkAsync();
        Assert.StartsWith("Your access is ready", _world.Chat.Shown[message].Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_are_never_shown_where_others_read_along()
    {
        var request = await _world.GrantedAsync();

        Assert.Equal("Not here", Card(await _world.PressAsync(
            TalkWorld.InChannel(Cast.Dana), ActionIds.ShowCredentials, request, TalkWorld.Message(request, CardSlot.Grant))).Title);
        Assert.Equal(0, (await _world.OnlyRequestAsync()).Grant.SecretsShown);
    }

    // Rule 21
    [Fact]
    public async Task Credentials_are_not_shown_while_the_target_is_on_hold_and_the_holder_reads_why()
    {
        var request = await _world.GrantedAsync();
        await _world.Sweep.HandleAsync(Cast.Hr, default);
        _world.Connector.Identity = "another server";
        _world.Time.Advance(ReconcileTargets.Interval);
        await _world.Sweep.HandleAsync(Cast.Hr, default);

        var card = Card(await _world.PressAsync(TalkWorld.Privately(Cast.Dana), ActionIds.ShowCredentials, request, TalkWorld.Message(request, CardSlot.Grant)));

        Assert.Equal("hr-prod is on hold", card.Note!.Title);
        Assert.Empty(_world.Connector.Passwords);
    }

    [Fact]
    public async Task Credentials_are_the_requesters_alone()
    {
        var request = await _world.GrantedAsync();

        Assert.Equal("This is somebody else's", Card(await _world.PressAsync(
            TalkWorld.Privately(Cast.Sam), ActionIds.ShowCredentials, request, "own-message")).Title);
        Assert.Equal(0, (await _world.OnlyRequestAsync()).Grant.SecretsShown);
    }

    [Fact]
    public async Task Password_goes_on_no_card_that_would_not_be_cleared()
    {
        var request = await _world.GrantedAsync();

        var card = Card(await _world.PressAsync(TalkWorld.Privately(Cast.Dana), ActionIds.ShowCredentials, request, "lost-message"));
        Assert.Equal("This card was left behind", card.Note!.Title);
        Assert.Equal(0, (await _world.OnlyRequestAsync()).Grant.SecretsShown);

        Assert.IsType<Reply.Credentials>(await _world.PressAsync(TalkWorld.Privately(Cast.Dana), ActionIds.ShowCredentials, request, "lost-message"));
    }

    [Fact]
    public async Task Lost_card_that_is_pressed_is_kept_true_from_then_on()
    {
        var request = await _world.AskedAsync();
        await _world.PressAsync(TalkWorld.InChannel(Cast.Ada), ActionIds.Approve, request, "lost-message");
        await _world.WorkAsync();

        Assert.Equal("Active", _world.Chat.Shown["lost-message"].Status);
    }

    [Fact]
    public async Task I_am_done_ends_access_and_every_card_reaches_its_last_state()
    {
        var request = await _world.GrantedAsync();
        var card = Card(await _world.PressAsync(TalkWorld.Privately(Cast.Dana), ActionIds.GiveBack, request, TalkWorld.Message(request, CardSlot.Grant)));
        Assert.Equal("Given back", card.Note!.Title);

        await _world.WorkAsync();

        Assert.All(_world.Chat.Cards, shown => Assert.Equal("Given back", shown.Status));
        Assert.All(_world.Chat.Cards, shown => Assert.Empty(shown.Actions));
    }

    [Fact]
    public async Task Withdrawing_leaves_no_buttons()
    {
        var request = await _world.AskedAsync();
        var card = Card(await _world.PressAsync(TalkWorld.Privately(Cast.Dana), ActionIds.Withdraw, request, TalkWorld.Message(request, CardSlot.Status)));
        await _world.WorkAsync();

        Assert.Equal("Withdrawn", card.Status);
        Assert.All(_world.Chat.Shown.Values, shown => Assert.Empty(shown.Actions));
    }

    [Fact]
    public async Task Unknown_request_is_said_to_be()
    {
        var card = Card(await _world.PressAsync(TalkWorld.InChannel(Cast.Ada), ActionIds.Approve, Lives.Pending, "m"));

        Assert.Equal("No such request", card.Title);
    }

    [Fact]
    public async Task Store_that_is_down_is_the_faces_to_word()
    {
        var request = await _world.AskedAsync();
        _world.Store.IsDown = true;

        await Assert.ThrowsAsync<StoreDownException>(() => _world.PressAsync(TalkWorld.InChannel(Cast.Ada), ActionIds.Approve, request, "m"));
        Assert.Equal("Not at the moment", Card(Dialogue.StoreDown()).Title);
    }

    private static CardView Card(Reply reply) => Assert.IsType<Reply.Card>(reply).View;
}
