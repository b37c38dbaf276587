using JitBot.Core.Audit;
using JitBot.Core.Grants;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using JitBot.Core.Work;
using JitBot.Support;

namespace JitBot.Core.Tests.Grants;

public sealed class GrantLifeTests : IAsyncLifetime
{
    private readonly JitWorld _world = new();

    // Rule 13
    [Fact]
    public async Task The_clock_starts_when_access_becomes_active()
    {
        var request = await _world.SubmitAsync();
        _world.Time.Advance(TimeSpan.FromHours(3));
        await _world.DecideAsync(request, _world.Omar);
        await _world.RunDueAsync();

        var grant = (await _world.NowAsync(request.Id)).Grant;
        Assert.Equal(_world.Time.Now() + TimeSpan.FromHours(2), grant.EndsAt);
    }

    // Rule 13
    [Fact]
    public async Task An_absolute_end_stays_however_late_access_begins()
    {
        var until = _world.Time.Now() + TimeSpan.FromHours(4);
        var request = await _world.SubmitAsync(Until(until));
        _world.Time.Advance(TimeSpan.FromHours(3));
        await _world.DecideAsync(request, _world.Omar);
        await _world.RunDueAsync();

        Assert.Equal(until, (await _world.NowAsync(request.Id)).Grant.EndsAt);
        Assert.Equal(until, _world.Connector.Markers[request.Grant.AccountName].EndsAt);
        await _world.PassAsync(TimeSpan.FromHours(1));
        Assert.Empty(_world.Connector.Accounts);
    }

    [Fact]
    public async Task What_begins_late_is_reminded_of_by_what_was_left()
    {
        var request = await _world.SubmitAsync(Until(_world.Time.Now() + TimeSpan.FromHours(4)));
        _world.Time.Advance(TimeSpan.FromMinutes(236));
        await _world.DecideAsync(request, _world.Omar);
        await _world.RunDueAsync();
        Assert.Null((await _world.NowAsync(request.Id)).Grant.RemindedAt);

        await _world.PassAsync(TimeSpan.FromMinutes(3));
        Assert.NotNull((await _world.NowAsync(request.Id)).Grant.RemindedAt);
    }

    // Rule 13
    [Theory]
    [InlineData(10, RequestState.Active)]
    [InlineData(9, RequestState.Ended)]
    [InlineData(-60, RequestState.Ended)]
    public async Task What_cannot_be_issued_in_time_for_its_absolute_end_is_not_given(int secondsLeft, RequestState state)
    {
        var until = _world.Time.Now() + TimeSpan.FromHours(4);
        var request = await _world.SubmitAsync(Until(until));
        await _world.DecideAsync(request, _world.Omar);
        _world.Time.AdvanceTo(until.AddSeconds(-secondsLeft));
        await _world.RunDueAsync();

        Assert.Equal(state == RequestState.Active ? 1 : 0, _world.Connector.Issues);
        var now = await _world.NowAsync(request.Id);
        Assert.Equal((state, state == RequestState.Active ? null : "Too little time was left until the end that was asked for."), (now.State, now.Grant.Ending?.Reason));
    }

    [Fact]
    public async Task An_absolute_end_that_passes_while_its_target_is_down_is_not_given()
    {
        var request = await _world.SubmitAsync(Until(_world.Time.Now() + TimeSpan.FromHours(4)));
        _world.Connector.IsDown = true;
        await _world.DecideAsync(request, _world.Omar);
        await _world.PassAsync(TimeSpan.FromHours(3));
        await _world.PassAsync(TimeSpan.FromHours(1));
        _world.Connector.IsDown = false;
        await _world.PassAsync(TimeSpan.FromMinutes(1));

        var ended = await _world.NowAsync(request.Id);
        Assert.Equal((0, RequestState.Ended, EndCause.NotIssued), (_world.Connector.Issues, ended.State, ended.Grant.Ending!.Cause));
    }

    // Rule 10
    [Fact]
    public async Task An_account_is_closed_until_its_credentials_are_shown()
    {
        var request = await _world.GrantAsync();

        Assert.False(_world.Connector.Accounts[request.Grant.AccountName]);
        var shown = Assert.IsType<RevealOutcome.Revealed>(await RevealAsync(request));
        Assert.True(_world.Connector.Accounts[request.Grant.AccountName]);
        Assert.Equal(_world.Connector.Passwords[request.Grant.AccountName].Reveal(), shown.Credentials.Password.Reveal());
    }

