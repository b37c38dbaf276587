using JitBot.Core.Approvals;
using JitBot.Core.Audit;
using JitBot.Core.Grants;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Work;
using JitBot.Support;

namespace JitBot.Core.Tests.Grants;

public sealed class ExtendGrantTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly JitWorld _world = new();

    [Fact]
    public async Task The_end_stays_as_it_is_until_somebody_approves()
    {
        var grant = await _world.GrantAsync();

        var asked = Assert.IsType<ExtendOutcome.Asked>(await ExtendAsync(grant));

        Assert.Equal(grant.Grant.EndsAt, asked.Request.Grant.EndsAt);
        await _world.PassAsync(TimeSpan.FromHours(2));
        Assert.Equal(RequestState.Ended, (await _world.NowAsync(grant.Id)).State);
    }

    // Rule 13
    [Fact]
    public async Task An_approved_extension_moves_the_end_in_the_document_and_then_on_the_target()
    {
        var grant = await _world.GrantAsync();
        var end = grant.Grant.EndsAt!.Value;
        var asked = await AskAsync(grant);

        await _world.DecideAsync(asked, _world.Omar);
        var decided = await _world.NowAsync(grant.Id);
        Assert.Equal((end + Hour, end), (decided.Grant.EndsAt, decided.Grant.CarriedEnd));
        Assert.Equal(end, _world.Connector.Markers[grant.Grant.AccountName].EndsAt);

        await _world.RunDueAsync();
        Assert.Null((await _world.NowAsync(grant.Id)).Grant.CarriedEnd);
        Assert.Equal(end + Hour, _world.Connector.Markers[grant.Grant.AccountName].EndsAt);
        await _world.PassAsync(TimeSpan.FromHours(2.5));
        Assert.Equal(RequestState.Active, (await _world.NowAsync(grant.Id)).State);
        await _world.PassAsync(TimeSpan.FromHours(0.5));
        Assert.Equal(RequestState.Ended, (await _world.NowAsync(grant.Id)).State);
    }

    // Nobody stays who asked to be held to an address and is not any more.
    [Fact]
    public async Task No_time_is_added_to_what_cannot_be_held_to_its_address_any_more()
    {
        var grant = await BoundAsync();
        Unbind();

        Assert.IsType<ExtendOutcome.Unbound>(await ExtendAsync(grant));

        Assert.Empty((await _world.NowAsync(grant.Id)).Extensions);
        await _world.PassAsync(TimeSpan.FromHours(2));
        Assert.Equal(RequestState.Ended, (await _world.NowAsync(grant.Id)).State);
    }

    // Hours may lie between asking for more time and the approval of it.
    [Fact]
    public async Task More_time_approved_for_what_is_not_held_to_its_address_any_more_is_not_given_and_the_old_end_says_why()
    {
        var grant = await BoundAsync();
        var asked = await AskAsync(grant);
        Unbind();

        await _world.DecideAsync(asked, _world.Omar);
        await _world.RunDueAsync();
        Assert.Equal(grant.Grant.EndsAt, _world.Connector.Markers[grant.Grant.AccountName].EndsAt);
        await _world.PassAsync(TimeSpan.FromHours(2.2));

        var ended = await _world.NowAsync(grant.Id);
        Assert.Equal((RequestState.Ended, EndCause.Expired), (ended.State, ended.Grant.Ending!.Cause));
        Assert.Contains("no longer be held to its address", ended.Grant.Ending.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_time_is_given_once_the_account_is_held_to_its_address_again()
    {
        var grant = await BoundAsync();
        var asked = await AskAsync(grant);
        Unbind();
        await _world.DecideAsync(asked, _world.Omar);
        await _world.RunDueAsync();

        _world.Connector.Bind("hr");
        await _world.PassAsync(TimeSpan.FromHours(1));

        Assert.Equal(grant.Grant.EndsAt + Hour, _world.Connector.Markers[grant.Grant.AccountName].EndsAt);
        Assert.Null((await _world.NowAsync(grant.Id)).Grant.CarriedEnd);
    }

    // Rule 13
    [Fact]
    public async Task An_absolute_end_is_moved_like_any_other()
    {
        var until = _world.Time.Now() + TimeSpan.FromHours(3);
        var grant = await _world.GrantAsync(_world.Draft() with { Duration = null, Until = until });

        await _world.DecideAsync(await AskAsync(grant), _world.Omar);
        await _world.RunDueAsync();

        Assert.Equal(until + Hour, (await _world.NowAsync(grant.Id)).Grant.EndsAt);
        Assert.Equal(until + Hour, _world.Connector.Markers[grant.Grant.AccountName].EndsAt);
    }

    [Fact]
    public async Task A_denied_extension_leaves_the_end_and_can_be_asked_for_again()
    {
        var grant = await _world.GrantAsync();
        var asked = await AskAsync(grant);

        Assert.IsType<DecideOutcome.Denied>(await _world.DecideAsync(asked, _world.Omar, Verdict.Deny, "the load job starts"));

        var denied = await _world.NowAsync(grant.Id);
        Assert.Equal((RequestState.Active, grant.Grant.EndsAt), (denied.State, denied.Grant.EndsAt));
        Assert.IsType<ExtendOutcome.Asked>(await ExtendAsync(denied));
    }

    // Rule 35
    [Fact]
    public async Task Holder_cannot_approve_own_extension()
    {
        _world.Directory.Groups["dba"] = ["dana", "omar"];
        var grant = await _world.GrantAsync();
        var asked = await AskAsync(grant);

        Assert.IsType<DecideOutcome.OwnRequest>(await _world.DecideAsync(asked, _world.Dana));
        Assert.Equal(grant.Grant.EndsAt, (await _world.NowAsync(grant.Id)).Grant.EndsAt);
    }

    [Fact]
    public async Task As_many_have_to_approve_as_for_the_request()
    {
        await using var world = new JitWorld(approvals: 2);
        var pending = await world.SubmitAsync();
        await world.DecideAsync(pending, world.Omar);
        await world.DecideAsync(pending, world.Rita);
        await world.RunDueAsync();
        var grant = await world.NowAsync(pending.Id);
        await world.Get<ExtendGrant>().HandleAsync(new(grant.Id, world.Dana, Hour, "still restoring", grant.Terms, null), default);
        var asked = await world.NowAsync(grant.Id);

        Assert.Equal(1, Assert.IsType<DecideOutcome.StillNeeds>(await world.DecideAsync(asked, world.Omar)).More);
        Assert.IsType<DecideOutcome.AlreadyVoted>(await world.DecideAsync(asked, world.Omar));
        Assert.IsType<DecideOutcome.Approved>(await world.DecideAsync(asked, world.Rita));
    }

    // Rule 36
    [Fact]
    public async Task A_press_on_the_card_of_the_request_decides_nothing_about_its_extension()
    {
        var grant = await _world.GrantAsync();
        await AskAsync(grant);

        Assert.IsType<DecideOutcome.AlreadyDecided>(await _world.DecideAsync(grant, _world.Omar));
        Assert.Equal(grant.Grant.EndsAt, (await _world.NowAsync(grant.Id)).Grant.EndsAt);
    }

    // Rule 23
    [Fact]
    public async Task A_button_pressed_twice_extends_once()
    {
        await using var world = new JitWorld(extendsWithoutApproval: true);
        var grant = await world.GrantAsync();
        var command = new ExtendCommand(grant.Id, world.Dana, Hour, null, grant.Terms, null);

        Assert.IsType<ExtendOutcome.Extended>(await world.Get<ExtendGrant>().HandleAsync(command, default));
        Assert.IsType<ExtendOutcome.EndMoved>(await world.Get<ExtendGrant>().HandleAsync(command, default));

        Assert.Equal(grant.Grant.EndsAt + Hour, (await world.NowAsync(grant.Id)).Grant.EndsAt);
    }

    // Rule 39
    [Fact]
    public async Task A_line_delivered_twice_extends_once()
    {
        await using var world = new JitWorld(extendsWithoutApproval: true);
        var grant = await world.GrantAsync();
        var command = new ExtendCommand(grant.Id, world.Dana, Hour, null, null, world.NewDelivery());

        await world.Get<ExtendGrant>().HandleAsync(command, default);
        Assert.IsType<ExtendOutcome.Extended>(await world.Get<ExtendGrant>().HandleAsync(command, default));

        Assert.Equal(grant.Grant.EndsAt + Hour, (await world.NowAsync(grant.Id)).Grant.EndsAt);
    }

    [Fact]
    public async Task Where_the_rule_lets_its_time_be_used_up_only_what_goes_beyond_it_is_decided_anew()
    {
        await using var world = new JitWorld(extendsWithoutApproval: true);
        var grant = await world.GrantAsync();
        await world.PassAsync(TimeSpan.FromHours(1.5));

        var within = await world.Get<ExtendGrant>().HandleAsync(new(grant.Id, world.Dana, TimeSpan.FromHours(6), null, null, null), default);
        Assert.IsType<ExtendOutcome.Extended>(within);
        var beyond = await world.Get<ExtendGrant>().HandleAsync(new(grant.Id, world.Dana, Hour, "still restoring", null, null), default);
        Assert.IsType<ExtendOutcome.Asked>(beyond);
    }

    [Fact]
    public async Task A_second_ask_waits_for_the_first_to_be_decided()
    {
        var grant = await _world.GrantAsync();
        await AskAsync(grant);

        Assert.IsType<ExtendOutcome.AlreadyAsked>(await ExtendAsync(grant, terms: null));
        Assert.Single((await _world.NowAsync(grant.Id)).Extensions);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3600)]
    [InlineData(9)]
    public async Task Too_short_a_time_changes_nothing(int seconds)
    {
        var grant = await _world.GrantAsync();

        Assert.IsType<ExtendOutcome.Refused>(await ExtendAsync(grant, by: TimeSpan.FromSeconds(seconds)));
        Assert.Equal(grant.Version, (await _world.NowAsync(grant.Id)).Version);
    }

    [Fact]
    public async Task Nobody_gets_more_from_now_on_than_the_rule_allows()
    {
        var grant = await _world.GrantAsync();

        var refused = Assert.IsType<ExtendOutcome.TooLong>(await ExtendAsync(grant, by: TimeSpan.FromHours(7)));

        Assert.Equal(TimeSpan.FromHours(6), refused.Most);
        Assert.IsType<ExtendOutcome.Asked>(await ExtendAsync(grant, by: TimeSpan.FromHours(6)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    [InlineData("unseen \u202e mark")]
    public async Task What_others_decide_needs_a_reason_that_can_be_read(string? reason)
    {
        var grant = await _world.GrantAsync();

        Assert.IsType<ExtendOutcome.Refused>(await ExtendAsync(grant, reason: reason));
        Assert.Equal(grant.Version, (await _world.NowAsync(grant.Id)).Version);
    }

    [Fact]
    public async Task Somebody_elses_access_cannot_be_extended()
    {
        var grant = await _world.GrantAsync();

        Assert.IsType<ExtendOutcome.NotYours>(await ExtendAsync(grant, by: Hour, holder: _world.Omar));
    }

    [Fact]
    public async Task Where_nobody_else_could_decide_nothing_is_asked()
    {
        var grant = await _world.GrantAsync();
        _world.Directory.Groups["dba"] = ["dana"];

        Assert.IsType<ExtendOutcome.NobodyToDecide>(await ExtendAsync(grant));
        Assert.Equal(grant.Version, (await _world.NowAsync(grant.Id)).Version);
    }

    // Rule 14
    [Fact]
    public async Task Once_the_end_is_written_nothing_is_extended()
    {
        var grant = await _world.GrantAsync();
        var asked = await AskAsync(grant);
        await _world.Get<GiveBackGrant>().HandleAsync(grant.Id, _world.Dana, default);

        Assert.IsType<ExtendOutcome.NoAccess>(await ExtendAsync(grant, terms: null));
        Assert.IsType<DecideOutcome.AlreadyDecided>(await _world.DecideAsync(asked, _world.Omar));
    }

    [Fact]
    public async Task After_its_end_nothing_is_extended_although_nobody_has_ended_it_yet()
    {
        var grant = await _world.GrantAsync();
        var asked = await AskAsync(grant);
        _world.Time.Advance(TimeSpan.FromHours(2));

        Assert.IsType<ExtendOutcome.NoAccess>(await ExtendAsync(asked, terms: null));
        Assert.IsType<DecideOutcome.AlreadyDecided>(await _world.DecideAsync(asked, _world.Omar));
    }

    // Rule 14
    [Fact]
    public async Task An_end_that_was_claimed_before_it_moved_ends_nothing()
    {
        var grant = await _world.GrantAsync();
        var asked = await AskAsync(grant);
        _world.Time.Advance(TimeSpan.FromHours(2) - TimeSpan.FromMilliseconds(1));
        var claimed = (await _world.Store.TryLeaseAsync(grant.Id, Lane.Access, _world.Time.Now(), default))!;
        await _world.DecideAsync(asked, _world.Omar);
        _world.Time.Advance(TimeSpan.FromMilliseconds(1));

        var outcome = Assert.Single(await _world.Get<EndGrants>().HandleAsync([claimed], default));

        Assert.IsType<WorkOutcome.Done>(outcome);
        Assert.Equal(RequestState.Active, (await _world.NowAsync(grant.Id)).State);
        Assert.Contains(grant.Grant.AccountName, _world.Connector.Accounts.Keys);
    }

    [Fact]
    public async Task A_target_that_is_down_is_told_when_it_is_back()
    {
        var grant = await _world.GrantAsync();
        var asked = await AskAsync(grant);
        _world.Connector.IsDown = true;
        await _world.DecideAsync(asked, _world.Omar);
        await _world.RunDueAsync();
        Assert.Equal(grant.Grant.EndsAt, (await _world.NowAsync(grant.Id)).Grant.CarriedEnd);

        _world.Connector.IsDown = false;
        await _world.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Null((await _world.NowAsync(grant.Id)).Grant.CarriedEnd);
    }

    [Fact]
    public async Task An_account_closed_before_the_later_end_reached_it_is_over()
    {
        var grant = await _world.GrantAsync();
        var asked = await AskAsync(grant);
        _world.Connector.HasClosedAll = true;

        await _world.DecideAsync(asked, _world.Omar);
        await _world.RunDueAsync();

        var ended = await _world.NowAsync(grant.Id);
        Assert.Equal((RequestState.Ended, EndCause.Expired), (ended.State, ended.Grant.Ending!.Cause));
        Assert.DoesNotContain(grant.Grant.AccountName, _world.Connector.Accounts.Keys);
    }

    [Fact]
    public async Task The_holder_is_reminded_of_the_new_end_as_well()
    {
        var grant = await _world.GrantAsync();
        await _world.PassAsync(TimeSpan.FromMinutes(110));
        var asked = await AskAsync(await _world.NowAsync(grant.Id));
        await _world.DecideAsync(asked, _world.Omar);
        Assert.Null((await _world.NowAsync(grant.Id)).Grant.RemindedAt);

        await _world.PassAsync(TimeSpan.FromMinutes(60));
        Assert.Equal(2, (await _world.NowAsync(grant.Id)).Grant.Reminders);
    }

    [Fact]
    public async Task Every_step_of_it_is_on_record()
    {
        var grant = await _world.GrantAsync();
        await _world.DecideAsync(await AskAsync(grant), _world.Omar);
        await _world.RunDueAsync();

        Assert.Equal(
            [AuditEvents.ExtensionAsked, AuditEvents.ApprovalGiven, AuditEvents.Extended, AuditEvents.EndMoved],
            (await _world.NowAsync(grant.Id)).Audit.Skip(grant.Audit.Length).Select(entry => entry.Event));
    }

    [Fact]
    public async Task More_time_can_be_asked_for_twenty_times()
    {
        var grant = await _world.GrantAsync();
        for (var i = 0; i < ExtendGrant.MostTimes; i++)
        {
            await _world.DecideAsync(await AskAsync(await _world.NowAsync(grant.Id)), _world.Omar, Verdict.Deny, "no");
        }

        Assert.IsType<ExtendOutcome.TooOften>(await ExtendAsync(grant, terms: null));
    }

    private async Task<AccessRequest> BoundAsync()
    {
        _world.Connector.Bind("hr");
        return await _world.GrantAsync(_world.Draft() with { Address = "10.1.2.3" });
    }

    /// <summary>The server holds nobody to an address any more, and what was read of it before is old.</summary>
    private void Unbind()
    {
        _world.Connector.Bind();
        _world.Time.Advance(TimeSpan.FromMinutes(1));
    }

    private async Task<AccessRequest> AskAsync(AccessRequest request)
    {
        Assert.IsType<ExtendOutcome.Asked>(await ExtendAsync(request, terms: request.Terms));
        return await _world.NowAsync(request.Id);
    }

    private Task<ExtendOutcome> ExtendAsync(
        AccessRequest request, TimeSpan? by = null, string? reason = "still restoring", int? terms = null, Person? holder = null) =>
        _world.Get<ExtendGrant>().HandleAsync(new(request.Id, holder ?? _world.Dana, by ?? Hour, reason, terms, null), default);
}
