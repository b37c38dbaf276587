using JitBot.Core.Approvals;
using JitBot.Core.Audit;
using JitBot.Core.Requests;
using JitBot.Support;

namespace JitBot.Core.Tests.Requests;

public sealed class SubmitRequestTests : IAsyncLifetime
{
    private readonly JitWorld _world = new();

    [Fact]
    public async Task A_request_waits_for_its_approvers_with_rule_and_account_name_fixed()
    {
        var request = await _world.SubmitAsync();

        Assert.Equal(RequestState.Pending, request.State);
        Assert.Equal("production", request.Rule.Name);
        Assert.Equal($"jit_dana_{request.Id}", request.Grant.AccountName);
        Assert.Equal(["request.submitted"], request.Audit.Select(entry => entry.Event));
    }

    [Fact]
    public async Task The_same_delivery_asks_once()
    {
        var origin = _world.NewDelivery();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => SubmitAsync(origin)));

        Assert.Single(outcomes.Select(outcome => Assert.IsType<SubmitOutcome.Submitted>(outcome).Request.Id).Distinct());
        Assert.Single(await _world.Store.ListAsync(new(), default));
    }

    [Fact]
    public async Task A_draft_with_problems_changes_nothing()
    {
        var outcome = await SubmitAsync(_world.NewDelivery(), _world.Draft() with { Reason = null });

        Assert.IsType<SubmitOutcome.NotReady>(outcome);
        Assert.Empty(await _world.Store.ListAsync(new(), default));
    }

    [Fact]
    public async Task An_unknown_target_is_answered_with_those_there_are()
    {
        var outcome = await SubmitAsync(_world.NewDelivery(), _world.Draft() with { Target = "hr-pord" });

        var unknown = Assert.IsType<PreviewOutcome.UnknownTarget>(Assert.IsType<SubmitOutcome.NotReady>(outcome).Why);
        Assert.Equal(["hr-prod", "hr-test"], unknown.Known);
    }

    [Fact]
    public async Task A_target_that_is_down_is_said_to_be()
    {
        _world.Connector.IsDown = true;

        var outcome = await SubmitAsync(_world.NewDelivery());

        Assert.IsType<PreviewOutcome.TargetUnreachable>(Assert.IsType<SubmitOutcome.NotReady>(outcome).Why);
    }

    // Rule 34
    [Fact]
    public async Task A_disabled_person_cannot_ask()
    {
        _world.Directory.Change("dana", dana => dana with { Disabled = true });

        Assert.IsType<SubmitOutcome.RequesterDisabled>(await SubmitAsync(_world.NewDelivery()));
    }

    // Rule 35
    [Fact]
    public async Task A_request_that_only_its_requester_could_decide_is_refused()
    {
        _world.Directory.Groups["dba"] = ["dana", "lena"];

        Assert.IsType<SubmitOutcome.NobodyToDecide>(await SubmitAsync(_world.NewDelivery()));
    }

    // Rule 39
    [Fact]
    public async Task Somebody_with_twenty_pending_requests_waits()
    {
        for (var i = 0; i < SubmitRequest.MostPending; i++)
        {
            await _world.SubmitAsync();
        }

        Assert.IsType<SubmitOutcome.TooManyPending>(await SubmitAsync(_world.NewDelivery()));
    }

    [Fact]
    public async Task Nobody_deciding_for_a_day_lets_it_lapse()
    {
        var request = await _world.SubmitAsync();

        await _world.PassAsync(TimeSpan.FromHours(24));

        Assert.Equal(RequestState.Lapsed, (await _world.NowAsync(request.Id)).State);
    }

    // Rule 13
    [Fact]
    public async Task A_request_until_a_moment_lapses_when_no_time_would_be_left()
    {
        var until = new DateTimeOffset(2026, 3, 2, 16, 0, 0, TimeSpan.FromHours(1)).AddTicks(1);
        var request = await _world.SubmitAsync(_world.Draft() with { Duration = null, Until = until });

        Assert.Equal(new DateTimeOffset(2026, 3, 2, 15, 0, 0, TimeSpan.Zero), request.Until);
        Assert.Equal(TimeSpan.Zero, request.Until!.Value.Offset);
        Assert.Equal("2026-03-02T15:00:00.0000000+00:00", request.Audit[0].Facts["until"]);
        _world.Time.AdvanceTo(until - TimeSpan.FromSeconds(10));
        Assert.IsType<DecideOutcome.AlreadyDecided>(await _world.DecideAsync(request, _world.Omar));
        await _world.RunDueAsync();
        Assert.Equal(RequestState.Lapsed, (await _world.NowAsync(request.Id)).State);
    }

    [Fact]
    public async Task The_requester_alone_can_withdraw_and_only_while_it_waits()
    {
        var request = await _world.SubmitAsync();
        var withdraw = _world.Get<WithdrawRequest>();

        Assert.IsType<WithdrawOutcome.NotYours>(await withdraw.HandleAsync(request.Id, _world.Omar, default));
        Assert.IsType<WithdrawOutcome.Withdrawn>(await withdraw.HandleAsync(request.Id, _world.Dana, default));
        Assert.IsType<WithdrawOutcome.AlreadyDecided>(await withdraw.HandleAsync(request.Id, _world.Dana, default));
    }

    [Fact]
    public async Task Ended_requests_are_forgotten_after_400_days()
    {
        var request = await _world.SubmitAsync();
        await _world.Get<WithdrawRequest>().HandleAsync(request.Id, _world.Dana, default);

        await _world.PassAsync(TimeSpan.FromDays(399));
        Assert.NotNull(await _world.Store.FindAsync(request.Id, default));

        await _world.Get<SealAudit>().HandleAsync(default);
        await _world.PassAsync(TimeSpan.FromDays(1));
        Assert.Null(await _world.Store.FindAsync(request.Id, default));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private Task<SubmitOutcome> SubmitAsync(Origin origin, RequestDraft? draft = null) =>
        _world.Get<SubmitRequest>().HandleAsync(new(origin, _world.Dana, draft ?? _world.Draft()), default);
}
