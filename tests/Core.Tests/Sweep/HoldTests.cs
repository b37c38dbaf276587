using JitBot.Core.Grants;
using JitBot.Core.Requests;
using JitBot.Core.Sweep;
using JitBot.Core.Targets;
using JitBot.Core.Work;
using JitBot.Support;

namespace JitBot.Core.Tests.Sweep;

/// <summary>Rule 21: when nothing is changed and an operator is asked, and what then goes on.</summary>
public sealed class HoldTests : IAsyncDisposable
{
    private readonly JitWorld _world = new();

    [Fact]
    public async Task Another_server_is_held()
    {
        await _world.SweepAsync();
        _world.Connector.Identity = "server-2";

        Assert.Equal([HoldCause.AnotherServer], await CausesAsync());
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(-1, null)]
    [InlineData(-2, HoldCause.TargetIsOlder)]
    [InlineData(1, HoldCause.StoreIsOlder)]
    public async Task A_target_may_be_one_epoch_behind_the_store_and_never_ahead(int ahead, HoldCause? cause)
    {
        for (var round = 0; round < 5; round++)
        {
            await _world.SweepLaterAsync();
        }

        _world.Connector.Epoch += ahead;

        Assert.Equal(cause is { } expected ? [expected] : [], await CausesAsync());
    }

    // Rule 23
    [Fact]
    public async Task A_bot_that_dies_between_the_two_writes_of_an_epoch_however_often_is_not_held()
    {
        await _world.SweepAsync();
        _world.Connector.LosesEpochs = true;
        for (var round = 0; round < 4; round++)
        {
            Assert.Empty(await CausesAsync());
        }

        _world.Connector.LosesEpochs = false;
        Assert.Empty(await CausesAsync());
        Assert.Equal((await RecordAsync()).Epoch, _world.Connector.Epoch);
    }

    [Fact]
    public async Task A_copy_of_the_store_at_work_elsewhere_is_found_at_the_next_round()
    {
        await _world.SweepAsync();
        await using var copy = new JitWorld();
        copy.Connector.Epoch = _world.Connector.Epoch;
        await copy.Get<SweepRecords>().ChangeAsync("hr-prod", _ => Copied(), default);
        await copy.SweepLaterAsync();
        _world.Connector.Epoch = copy.Connector.Epoch;

        Assert.Equal([HoldCause.StoreIsOlder], await CausesAsync());

        SweepRecord Copied() => new() { Identity = "server-1", Epoch = copy.Connector.Epoch };
    }

    // More than max(3, 20 %).
    [Theory]
    [InlineData(0, 3, false)]
    [InlineData(0, 4, true)]
    [InlineData(11, 3, false)]
    [InlineData(11, 4, true)]
    [InlineData(16, 4, false)]
    [InlineData(16, 5, true)]
    [InlineData(20, 5, false)]
    public async Task More_than_three_and_more_than_a_fifth_unknown_or_missing_are_held(int known, int differing, bool held)
    {
        for (var i = 0; i < known; i++)
        {
            await _world.GrantAsync();
        }

        for (var i = 0; i < differing; i++)
        {
            if (i % 2 == 0)
            {
                _world.HaveUnknown();
            }
            else
            {
                _world.Connector.Accounts.Remove((await _world.GrantAsync()).Grant.AccountName, out _);
            }
        }

        var before = _world.Connector.Accounts.Count;
        Assert.Equal(held ? [HoldCause.TooManyDiffer] : [], await CausesAsync());

        Assert.Equal(held ? before : known, _world.Connector.Accounts.Count);
    }

    [Theory]
    [InlineData(4, 1, "4 accounts are unknown and 1 is missing")]
    [InlineData(1, 4, "1 account is unknown and 4 are missing")]
    [InlineData(0, 12, "0 accounts are unknown and 12 are missing")]
    public void A_hold_says_how_many_differ(int unknown, int missing, string why) =>
        Assert.Equal(why, new Hold(default, [HoldCause.TooManyDiffer], "server-1", 0, new(unknown, []), new(missing, [])).Why);

    [Fact]
    public async Task On_hold_nothing_is_closed_ended_issued_or_shown()
    {
        var granted = await _world.GrantAsync();
        await HeldAsync();
        _world.Connector.Accounts.Clear();
        var unknown = _world.HaveUnknown();

        await _world.SweepLaterAsync();
        var waiting = await _world.GrantAsync();
        var shown = await _world.Get<RevealSecret>().HandleAsync(granted.Id, _world.Dana, null, default);

        Assert.Equal([unknown.Name], _world.Connector.Accounts.Keys);
        Assert.Equal(RequestState.Active, (await _world.NowAsync(granted.Id)).State);
        Assert.Equal(RequestState.Approved, waiting.State);
        Assert.Equal("hr-prod is on hold: this is not the server that its accounts were made on.", waiting.Retries[WorkKind.Issue].Why);
        Assert.IsType<RevealOutcome.TargetOnHold>(shown);
    }

    [Fact]
    public async Task On_hold_ends_go_on()
    {
        var granted = await _world.GrantAsync();
        await _world.SweepAsync();
        _world.Connector.Epoch += 7;
        Assert.Equal([HoldCause.StoreIsOlder], await CausesAsync());

        await _world.Get<GiveBackGrant>().HandleAsync(granted.Id, _world.Dana, default);
        await _world.RunDueAsync();

        Assert.Equal(RequestState.Ended, (await _world.NowAsync(granted.Id)).State);
        Assert.Empty(_world.Connector.Accounts);
    }

