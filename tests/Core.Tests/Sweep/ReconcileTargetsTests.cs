using JitBot.Core.Grants;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Sweep;
using JitBot.Core.Targets;
using JitBot.Core.Work;
using JitBot.Support;

namespace JitBot.Core.Tests.Sweep;

/// <summary>Rule 21: what the sweep closes, ends and leaves alone.</summary>
public sealed class ReconcileTargetsTests : IAsyncDisposable
{
    private readonly JitWorld _world = new();

    [Fact]
    public async Task An_account_that_no_request_stands_behind_is_closed_and_reported()
    {
        var granted = await _world.GrantAsync();
        var unknown = Unknown();

        var swept = await SweptAsync();

        Assert.Equal(unknown.Name, Assert.Single(swept.Closed).Name);
        Assert.Equal([granted.Grant.AccountName], _world.Connector.Accounts.Keys);
        Assert.Equal(unknown.Name, Assert.Single((await RecordAsync()).Closed).Name);
    }

    // Rule 1
    [Fact]
    public async Task An_account_without_our_marker_is_reported_and_left_alone()
    {
        _world.Connector.Accounts["jit_backup"] = true;

        await SweptAsync();

        Assert.True(_world.Connector.Accounts["jit_backup"]);
        Assert.Equal("jit_backup", Assert.Single((await RecordAsync()).Strangers).Name);
    }

    [Fact]
    public async Task A_grant_whose_account_is_missing_ends_and_says_why()
    {
        var granted = await _world.GrantAsync();
        _world.Connector.Accounts.Clear();

        Assert.Equal([granted.Id], (await SweptAsync()).Ended);
        await _world.RunDueAsync();

        var ended = await _world.NowAsync(granted.Id);
        Assert.Equal((RequestState.Ended, EndCause.AccountMissing), (ended.State, ended.Grant.Ending!.Cause));
    }

    [Fact]
    public async Task An_account_that_is_being_issued_while_the_sweep_looks_is_left_alone()
    {
        SweepOutcome? swept = null;
        _world.Connector.AfterIssue = async () => swept ??= await SweepAsync();

        var granted = await _world.GrantAsync();

        Assert.Empty(Assert.IsType<SweepOutcome.Swept>(swept).Closed);
        Assert.Equal(RequestState.Active, granted.State);
        Assert.Contains(granted.Grant.AccountName, _world.Connector.Accounts.Keys);
    }

    [Fact]
    public async Task A_grant_that_is_issued_after_the_sweep_has_looked_at_the_target_is_not_missing()
    {
        AccessRequest? granted = null;
        _world.Connector.AfterInspect = async () => granted ??= await _world.GrantAsync();

        Assert.Empty((await SweptAsync()).Ended);

        Assert.Equal(RequestState.Active, (await _world.NowAsync(granted!.Id)).State);
    }

    [Fact]
    public async Task A_grant_that_ends_while_the_sweep_looks_is_not_unknown()
    {
        var granted = await _world.GrantAsync();
        _world.Connector.AfterInspect = async () =>
        {
            await _world.Get<GiveBackGrant>().HandleAsync(granted.Id, _world.Dana, default);
            await _world.RunDueAsync();
        };

        var swept = await SweptAsync();

        Assert.Empty(swept.Closed);
        Assert.Empty(swept.Ended);
        Assert.Equal(EndCause.GivenBack, (await _world.NowAsync(granted.Id)).Grant.Ending!.Cause);
    }

    [Fact]
    public async Task A_grant_given_back_between_the_sweeps_two_looks_is_not_missing()
    {
        var granted = await _world.GrantAsync();
        _world.Connector.Accounts.Clear();
        _world.Connector.AfterInspect = () => _world.Get<GiveBackGrant>().HandleAsync(granted.Id, _world.Dana, default);

        Assert.Empty((await SweptAsync()).Ended);
    }

    [Fact]
    public async Task Residue_is_left_to_those_who_end_it()
    {
        var granted = await _world.GrantAsync();
        _world.Connector.EndsOtherwise = _ => new EndResult.Residue("it owns a database");
        await _world.Get<GiveBackGrant>().HandleAsync(granted.Id, _world.Dana, default);
        await _world.RunDueAsync();

        Assert.Equal((0, 0), await CountsAsync());
    }

    [Fact]
    public async Task The_account_of_a_request_that_has_ended_is_closed_once_the_second_look_was_due()
    {
        var granted = await _world.GrantAsync();
        var account = granted.Account;
        await _world.Get<GiveBackGrant>().HandleAsync(granted.Id, _world.Dana, default);
        await _world.RunDueAsync();
        _world.Connector.Have(account);
        Assert.Equal((0, 0), await CountsAsync());

        await _world.PassAsync(RequestLifecycle.Lease);
        _world.Connector.Have(account);
        await _world.PassAsync(ReconcileTargets.Interval);

        Assert.Equal(account.Name, Assert.Single((await SweptAsync()).Closed).Name);
    }

