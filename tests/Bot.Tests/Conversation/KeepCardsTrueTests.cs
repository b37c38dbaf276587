using JitBot.Bot.Conversation;
using JitBot.Core.Grants;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using JitBot.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace JitBot.Bot.Tests.Conversation;

public sealed class KeepCardsTrueTests
{
    private readonly FakeSurface _teams = new("teams");
    private readonly FakeSurface _slack = new("slack");
    private readonly MemoryDirectory _directory = Cast.Directory();

    [Fact]
    public async Task Request_is_posted_to_the_channel_and_to_its_requester()
    {
        var shown = await ShowAsync(Lives.Pending);

        Assert.Equal([CardSlot.Decision, CardSlot.Status], shown.Cards.Select(card => card.Slot));
        Assert.Equal([new CardPlace.Channel("19:hr@thread.tacv2"), new CardPlace.Direct(Cast.Dana)], _teams.Places);
        Assert.Equal(0, _slack.Calls);
        Assert.Null(shown.Failure);
    }

    [Fact]
    public async Task What_is_current_is_left_alone()
    {
        var shown = await ShowAsync(Lives.Pending);
        var calls = _teams.Calls;

        await ShowAsync(Lives.Pending with { Cards = shown.Cards });

        Assert.Equal(calls, _teams.Calls);
    }

    public static TheoryData<string, string> Slots => new()
    {
        { nameof(Lives.Pending), "Decision Status" },
        { nameof(Lives.Approved), "Decision Status" },
        { nameof(Lives.Active), "Decision Status Grant" },
        { nameof(Lives.Reminded), "Decision Status Grant Reminder" },
        { nameof(Lives.Denied), "Decision Status Closing" },
        { nameof(Lives.Lapsed), "Decision Status Closing" },
        { nameof(Lives.Withdrawn), "Decision Status" },
        { nameof(Lives.Overstaying), "Decision Status Closing Overstay" },
    };

    [Theory]
    [MemberData(nameof(Slots))]
    public async Task Each_state_has_its_cards(string life, string slots)
    {
        var request = (AccessRequest)typeof(Lives).GetProperty(life)!.GetValue(null)!;

        Assert.Equal(slots, string.Join(' ', (await ShowAsync(request)).Cards.Select(card => card.Slot)));
    }

    [Theory]
    [InlineData(EndCause.Expired, true)]
    [InlineData(EndCause.Revoked, true)]
    [InlineData(EndCause.NotIssued, true)]
    [InlineData(EndCause.AccountMissing, true)]
    [InlineData(EndCause.HolderDisabled, true)]
    [InlineData(EndCause.GivenBack, false)]
    public async Task Closing_word_is_for_ends_that_the_holder_did_not_bring_about(EndCause cause, bool told)
    {
        Assert.Equal(told, (await ShowAsync(Lives.Ending(cause))).Cards.Any(card => card.Slot == CardSlot.Closing));
        Assert.Equal(told, (await ShowAsync(Lives.Ended(cause))).Cards.Any(card => card.Slot == CardSlot.Closing));
    }

    [Fact]
    public async Task Every_copy_of_a_card_is_kept_true()
    {
        var request = Lives.Active with
        {
            Cards = [new("teams", CardSlot.Decision, "first", 1), new("teams", CardSlot.Decision, "adopted", 0), new("teams", CardSlot.Status, "status", 1)],
        };

        var shown = await ShowAsync(request);

        Assert.All(shown.Cards, card => Assert.Equal(request.Revision, card.Revision));
        Assert.Equal("Active", _teams.Shown["first"].Status);
        Assert.Equal("Active", _teams.Shown["adopted"].Status);
    }

    [Fact]
    public async Task Card_that_would_not_be_posted_any_more_still_reaches_its_last_state()
    {
        var ended = Lives.Ended(EndCause.Expired) with { Cards = [new("teams", CardSlot.Reminder, "reminder", 8), new("teams", CardSlot.Grant, "grant", 8)], Revision = 9 };

        await ShowAsync(ended with { Grant = ended.Grant with { RemindedAt = Lives.Noon } });

        Assert.Empty(_teams.Shown["reminder"].Actions);
        Assert.Empty(_teams.Shown["grant"].Actions);
    }

    [Fact]
    public async Task One_refusal_holds_nothing_else_up()
    {
        _teams.Refuse = card => card.Actions.Any(action => action.Id == ActionIds.Approve) ? new PostOutcome.Again("429", TimeSpan.FromSeconds(9)) : null;

        var shown = await ShowAsync(Lives.Pending);

        Assert.Equal([CardSlot.Status], shown.Cards.Select(card => card.Slot));
        Assert.Equal(("teams: 429", TimeSpan.FromSeconds(9)), (shown.Failure, shown.RetryAfter));
    }

    [Fact]
    public async Task Longest_pause_asked_for_counts()
    {
        var pause = TimeSpan.FromSeconds(30);
        _teams.Refuse = _ => new PostOutcome.Again("429", pause /= 2);

        Assert.Equal(TimeSpan.FromSeconds(15), (await ShowAsync(Lives.Pending)).RetryAfter);
    }

