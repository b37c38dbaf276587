using JitBot.Core.Grants;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Sweep;
using JitBot.Core.Targets;
using JitBot.Support;

namespace JitBot.Core.Tests.Grants;

/// <summary>Levels that give roles to a login which people have anyway.</summary>
public sealed class OwnLoginTests : IAsyncDisposable
{
    private static readonly AccessProfile Support = new() { Name = "support", Level = AccessLevel.Write, MemberOf = ["hr_support"], ForOwnLogin = true };

    private readonly JitWorld _world = new(profile: Support);

    public OwnLoginTests() => Login("dana");

    [Fact]
    public async Task Who_has_no_login_there_cannot_ask_for_it()
    {
        var refused = Assert.IsType<SubmitOutcome.NotReady>(await _world.AskAsync(Draft(), _world.Sam));

        var problem = Assert.Single(Assert.IsType<PreviewOutcome.Previewed>(refused.Why).Analysis.Problems);
        Assert.Equal(new DraftProblem.NoOwnLogin("support", "hr-prod"), problem);
    }

    // Rule 36
    [Fact]
    public async Task Login_and_roles_are_fixed_with_the_request_and_given_as_they_were_shown()
    {
        var request = await _world.SubmitAsync(Draft());
        Assert.Equal(new OwnLogin("dana", ["hr_support"], CutSessions: false), request.Grant.OwnLogin);

        await _world.DecideAsync(request, _world.Omar);
        await _world.RunDueAsync();

        Assert.Equal(request.Grant.OwnLogin, _world.Connector.Markers[request.Grant.AccountName].Own);
    }

    // Rule 36
    [Fact]
    public async Task What_is_somebody_elses_login_by_the_time_of_the_approval_is_not_given()
    {
        var request = await _world.SubmitAsync(Draft());
        Login("dana.fox");
        await _world.DecideAsync(request, _world.Omar);
        await _world.RunDueAsync();

        var now = await _world.NowAsync(request.Id);
        Assert.Equal((RequestState.Ended, EndCause.NotIssued), (now.State, now.Grant.Ending!.Cause));
        Assert.Equal(0, _world.Connector.Issues);
    }

    // Rule 10
    [Fact]
    public async Task No_password_is_ever_set_for_it()
    {
        var granted = await _world.GrantAsync(Draft());

        Assert.IsType<RevealOutcome.NothingToShow>(await _world.Get<RevealSecret>().HandleAsync(granted.Id, _world.Dana, null, default));
        Assert.False(_world.Connector.Accounts[granted.Grant.AccountName]);
        Assert.Equal(RequestState.Active, (await _world.NowAsync(granted.Id)).State);
    }

    // Rule 20
    [Fact]
    public async Task Two_at_once_are_two_accounts_and_end_each_by_itself()
    {
        var first = await _world.GrantAsync(Draft());
        var second = await _world.GrantAsync(Draft() with { Duration = TimeSpan.FromHours(4) });

        await _world.PassAsync(TimeSpan.FromHours(2));

        Assert.Equal(RequestState.Ended, (await _world.NowAsync(first.Id)).State);
        Assert.Equal([second.Grant.AccountName], _world.Connector.Accounts.Keys);
    }

    [Fact]
    public async Task More_time_moves_its_end_and_nothing_else()
    {
        var granted = await _world.GrantAsync(Draft());
        var extended = await _world.Get<ExtendGrant>().HandleAsync(new(granted.Id, _world.Dana, TimeSpan.FromHours(1), "still at it", granted.Terms, null), default);
        var asked = Assert.IsType<ExtendOutcome.Asked>(extended).Request;
        await _world.DecideAsync(asked, _world.Omar);
        await _world.PassAsync(TimeSpan.FromHours(2));
        Assert.Equal(granted.Grant.EndsAt + TimeSpan.FromHours(1), _world.Connector.Markers[granted.Grant.AccountName].EndsAt);

        await _world.PassAsync(TimeSpan.FromHours(1));
        Assert.Empty(_world.Connector.Accounts);
    }

    [Fact]
    public async Task Who_is_disabled_loses_it()
    {
        var granted = await _world.GrantAsync(Draft());
        _world.Directory.Change("dana", dana => dana with { Disabled = true });
        await _world.Get<EndForDisabledHolders>().HandleAsync(default);
        await _world.RunDueAsync();

        Assert.Equal(EndCause.HolderDisabled, (await _world.NowAsync(granted.Id)).Grant.Ending!.Cause);
        Assert.Empty(_world.Connector.Accounts);
    }

    // Rule 21
    [Fact]
    public async Task A_membership_that_somebody_took_by_hand_ends_the_grant()
    {
        var taken = await _world.GrantAsync(Draft());
        var stays = await _world.GrantAsync(Draft());
        _world.Connector.TakenByHand[taken.Grant.AccountName] = true;

        var swept = Assert.IsType<SweepOutcome.Swept>(await _world.Get<ReconcileTargets>().HandleAsync(_world.Target, default));
        await _world.RunDueAsync();

        Assert.Equal([taken.Id], swept.Ended);
        Assert.Equal(EndCause.AccountMissing, (await _world.NowAsync(taken.Id)).Grant.Ending!.Cause);
        Assert.Equal([stays.Grant.AccountName], _world.Connector.Accounts.Keys);
    }

    // Rule 16: what the target took at the end by its own clock, nobody took by hand.
    [Fact]
    public async Task What_was_taken_at_its_end_before_that_was_written_has_expired()
    {
        var granted = await _world.GrantAsync(Draft());
        _world.Connector.TakenByHand[granted.Grant.AccountName] = true;
        _world.Time.Advance(TimeSpan.FromHours(2));

        Assert.Empty(Assert.IsType<SweepOutcome.Swept>(await _world.Get<ReconcileTargets>().HandleAsync(_world.Target, default)).Ended);
        await _world.RunDueAsync();

        Assert.Equal(EndCause.Expired, (await _world.NowAsync(granted.Id)).Grant.Ending!.Cause);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private RequestDraft Draft() => _world.Draft() with { Level = "support", Tables = [] };

    private void Login(string name) => _world.Directory.Change("dana", dana => dana with { Logins = dana.Logins.SetItem("hr-prod", name) });
}