    // Rule 19
    [Fact]
    public async Task What_was_to_be_held_to_an_address_is_not_opened_once_nothing_holds_it()
    {
        _world.Connector.Bind("hr");
        var request = await _world.GrantAsync(_world.Draft() with { Address = "10.1.2.3" });
        Assert.Equal("10.1.2.3", _world.Connector.Markers[request.Grant.AccountName].Address?.Text);

        _world.Connector.Bind();

        Assert.IsType<RevealOutcome.Unbound>(await RevealAsync(request));
        Assert.False(_world.Connector.Accounts[request.Grant.AccountName]);
    }

    // Rule 10
    [Fact]
    public async Task Each_showing_makes_a_new_password_and_is_on_record()
    {
        var request = await _world.GrantAsync();

        var first = Assert.IsType<RevealOutcome.Revealed>(await RevealAsync(request));
        var second = Assert.IsType<RevealOutcome.Revealed>(await RevealAsync(request));

        Assert.NotEqual(first.Credentials.Password.Reveal(), second.Credentials.Password.Reveal());
        Assert.Equal(2, (await _world.NowAsync(request.Id)).Audit.Count(entry => entry.Event == AuditEvents.SecretShown));
    }

    // Rule 10
    [Fact]
    public async Task Credentials_are_shown_to_the_requester_alone()
    {
        var request = await _world.GrantAsync();

        Assert.IsType<RevealOutcome.NotYours>(await RevealAsync(request, asRequester: false));
        Assert.False(_world.Connector.Accounts[request.Grant.AccountName]);
    }

    // Rule 10
    [Fact]
    public async Task A_password_is_in_no_document()
    {
        var request = await _world.GrantAsync();
        var shown = Assert.IsType<RevealOutcome.Revealed>(await RevealAsync(request));

        Assert.DoesNotContain(shown.Credentials.Password.Reveal(), RequestDocument.Write(await _world.NowAsync(request.Id)), StringComparison.Ordinal);
        Assert.DoesNotContain(shown.Credentials.Password.Reveal(), shown.ToString(), StringComparison.Ordinal);
    }

    // Rule 10
    [Fact]
    public async Task A_minute_after_the_showing_the_card_is_due_to_be_shown_without()
    {
        var request = await _world.GrantAsync();
        await RevealAsync(request);
        _world.Outreach.Shown.Clear();

        await _world.PassAsync(TimeSpan.FromSeconds(59));
        Assert.Empty(_world.Outreach.Shown);

        await _world.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Single(_world.Outreach.Shown);
    }

    [Fact]
    public async Task The_holder_is_reminded_once()
    {
        var request = await _world.GrantAsync();

        await _world.PassAsync(TimeSpan.FromMinutes(110));
        await _world.PassAsync(TimeSpan.FromMinutes(5));

        Assert.Single((await _world.NowAsync(request.Id)).Audit, entry => entry.Event == AuditEvents.Reminded);
    }

    [Fact]
    public async Task At_its_end_the_account_is_gone_and_a_lease_later_that_is_confirmed()
    {
        var request = await _world.GrantAsync();

        await _world.PassAsync(TimeSpan.FromMinutes(110));
        await _world.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Empty(_world.Connector.Accounts);
        Assert.Equal(RequestState.Ended, (await _world.NowAsync(request.Id)).State);

        await _world.PassAsync(TimeSpan.FromSeconds(30));
        var confirmed = await _world.NowAsync(request.Id);
        Assert.Equal(
            ["request.submitted", "approval.given", "grant.issued", "grant.reminded", "grant.ending", "grant.ended", "grant.confirmed"],
            confirmed.Audit.Select(entry => entry.Event));
        Assert.Null(confirmed.NextWork(Lane.Access));
    }

    [Fact]
    public async Task The_holder_gives_it_back_early()
    {
        var request = await _world.GrantAsync();

        Assert.IsType<GiveBackOutcome.GivenBack>(await _world.Get<GiveBackGrant>().HandleAsync(request.Id, _world.Dana, default));
        await _world.RunDueAsync();

        Assert.Empty(_world.Connector.Accounts);
        Assert.IsType<GiveBackOutcome.NothingToEnd>(await _world.Get<GiveBackGrant>().HandleAsync(request.Id, _world.Dana, default));
    }

    [Fact]
    public async Task An_owner_revokes_with_a_reason_and_nobody_else_does()
    {
        var request = await _world.GrantAsync();
        var revoke = _world.Get<RevokeGrant>();

        Assert.IsType<RevokeOutcome.NotAnOwner>(await revoke.HandleAsync(new(request.Id, _world.Omar, "suspicious"), default));
        Assert.IsType<RevokeOutcome.ReasonNeeded>(await revoke.HandleAsync(new(request.Id, _world.Olga, null), default));
        Assert.IsType<RevokeOutcome.Revoked>(await revoke.HandleAsync(new(request.Id, _world.Olga, "suspicious"), default));
        await _world.RunDueAsync();
        Assert.Empty(_world.Connector.Accounts);
    }

