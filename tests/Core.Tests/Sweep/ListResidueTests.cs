using JitBot.Core.Grants;
using JitBot.Core.Requests;
using JitBot.Core.Sweep;
using JitBot.Core.Targets;
using JitBot.Support;

namespace JitBot.Core.Tests.Sweep;

/// <summary>Rules 17 and 21: what an operator is told is left over, and why.</summary>
public sealed class ListResidueTests : IAsyncDisposable
{
    private readonly JitWorld _world = new();

    [Fact]
    public async Task Where_nothing_is_left_over_nobody_is_needed()
    {
        await _world.GrantAsync();
        await _world.SweepAsync();

        var listed = await _world.Get<ListResidue>().HandleAsync(default);

        Assert.Equal(["hr-prod", "hr-test"], listed.Select(target => target.Target));
        Assert.All(listed, target => Assert.True(target.IsEmpty));
    }

    [Fact]
    public async Task An_end_that_is_late_is_listed_with_what_stood_in_its_way()
    {
        var granted = await _world.GrantAsync();
        _world.Connector.EndsOtherwise = _ => new EndResult.CannotTell("sessions do not end");
        await GiveBackAsync(granted);
        Assert.Empty((await ResidueAsync()).Ends);

        await _world.PassAsync(RequestLifecycle.Lease);

        var end = Assert.Single((await ResidueAsync()).Ends);
        Assert.Equal((granted.Id, false, "sessions do not end"), (end.Request, end.IsClosed, end.Why));
        Assert.True((await ResidueAsync()).NeedsSomebody);
    }

    [Fact]
    public async Task The_reason_of_a_target_that_is_down_is_known_once_the_operators_were_told()
    {
        var granted = await _world.GrantAsync();
        _world.Connector.IsDown = true;
        await GiveBackAsync(granted);

        await _world.PassAsync(EndGrants.OverstayPatience + TimeSpan.FromMinutes(1));

        Assert.Equal("down", Assert.Single((await ResidueAsync()).Ends).Why);
    }

    [Fact]
    public async Task What_is_closed_and_cannot_be_removed_is_listed_at_once_and_until_it_is_gone()
    {
        var granted = await _world.GrantAsync();
        _world.Connector.EndsOtherwise = _ => new EndResult.Residue("it owns a database");
        await GiveBackAsync(granted);
        var end = Assert.Single((await ResidueAsync()).Ends);
        Assert.Equal((true, "it owns a database"), (end.IsClosed, end.Why));

        _world.Connector.EndsOtherwise = _ => null;
        await _world.PassAsync(TimeSpan.FromMinutes(15));

        Assert.True((await ResidueAsync()).IsEmpty);
    }

    [Fact]
    public async Task Access_that_is_over_while_no_bot_runs_is_listed()
    {
        await _world.GrantAsync();

        _world.Time.Advance(TimeSpan.FromHours(3));

        Assert.Equal("nothing is on record yet: the target does not answer, or no JitBot is running", Assert.Single((await ResidueAsync()).Ends).Why);
    }

    // Rule 1
    [Fact]
    public async Task A_stranger_is_told_and_needs_nobody()
    {
        _world.Connector.Accounts["jit_backup"] = true;
        await _world.SweepAsync();

        var residue = await ResidueAsync();

        Assert.False(residue.NeedsSomebody);
        Assert.False(residue.IsEmpty);
    }

    [Fact]
    public async Task Access_on_a_target_that_is_no_longer_configured_is_listed()
    {
        var lost = Sample.Request(RequestState.Active, target: "hr-gone", submittedAt: _world.Time.GetUtcNow());
        await _world.Store.TryAddAsync(lost, default);

        var listed = await _world.Get<ListResidue>().HandleAsync(default);

        Assert.Equal(("hr-gone", 1), listed.Where(target => target.NeedsSomebody).Select(target => (target.Target, target.Abandoned)).Single());
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private async Task GiveBackAsync(AccessRequest granted)
    {
        await _world.Get<GiveBackGrant>().HandleAsync(granted.Id, _world.Dana, default);
        await _world.RunDueAsync();
    }

    private async Task<TargetResidue> ResidueAsync() =>
        (await _world.Get<ListResidue>().HandleAsync(default)).Single(target => target.Target == "hr-prod");
}