    [Fact]
    public async Task What_cannot_be_posted_is_tried_again_only_when_it_changes()
    {
        _teams.Refuse = _ => new PostOutcome.Never("not installed");
        var shown = await ShowAsync(Lives.Pending);
        Assert.Null(shown.Failure);
        Assert.All(shown.Cards, card => Assert.Equal(("", 1), (card.Message, card.Revision)));

        _teams.Refuse = _ => null;
        Assert.Empty((await ShowAsync(Lives.Pending with { Cards = shown.Cards })).Cards.Where(card => card.Message.Length > 0));

        shown = await ShowAsync(Lives.Approved with { Cards = shown.Cards });
        Assert.All(shown.Cards, card => Assert.NotEmpty(card.Message));
    }

    [Fact]
    public async Task Deleted_card_is_not_brought_back()
    {
        _teams.Refuse = _ => new PostOutcome.Never("gone");
        var request = Lives.Approved with { Cards = [new("teams", CardSlot.Decision, "d", 1), new("teams", CardSlot.Status, "s", 1)] };

        var shown = await ShowAsync(request);

        Assert.Empty(_teams.Places);
        Assert.Equal([("d", 2), ("s", 2)], shown.Cards.Select(card => (card.Message, card.Revision)));
    }

    [Fact]
    public async Task Surface_that_throws_loses_no_card()
    {
        _teams.Refuse = card => card.Actions.Any(action => action.Id == ActionIds.Withdraw) ? throw new InvalidOperationException() : null;

        var shown = await ShowAsync(Lives.Pending);

        Assert.Equal([CardSlot.Decision], shown.Cards.Select(card => card.Slot));
        Assert.Equal("teams: InvalidOperationException", shown.Failure);
    }

    [Fact]
    public async Task Stopping_half_way_forgets_nothing()
    {
        using var stop = new CancellationTokenSource();
        _teams.Refuse = card =>
        {
            if (_teams.Calls == 2)
            {
                stop.Cancel();
                stop.Token.ThrowIfCancellationRequested();
            }

            return null;
        };

        var shown = await ShowAsync(Lives.Pending, ct: stop.Token);

        Assert.Equal([CardSlot.Decision], shown.Cards.Select(card => card.Slot));
        Assert.NotNull(shown.Failure);
    }

    [Fact]
    public async Task Person_on_two_platforms_is_told_on_the_first()
    {
        _directory.Change("dana", dana => dana with { Accounts = [new("irc", "t", "u"), new("slack", "t", "u"), new("teams", "t", "u")] });
        var both = Cast.Hr with { Channels = Cast.Hr.Channels.Add("slack", "C1") };

        var shown = await ShowAsync(Lives.Pending, both);

        Assert.Equal(["teams Decision", "slack Decision", "slack Status"], shown.Cards.Select(card => $"{card.Surface} {card.Slot}"));
    }

    [Fact]
    public async Task Form_that_became_the_status_card_elsewhere_is_enough()
    {
        _directory.Change("dana", dana => dana with { Accounts = [new("slack", "t", "u"), new("teams", "t", "u")] });

        var shown = await ShowAsync(Lives.Pending with { Cards = [new("teams", CardSlot.Status, "form", 0)] });

        Assert.Equal(0, _slack.Calls);
        Assert.Equal("You asked for read on hr-prod", _teams.Shown["form"].Title);
        Assert.Equal(2, shown.Cards.Length);
    }

    // Rule 18: an edited card notifies nobody.
    [Fact]
    public async Task Each_alarm_about_an_overdue_end_is_a_card_of_its_own_and_all_are_kept_true()
    {
        var once = Lives.Overstaying;
        var twice = once with
        {
            Revision = once.Revision + 1,
            Cards = (await ShowAsync(once)).Cards,
            Grant = once.Grant with { Ending = once.Grant.Ending! with { OverstayNotices = 2 } },
        };

        var alarms = (await ShowAsync(twice)).Cards.Where(card => card.Slot == CardSlot.Overstay).ToArray();

        Assert.Equal(2, alarms.Select(card => card.Message).Distinct(StringComparer.Ordinal).Count());
        Assert.All(alarms, card => Assert.Equal(twice.Revision, card.Revision));
    }

    [Fact]
    public async Task Somebody_without_an_account_is_passed_over()
    {
        _directory.Change("dana", dana => dana with { Accounts = [] });

        Assert.Equal([CardSlot.Decision], (await ShowAsync(Lives.Pending)).Cards.Select(card => card.Slot));
    }

    [Fact]
    public async Task Pages_that_cannot_be_drawn_lose_no_card_that_was_posted()
    {
        _slack.PagesFail = new StoreDownException("The store is down.");

        Assert.Contains((await ShowAsync(Lives.Pending)).Cards, card => card is { Slot: CardSlot.Decision, Message.Length: > 0 });
    }

    private Task<JitBot.Core.Work.CardsShown> ShowAsync(AccessRequest request, Target? target = null, CancellationToken ct = default)
    {
        var targets = new TargetRegistry([target ?? Cast.Hr], [new MemoryConnector()], new ManualTime());
        return new KeepCardsTrue([_teams, _slack], new(_directory), _directory, targets, TimeProvider.System, NullLogger<KeepCardsTrue>.Instance).ShowAsync(request, ct);
    }
}
