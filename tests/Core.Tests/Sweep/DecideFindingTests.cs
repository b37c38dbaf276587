using System.Collections.Immutable;
using JitBot.Core.Grants;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Sweep;
using JitBot.Core.Targets;
using JitBot.Support;

namespace JitBot.Core.Tests.Sweep;

/// <summary>Rules 18, 21 and 34: somebody's word about one account that was found, and what follows from it.</summary>
public sealed class DecideFindingTests : IAsyncDisposable
{
    private const string Reason = "the auditors look at it, CHG-7";

    private readonly JitWorld _world = new();

    [Fact]
    public async Task On_hold_the_account_that_an_owner_names_is_closed_and_the_others_stay()
    {
        var unknown = await HeldAsync();

        var outcome = await CloseAsync(unknown[0], _world.Olga);
        await _world.SweepAsync();

        Assert.IsType<FindingOutcome.Closing>(outcome);
        Assert.Equal(unknown[1..].Select(account => account.Name).Order(), _world.Connector.Accounts.Keys.Order());
        var record = await RecordAsync();
        Assert.NotNull(record.Hold);
        Assert.Equal((unknown[0].Name, "olga"), record.Closed.Select(closed => (closed.Name, closed.By)).Single());
        Assert.Equal(("closed", "olga", unknown[0].Name), record.Decisions.Select(decision => (decision.What, decision.By, decision.Account)).Single());
        Assert.DoesNotContain(record.Left, left => left.Name == unknown[0].Name);
        Assert.Empty(record.Orders);
    }

    [Theory]
    [InlineData("dana")]
    [InlineData("omar")]
    public async Task Nobody_but_an_owner_decides(string person)
    {
        var unknown = await HeldAsync();

        Assert.IsType<FindingOutcome.NotAnOwner>(await CloseAsync(unknown[0], _world.Directory.People[person]));
        Assert.IsType<FindingOutcome.NotAnOwner>(await KeepAsync(unknown[0], _world.Directory.People[person], TimeSpan.FromDays(1)));
        await _world.SweepAsync();

        Assert.Equal(4, _world.Connector.Accounts.Count);
        Assert.Empty((await RecordAsync()).Decisions);
    }

    [Fact]
    public async Task An_owner_who_was_disabled_decides_nothing()
    {
        var unknown = await HeldAsync();

        Assert.IsType<FindingOutcome.NotAnOwner>(await CloseAsync(unknown[0], _world.Olga with { Disabled = true }));
    }

    [Fact]
    public async Task Of_two_who_press_the_second_is_told_who_was_first()
    {
        _world.Directory.Groups["hr-owners"] = ["olga", "rita"];
        var unknown = await HeldAsync();

        var outcomes = await Task.WhenAll(CloseAsync(unknown[0], _world.Olga), CloseAsync(unknown[0], _world.Rita));

        var first = Assert.Single(outcomes.OfType<FindingOutcome.Closing>());
        var second = Assert.Single(outcomes.OfType<FindingOutcome.AlreadyClosing>());
        Assert.Equal((await RecordAsync()).Orders.Single(), second.Order);
        Assert.Single((await RecordAsync()).Decisions);
        await _world.SweepAsync();
        var late = Assert.IsType<FindingOutcome.AlreadyGone>(await CloseAsync(unknown[0], _world.Rita));
        Assert.Equal("closed", late.Finding.Kind.ToString().ToLowerInvariant());
    }

    [Fact]
    public async Task One_that_is_kept_is_left_alone_until_its_time_and_then_treated_as_before()
    {
        _world.Connector.EndsOtherwise = _ => new EndResult.Residue("it owns a database");
        var unknown = _world.HaveUnknown();
        await _world.SweepAsync();
        Assert.IsType<FindingOutcome.Kept>(await KeepAsync(unknown, _world.Olga, TimeSpan.FromDays(1)));
        _world.Connector.EndsOtherwise = _ => null;

        await _world.SweepLaterAsync();
        var kept = await ResidueAsync();
        _world.Time.Advance(TimeSpan.FromDays(1));
        await _world.SweepAsync();

        Assert.False(kept.NeedsSomebody);
        var finding = Assert.Single(kept.Findings);
        Assert.Equal((FindingKind.Kept, unknown.Name, "olga", Reason), (finding.Kind, finding.Account, finding.Kept!.By, finding.Kept.Because));
        Assert.Empty(_world.Connector.Accounts);
        Assert.Equal(unknown.Name, Assert.Single((await RecordAsync()).Closed).Name);
    }