    // Rule 14
    [Fact]
    public async Task Nothing_is_shown_once_ending_is_written()
    {
        var request = await _world.GrantAsync();
        await _world.Get<GiveBackGrant>().HandleAsync(request.Id, _world.Dana, default);

        Assert.IsType<RevealOutcome.NoAccess>(await RevealAsync(request));
        Assert.False(_world.Connector.Accounts[request.Grant.AccountName]);
    }

    // Rule 14
    [Fact]
    public async Task Nothing_is_shown_past_the_end_even_before_anybody_ended_it()
    {
        var request = await _world.GrantAsync();
        _world.Time.Advance(TimeSpan.FromHours(2));

        Assert.IsType<RevealOutcome.NoAccess>(await RevealAsync(request));
    }

    // Rule 14
    [Fact]
    public async Task Showing_waits_for_whoever_holds_the_access_lane()
    {
        var request = await _world.GrantAsync();
        var held = await _world.Store.TryLeaseAsync(request.Id, Lane.Access, _world.Time.Now(), default);

        var reveal = RevealAsync(request);
        Assert.False(reveal.IsCompleted);
        await _world.Store.ReleaseAsync([held!.Lease], default);
        _world.Time.Advance(TimeSpan.FromMilliseconds(50));

        Assert.IsType<RevealOutcome.Revealed>(await reveal);
    }

    [Fact]
    public async Task An_account_that_vanished_ends_the_grant()
    {
        var request = await _world.GrantAsync();
        _world.Connector.Accounts.Clear();

        Assert.IsType<RevealOutcome.AccountMissing>(await RevealAsync(request));
        await _world.RunDueAsync();
        Assert.Equal(EndCause.AccountMissing, (await _world.NowAsync(request.Id)).Grant.Ending!.Cause);
    }

    // Rule 9
    [Theory]
    [InlineData(AccessLevel.Ddl, 60)]
    [InlineData(AccessLevel.Write, 0)]
    public async Task What_was_altered_is_on_record_with_what_undoes_it_and_bounded(AccessLevel level, int told)
    {
        await using var world = new JitWorld(profile: new() { Name = "owner", Level = level, MemberOf = ["hr_owner"] });
        world.Connector.Changes = [.. Enumerable.Range(0, 60).Select(i => $"trigger t{i} is new: {new string('x', 2000)}")];
        var request = await world.GrantAsync(world.Draft() with { Level = "owner", Tables = [] });

        await world.PassAsync(TimeSpan.FromHours(2));

        var changes = (await world.NowAsync(request.Id)).Grant.Changes;
        Assert.Equal(told == 0 ? 0 : 51, changes.Length);
        Assert.All(changes, change => Assert.True(change.Length <= 500));
        Assert.Equal(told > 0, (await world.NowAsync(request.Id)).Audit.Single(entry => entry.Event == AuditEvents.Ended).Facts["changed"].Contains("trigger t49 is new", StringComparison.Ordinal));
    }

    // Rule 36: the level has become one that no masking stops, since somebody approved it masked.
    [Fact]
    public async Task What_was_approved_masked_is_not_given_unmasked()
    {
        await using var world = new JitWorld(profile: new() { Name = "report", Level = AccessLevel.Read, MemberOf = ["reporting"] }, masking: new() { HidesUnclassified = true });
        var request = await world.SubmitAsync(world.Draft() with { Level = "report", Tables = [] });
        Assert.True(request.Scope.Unmask);
        await world.DecideAsync(request, world.Omar);
        var approved = await world.NowAsync(request.Id);
        Assert.NotNull(await world.Store.TryReplaceAsync(approved with { Scope = approved.Scope with { Unmask = false } }, null, default));

        await world.RunDueAsync();

        var ended = await world.NowAsync(request.Id);
        Assert.Equal((RequestState.Ended, EndCause.NotIssued), (ended.State, ended.Grant.Ending!.Cause));
        Assert.Contains("was changed since it was asked for. Ask again", ended.Grant.Ending.Reason, StringComparison.Ordinal);
        Assert.Empty(world.Connector.Accounts);
    }

    [Fact]
    public async Task What_cannot_be_issued_ends_with_its_reason_and_leaves_nothing()
    {
        _world.Connector.Refuses = "The table public.title is gone. Ask again without it.";

        var request = await _world.GrantAsync();

        Assert.Equal(RequestState.Ended, request.State);
        Assert.Equal("The table public.title is gone. Ask again without it.", request.Grant.Ending!.Reason);
    }