    [Fact]
    public async Task On_hold_no_end_is_moved_and_access_ends_as_before()
    {
        var granted = await _world.GrantAsync();
        await HeldAsync();
        var account = _world.Connector.Markers[granted.Grant.AccountName];
        _world.Connector.Accounts.Clear();
        await _world.Get<ExtendGrant>().HandleAsync(new(granted.Id, _world.Dana, TimeSpan.FromHours(1), "still restoring", null, null), default);

        await _world.DecideAsync(await _world.NowAsync(granted.Id), _world.Omar);
        await _world.RunDueAsync();

        var now = await _world.NowAsync(granted.Id);
        Assert.Equal((RequestState.Active, account.EndsAt), (now.State, now.Grant.CarriedEnd));
        Assert.Equal(account, _world.Connector.Markers[granted.Grant.AccountName]);
    }

    // Rule 18: cannot tell is failure.
    [Fact]
    public async Task On_another_server_an_account_that_is_not_there_does_not_count_as_gone()
    {
        var granted = await _world.GrantAsync();
        await HeldAsync();
        _world.Connector.Accounts.Clear();

        await _world.Get<GiveBackGrant>().HandleAsync(granted.Id, _world.Dana, default);
        await _world.RunDueAsync();
        Assert.Equal(RequestState.Ending, (await _world.NowAsync(granted.Id)).State);

        await ReleaseAsync();
        await _world.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(RequestState.Ended, (await _world.NowAsync(granted.Id)).State);
    }

    [Fact]
    public async Task A_hold_stays_when_all_agrees_again_until_it_is_released()
    {
        await HeldAsync();
        _world.Connector.Identity = "server-1";

        Assert.Empty(await CausesAsync());

        Assert.NotNull((await RecordAsync()).Hold);
    }

    [Fact]
    public async Task A_release_takes_what_was_found_as_the_truth_and_what_differs_is_put_right_at_once()
    {
        AccessRequest[] granted = [await _world.GrantAsync(), await _world.GrantAsync(), await _world.GrantAsync(), await _world.GrantAsync()];
        await _world.SweepAsync();
        await _world.SweepLaterAsync();
        await _world.SweepLaterAsync();
        (_world.Connector.Identity, _world.Connector.Epoch) = ("server-2", 0);
        _world.Connector.Accounts.Clear();
        Assert.Equal([HoldCause.AnotherServer, HoldCause.TargetIsOlder, HoldCause.TooManyDiffer], await CausesAsync());

        await ReleaseAsync();
        var swept = Assert.IsType<SweepOutcome.Swept>(await _world.SweepAsync());

        Assert.Equal(granted.Select(request => request.Id).ToHashSet(), swept.Ended.ToHashSet());
        Assert.Empty(await CausesAsync());
        var release = Assert.Single((await RecordAsync()).Releases);
        Assert.Equal(("olga", "moved to the new cluster, CHG-7"), (release.By, release.Because));
    }

    [Fact]
    public async Task A_release_accepts_what_was_seen_and_no_more()
    {
        for (var i = 0; i < 4; i++)
        {
            _world.HaveUnknown();
        }

        Assert.Equal([HoldCause.TooManyDiffer], await CausesAsync());
        await ReleaseAsync();
        _world.HaveUnknown();

        Assert.IsType<SweepOutcome.OnHold>(await _world.SweepAsync());

        Assert.Equal(5, _world.Connector.Accounts.Count);
    }

    [Fact]
    public async Task What_a_release_accepted_and_could_not_be_closed_yet_is_not_held_again()
    {
        for (var i = 0; i < 5; i++)
        {
            _world.HaveUnknown();
        }

        Assert.Equal([HoldCause.TooManyDiffer], await CausesAsync());
        _world.Connector.EndsOtherwise = _ => new EndResult.CannotTell("sessions do not end");
        await ReleaseAsync();
        Assert.Empty(await CausesAsync());

        _world.Connector.EndsOtherwise = _ => null;
        Assert.Empty(await CausesAsync());
        Assert.Empty(_world.Connector.Accounts);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public async Task A_release_needs_a_reason(string? because)
    {
        await HeldAsync();

        Assert.IsType<ReleaseOutcome.ReasonNeeded>(await _world.Get<ReleaseHold>().HandleAsync(new("hr-prod", "olga", because), default));

        Assert.NotNull((await RecordAsync()).Hold);
    }

    [Fact]
    public async Task What_is_not_on_hold_is_not_released()
    {
        Assert.IsType<ReleaseOutcome.NotOnHold>(await _world.Get<ReleaseHold>().HandleAsync(new("hr-prod", "olga", "just so"), default));
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private async Task HeldAsync()
    {
        await _world.SweepAsync();
        _world.Connector.Identity = "server-2";
        Assert.Equal([HoldCause.AnotherServer], await CausesAsync());
    }

    private async Task<IEnumerable<HoldCause>> CausesAsync() =>
        await _world.SweepLaterAsync() is SweepOutcome.OnHold { Hold.Causes: var causes } ? causes : [];

    private async Task ReleaseAsync() => Assert.IsType<ReleaseOutcome.Released>(
        await _world.Get<ReleaseHold>().HandleAsync(new("hr-prod", "olga", "moved to the new cluster, CHG-7"), default));

    private Task<SweepRecord> RecordAsync() => _world.Get<SweepRecords>().FindAsync("hr-prod", default);
}