    // Rule 21
    [Fact]
    public async Task Kept_accounts_do_not_count_when_it_is_reckoned_whether_so_many_can_be_chance()
    {
        var unknown = await HeldAsync();
        foreach (var account in unknown[..2])
        {
            await KeepAsync(account, _world.Olga, TimeSpan.FromDays(30));
        }

        await _world.Get<ReleaseHold>().HandleAsync(new("hr-prod", "omar", "all is well"), default);
        await _world.SweepAsync();
        Assert.Equal(2, _world.Connector.Accounts.Count);
        _world.HaveUnknown();
        _world.HaveUnknown();

        Assert.IsType<SweepOutcome.Swept>(await _world.SweepLaterAsync());
        Assert.Equal(unknown[..2].Select(account => account.Name).Order(), _world.Connector.Accounts.Keys.Order());
    }

    [Fact]
    public async Task What_is_kept_on_one_target_is_left_alone_by_another_on_the_same_server()
    {
        var unknown = await HeldAsync();
        foreach (var account in unknown)
        {
            await KeepAsync(account, _world.Olga, TimeSpan.FromDays(7));
        }

        var other = await _world.Get<ReconcileTargets>().HandleAsync(_world.Target with { Id = "hr-test" }, default);

        Assert.IsType<SweepOutcome.Swept>(other);
        Assert.Equal(4, _world.Connector.Accounts.Count);
        Assert.All((await _world.Get<ListResidue>().HandleAsync(default)).Single(target => target.Target == "hr-test").Findings, finding => Assert.Equal("olga", finding.Kept!.By));
    }

    [Fact]
    public async Task A_round_that_has_begun_to_close_it_is_told_to_whoever_wants_it_kept()
    {
        FindingOutcome? outcome = null;
        _world.Connector.EndsOtherwise = _ => new EndResult.CannotTell("it holds a lock");
        var unknown = _world.HaveUnknown();
        await _world.SweepAsync();
        _world.Connector.EndsOtherwise = _ =>
        {
            outcome = KeepAsync(unknown, _world.Olga, TimeSpan.FromDays(1)).GetAwaiter().GetResult();
            return null;
        };

        await _world.SweepLaterAsync();

        Assert.Null(Assert.IsType<FindingOutcome.AlreadyClosing>(outcome).Order.By);
        Assert.Empty((await RecordAsync()).Kept);
        Assert.Empty(_world.Connector.Accounts);
    }

    [Fact]
    public async Task One_that_is_kept_while_a_round_looks_is_spared_by_that_round()
    {
        _world.Connector.EndsOtherwise = _ => new EndResult.CannotTell("it holds a lock");
        var unknown = _world.HaveUnknown();
        await _world.SweepAsync();
        _world.Connector.EndsOtherwise = _ => null;
        _world.Connector.AfterInspect = async () => Assert.IsType<FindingOutcome.Kept>(await KeepAsync(unknown, _world.Olga, TimeSpan.FromDays(1)));

        await _world.SweepLaterAsync();

        Assert.Equal([unknown.Name], _world.Connector.Accounts.Keys);
        Assert.Equal(FindingKind.Kept, Assert.Single((await ResidueAsync()).Findings).Kind);
    }

    [Fact]
    public async Task A_word_given_while_a_round_is_on_its_way_is_followed_by_the_next_within_moments()
    {
        var unknown = await HeldAsync();
        _world.Connector.AfterInspect = async () =>
        {
            _world.Connector.AfterInspect = () => Task.CompletedTask;
            await CloseAsync(unknown[0], _world.Olga);
        };

        await _world.SweepLaterAsync();
        await _world.SweepAsync();

        Assert.DoesNotContain(unknown[0].Name, _world.Connector.Accounts.Keys);
        Assert.Empty((await RecordAsync()).Orders);
    }