    // Rule 23
    [Fact]
    public async Task An_account_made_while_its_request_was_ended_is_removed()
    {
        var request = await _world.SubmitAsync();
        await _world.DecideAsync(request, _world.Omar);
        _world.Connector.AfterIssue = async () =>
        {
            // As if this worker had slept through its lease: others ended and removed before it went on.
            await _world.Get<GiveBackGrant>().HandleAsync(request.Id, _world.Dana, default);
            await _world.Get<EndGrants>().HandleAsync([new(await _world.NowAsync(request.Id), new(request.Id, Lane.Access, Guid.NewGuid()))], default);
            _world.Connector.Accounts[request.Grant.AccountName] = false;
        };

        await _world.RunDueAsync();

        Assert.Empty(_world.Connector.Accounts);
        Assert.Equal(RequestState.Ended, (await _world.NowAsync(request.Id)).State);
    }

    // Rule 18
    [Fact]
    public async Task An_end_is_tried_again_for_as_long_as_the_target_is_down_and_the_operators_are_told()
    {
        var request = await _world.GrantAsync();
        _world.Connector.IsDown = true;

        await _world.PassAsync(TimeSpan.FromHours(2));
        for (var i = 0; i < 80; i++)
        {
            await _world.PassAsync(TimeSpan.FromSeconds(20));
        }

        var overdue = await _world.NowAsync(request.Id);
        Assert.Equal(RequestState.Ending, overdue.State);
        Assert.Equal(1, overdue.Grant.Ending!.OverstayNotices);

        _world.Connector.IsDown = false;
        await _world.PassAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(RequestState.Ended, (await _world.NowAsync(request.Id)).State);
    }

    // Rule 18
    [Fact]
    public async Task The_alarm_about_an_overdue_end_grows_rarer_and_the_document_stays_small()
    {
        var request = await _world.GrantAsync();
        _world.Connector.IsDown = true;
        await _world.PassAsync(TimeSpan.FromHours(2));

        for (var i = 0; i < 24 * 30; i++)
        {
            await _world.PassAsync(TimeSpan.FromHours(1));
        }

        Assert.InRange((await _world.NowAsync(request.Id)).Grant.Ending!.OverstayNotices, 30, 40);
    }

    // Rule 17
    [Fact]
    public async Task Residue_is_kept_on_record_and_tried_again_without_being_called_overstay()
    {
        var request = await _world.GrantAsync();
        var looks = 0;
        _world.Connector.EndsOtherwise = _ => new EndResult.Residue(looks++ == 0 ? "It owns a table in a database that is closed." : "Another reason.");

        await _world.PassAsync(TimeSpan.FromHours(2));
        await _world.PassAsync(TimeSpan.FromMinutes(10));

        var residue = await _world.NowAsync(request.Id);
        Assert.Equal("It owns a table in a database that is closed.", residue.Grant.Residue);
        Assert.Equal(0, residue.Grant.Ending!.OverstayNotices);
        Assert.Single(residue.Audit, entry => entry.Event == AuditEvents.Residue);

        _world.Connector.EndsOtherwise = _ => null;
        await _world.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(RequestState.Ended, (await _world.NowAsync(request.Id)).State);
    }

    // Rule 34
    [Fact]
    public async Task Somebody_disabled_between_approval_and_issue_gets_no_account()
    {
        var request = await _world.SubmitAsync();
        await _world.DecideAsync(request, _world.Omar);
        _world.Directory.Change("dana", dana => dana with { Disabled = true });

        await _world.RunDueAsync();

        Assert.Equal(0, _world.Connector.Issues);
        Assert.Equal(EndCause.HolderDisabled, (await _world.NowAsync(request.Id)).Grant.Ending!.Cause);
    }

    // Rule 34
    [Fact]
    public async Task Somebody_disabled_does_not_keep_a_grant()
    {
        var request = await _world.GrantAsync();
        var end = _world.Get<EndForDisabledHolders>();
        Assert.Equal(0, await end.HandleAsync(default));

        _world.Directory.Change("dana", dana => dana with { Disabled = true });
        Assert.Equal(1, await end.HandleAsync(default));
        await _world.RunDueAsync();

        Assert.Empty(_world.Connector.Accounts);
        Assert.Equal(EndCause.HolderDisabled, (await _world.NowAsync(request.Id)).Grant.Ending!.Cause);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private RequestDraft Until(DateTimeOffset moment) => _world.Draft() with { Duration = null, Until = moment };

    private Task<RevealOutcome> RevealAsync(AccessRequest request, bool asRequester = true) =>
        _world.Get<RevealSecret>().HandleAsync(request.Id, asRequester ? _world.Dana : _world.Omar, null, default);
}