    [Fact]
    public async Task The_account_of_a_request_that_nobody_approved_is_closed()
    {
        var pending = await _world.SubmitAsync();
        _world.Connector.Have(pending.Account with { ServerId = "1" });

        Assert.Single((await SweptAsync()).Closed);
    }

    [Fact]
    public async Task An_account_of_another_target_on_the_same_server_is_known()
    {
        var other = await _world.GrantAsync(_world.Draft() with { Target = "hr-test" });

        Assert.Equal((0, 0), await CountsAsync());

        Assert.Contains(other.Grant.AccountName, _world.Connector.Accounts.Keys);
    }

    [Fact]
    public async Task An_unknown_account_that_cannot_be_removed_is_kept_on_the_list_and_tried_again()
    {
        var unknown = Unknown();
        _world.Connector.EndsOtherwise = _ => new EndResult.CannotTell("it holds a lock");
        Assert.Contains("it holds a lock", Assert.Single((await SweptAsync()).Left).Why, StringComparison.Ordinal);

        _world.Connector.EndsOtherwise = _ => null;
        await _world.PassAsync(ReconcileTargets.Interval);
        Assert.Equal(unknown.Name, Assert.Single((await SweptAsync()).Closed).Name);

        Assert.Empty((await RecordAsync()).Left);
    }

    [Fact]
    public async Task A_target_that_does_not_answer_changes_nothing()
    {
        var granted = await _world.GrantAsync();
        _world.Connector.IsDown = true;

        Assert.IsType<SweepOutcome.Unreachable>(await SweepAsync());

        Assert.Equal(RequestState.Active, (await _world.NowAsync(granted.Id)).State);
    }

    [Fact]
    public async Task A_clock_that_was_days_ahead_does_not_stop_the_sweep()
    {
        await SweptAsync();
        await _world.Get<SweepRecords>().ChangeAsync("hr-prod", record => record with { NotBefore = _world.Time.GetUtcNow() + TimeSpan.FromDays(2) }, default);

        await SweptAsync();
    }

    [Fact]
    public async Task A_round_that_another_replica_has_just_begun_is_not_begun_again_by_a_clock_a_little_behind()
    {
        await SweptAsync();
        await _world.Get<SweepRecords>().ChangeAsync("hr-prod", record => record with { NotBefore = record.NotBefore + TimeSpan.FromSeconds(2) }, default);

        Assert.IsType<SweepOutcome.NotDue>(await SweepAsync());
    }

    // Rule 21: an epoch that another round has raised in the meantime is no sign of an older store.
    [Fact]
    public async Task Two_rounds_at_once_put_nothing_on_hold()
    {
        await SweptAsync();
        _world.Time.Advance(ReconcileTargets.Interval);
        var records = _world.Get<SweepRecords>();
        var raised = (await records.FindAsync("hr-prod", default)).Epoch + 1;
        _world.Connector.Epoch = raised;
        _world.Connector.AfterInspect = async () => await records.ChangeAsync("hr-prod", record => record with { Epoch = raised }, default);

        Assert.IsType<SweepOutcome.NotDue>(await SweepAsync());
        Assert.Null(await records.HoldOfAsync("hr-prod", default));
    }

    // Rule 23
    [Fact]
    public async Task Of_two_replicas_one_sweeps()
    {
        Unknown();

        var outcomes = await Task.WhenAll(SweepAsync(), SweepAsync());

        Assert.Single(outcomes.OfType<SweepOutcome.Swept>());
        Assert.Single(outcomes.OfType<SweepOutcome.NotDue>());
    }

    // Rule 16 keeps the bound while the store is down; without it nothing says what is known.
    [Fact]
    public async Task Without_the_store_nothing_is_closed()
    {
        Unknown();
        _world.Store.IsDown = true;

        await Assert.ThrowsAsync<StoreDownException>(SweepAsync);

        Assert.Single(_world.Connector.Accounts);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private Account Unknown() => _world.HaveUnknown();

    private Task<SweepOutcome> SweepAsync() => _world.SweepAsync();

    private async Task<SweepOutcome.Swept> SweptAsync() => Assert.IsType<SweepOutcome.Swept>(await SweepAsync());

    private async Task<(int Closed, int Ended)> CountsAsync() => await SweptAsync() is var swept ? (swept.Closed.Length, swept.Ended.Length) : default;

    private Task<SweepRecord> RecordAsync() => _world.Get<SweepRecords>().FindAsync("hr-prod", default);
}