    [Fact]
    public async Task A_hold_that_is_released_in_between_takes_nothing_from_what_was_kept()
    {
        var unknown = await HeldAsync();
        await KeepAsync(unknown[0], _world.Olga, TimeSpan.FromDays(7));

        await _world.Get<ReleaseHold>().HandleAsync(new("hr-prod", "omar", "all is well"), default);
        await _world.SweepAsync();

        Assert.Equal([unknown[0].Name], _world.Connector.Accounts.Keys);
        Assert.Null((await RecordAsync()).Hold);
    }

    [Fact]
    public async Task What_was_kept_can_be_closed_before_its_time()
    {
        var unknown = await HeldAsync();
        await KeepAsync(unknown[0], _world.Olga, TimeSpan.FromDays(7));

        Assert.IsType<FindingOutcome.Closing>(await CloseAsync(unknown[0], _world.Olga));
        await _world.SweepAsync();

        Assert.DoesNotContain(unknown[0].Name, _world.Connector.Accounts.Keys);
        Assert.Empty((await RecordAsync()).Kept);
    }

    [Fact]
    public async Task What_an_owner_had_closed_and_cannot_be_removed_can_be_kept()
    {
        var unknown = await HeldAsync();
        _world.Connector.EndsOtherwise = account => account.Name == unknown[0].Name ? new EndResult.Residue("it owns a database") : null;
        await CloseAsync(unknown[0], _world.Olga);
        await _world.SweepAsync();

        Assert.IsType<FindingOutcome.Kept>(await KeepAsync(unknown[0], _world.Olga, TimeSpan.FromDays(7)));

        Assert.Contains("cannot be removed yet: it owns a database", Assert.Single((await ResidueAsync()).Findings, one => one.Account == unknown[0].Name).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_end_left_is_tried_again_at_once()
    {
        var granted = await ResidueOfAnEndAsync();
        _world.Connector.EndsOtherwise = _ => null;
        await _world.RunDueAsync();
        Assert.Equal(RequestState.Ending, (await _world.NowAsync(granted.Id)).State);

        Assert.IsType<FindingOutcome.TryingAgain>(await CloseAsync(granted.Grant.AccountName, _world.Olga));
        await _world.RunDueAsync();

        Assert.Equal(RequestState.Ended, (await _world.NowAsync(granted.Id)).State);
        Assert.Equal("tried again", Assert.Single((await RecordAsync()).Decisions).What);
        Assert.IsType<FindingOutcome.UnknownFinding>(await CloseAsync(granted.Grant.AccountName, _world.Olga));
    }

    [Fact]
    public async Task What_an_end_left_can_be_kept_and_then_reminds_nobody()
    {
        var granted = await ResidueOfAnEndAsync();

        Assert.IsType<FindingOutcome.Kept>(await KeepAsync(granted.Grant.AccountName, _world.Olga, TimeSpan.FromDays(1)));
        Assert.False((await ResidueAsync()).NeedsSomebody);

        _world.Time.Advance(TimeSpan.FromDays(1));
        Assert.True((await ResidueAsync()).NeedsSomebody);
    }

    // Rule 18
    [Fact]
    public async Task Access_that_may_still_be_open_beyond_its_end_is_never_kept()
    {
        var granted = await _world.GrantAsync();
        _world.Connector.EndsOtherwise = _ => new EndResult.CannotTell("sessions do not end");
        await _world.Get<GiveBackGrant>().HandleAsync(granted.Id, _world.Dana, default);
        await _world.PassAsync(TimeSpan.FromMinutes(6));

        Assert.IsType<FindingOutcome.NotToDecide>(await KeepAsync(granted.Grant.AccountName, _world.Olga, TimeSpan.FromDays(1)));
        Assert.True((await ResidueAsync()).NeedsSomebody);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(91)]
    public async Task Nothing_is_kept_into_the_past_or_for_more_than_ninety_days(int days)
    {
        var unknown = await HeldAsync();

        Assert.IsType<FindingOutcome.NotATime>(await KeepAsync(unknown[0], _world.Olga, TimeSpan.FromDays(days)));
    }

    [Fact]
    public async Task Keeping_needs_a_reason()
    {
        var unknown = await HeldAsync();
        var keep = new FindingVerdict.Keep(_world.Time.Now().AddDays(1));

        Assert.IsType<FindingOutcome.ReasonNeeded>(await DecideAsync(unknown[0].Name, keep, new Decider.InChat(_world.Olga), " "));
    }

    // Rule 1
    [Fact]
    public async Task A_stranger_is_nobody_s_to_close_and_the_refusal_says_what_is()
    {
        var unknown = await HeldAsync();
        _world.Connector.Accounts["jit_backup"] = true;
        await _world.SweepLaterAsync();

        var refused = Assert.IsType<FindingOutcome.UnknownFinding>(await CloseAsync("jit_backup", _world.Olga));

        Assert.Equal(unknown.Select(account => account.Name).Order(), refused.There.Order());
    }

    [Fact]
    public async Task Who_has_the_shell_decides_and_is_on_record_as_that()
    {
        var unknown = await HeldAsync();

        await DecideAsync(unknown[0].Name, new FindingVerdict.Close(), new Decider.AtShell("root"), null);

        Assert.Equal("root (shell)", Assert.Single((await RecordAsync()).Decisions).By);
    }

    [Fact]
    public async Task A_target_that_there_is_not_is_refused_with_those_there_are() => Assert.Equal(
        ["hr-prod", "hr-test"],
        Assert.IsType<FindingOutcome.UnknownTarget>(await _world.Get<DecideFinding>().HandleAsync(
            new("hr-gone", FindingId.Of("hr-gone", "x"), new FindingVerdict.Close(), new Decider.AtShell("root"), null), default)).Known);

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    /// <summary>Four that nobody knows, and nothing else: more than chance.</summary>
    private async Task<ImmutableArray<Account>> HeldAsync()
    {
        ImmutableArray<Account> unknown = [.. Enumerable.Range(0, 4).Select(_ => _world.HaveUnknown())];
        Assert.IsType<SweepOutcome.OnHold>(await _world.SweepAsync());
        return unknown;
    }

    private async Task<AccessRequest> ResidueOfAnEndAsync()
    {
        var granted = await _world.GrantAsync();
        _world.Connector.EndsOtherwise = _ => new EndResult.Residue("it owns a database");
        await _world.Get<GiveBackGrant>().HandleAsync(granted.Id, _world.Dana, default);
        await _world.RunDueAsync();
        return granted;
    }

    private Task<FindingOutcome> CloseAsync(Account account, Person person) => CloseAsync(account.Name, person);

    private Task<FindingOutcome> CloseAsync(string account, Person person) => DecideAsync(account, new FindingVerdict.Close(), new Decider.InChat(person), null);

    private Task<FindingOutcome> KeepAsync(Account account, Person person, TimeSpan time) => KeepAsync(account.Name, person, time);

    private Task<FindingOutcome> KeepAsync(string account, Person person, TimeSpan time) =>
        DecideAsync(account, new FindingVerdict.Keep(_world.Time.Now() + time), new Decider.InChat(person), Reason);

    private Task<FindingOutcome> DecideAsync(string account, FindingVerdict verdict, Decider by, string? because) =>
        _world.Get<DecideFinding>().HandleAsync(new("hr-prod", FindingId.Of("hr-prod", account), verdict, by, because), default);

    private Task<SweepRecord> RecordAsync() => _world.Get<SweepRecords>().FindAsync("hr-prod", default);

    private async Task<TargetResidue> ResidueAsync() =>
        (await _world.Get<ListResidue>().HandleAsync(default)).Single(target => target.Target == "hr-prod");
}
