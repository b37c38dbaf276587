using JitBot.Core.Grants;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using JitBot.Core.Work;
using JitBot.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace JitBot.Core.Tests.Work;

public sealed class WorkLoopTests : IAsyncLifetime
{
    private readonly JitWorld _world = new();

    [Fact]
    public async Task Nothing_is_written_about_requests_whose_target_is_down()
    {
        var request = await ApprovedAsync();
        _world.Connector.IsDown = true;

        await _world.RunDueAsync();
        var version = (await _world.NowAsync(request.Id)).Version;
        await _world.PassAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(version, (await _world.NowAsync(request.Id)).Version);
    }

    [Fact]
    public async Task A_target_that_is_down_holds_up_no_other()
    {
        var stuck = await _world.GrantAsync();
        var other = await _world.GrantAsync(_world.Draft() with { Target = "hr-test", Duration = TimeSpan.FromHours(2) });
        _world.Connector.EndsOtherwise = account => account.Request == stuck.Id ? new EndResult.Unreachable("down") : null;

        await _world.PassAsync(TimeSpan.FromHours(2));

        Assert.Equal(RequestState.Ending, (await _world.NowAsync(stuck.Id)).State);
        Assert.Equal(RequestState.Ended, (await _world.NowAsync(other.Id)).State);
        Assert.Equal(["hr-prod"], _world.Get<TargetHealth>().Outages.Keys);
    }

    [Fact]
    public async Task A_target_that_answers_again_is_served_at_its_next_probe()
    {
        var request = await ApprovedAsync();
        _world.Connector.IsDown = true;
        await _world.RunDueAsync();
        _world.Connector.IsDown = false;

        await _world.PassAsync(TimeSpan.FromSeconds(2));

        Assert.Equal(RequestState.Active, (await _world.NowAsync(request.Id)).State);
        Assert.Empty(_world.Get<TargetHealth>().Outages);
    }

    [Fact]
    public async Task One_account_that_will_not_go_holds_up_no_other_on_its_target()
    {
        var stuck = await _world.GrantAsync();
        var other = await _world.GrantAsync();
        _world.Connector.EndsOtherwise = account => account.Request == stuck.Id ? new EndResult.CannotTell("its session does not die") : null;

        await _world.PassAsync(TimeSpan.FromHours(2));

        Assert.Equal(RequestState.Ended, (await _world.NowAsync(other.Id)).State);
        Assert.Equal("its session does not die", (await _world.NowAsync(stuck.Id)).Retries[WorkKind.End].Why);
        Assert.Empty(_world.Get<TargetHealth>().Outages);
    }

    [Fact]
    public async Task A_fault_in_a_step_is_tried_again_after_a_pause_and_not_in_a_loop()
    {
        var request = await ApprovedAsync();
        _world.Connector.AfterIssue = () => throw new FormatException("a bug");

        await _world.RunDueAsync();
        Assert.Equal(1, _world.Connector.Issues);

        _world.Connector.AfterIssue = () => Task.CompletedTask;
        await _world.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(RequestState.Active, (await _world.NowAsync(request.Id)).State);
    }

    [Fact]
    public async Task A_failed_step_that_is_called_for_no_more_leaves_nothing_behind()
    {
        var request = await ApprovedAsync();
        _world.Connector.AfterIssue = async () =>
        {
            await _world.Get<GiveBackGrant>().HandleAsync(request.Id, _world.Dana, default);
            throw new TimeoutException("it took too long");
        };

        await _world.RunDueAsync();

        var over = await _world.NowAsync(request.Id);
        Assert.Equal(RequestState.Ended, over.State);
        Assert.Empty(over.Retries);
    }

    [Fact]
    public async Task A_slow_chat_delays_no_end()
    {
        var request = await _world.GrantAsync();
        _world.Outreach.Failure = "429";

        await _world.PassAsync(TimeSpan.FromHours(2));

        Assert.Equal(RequestState.Ended, (await _world.NowAsync(request.Id)).State);
        _world.Outreach.Failure = null;
        _world.Outreach.Shown.Clear();
        await _world.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(RequestState.Ended, Assert.Single(_world.Outreach.Shown).State);
    }

    [Fact]
    public async Task What_a_dead_worker_held_is_done_by_another_after_its_lease()
    {
        var request = await ApprovedAsync();
        await _world.Store.ClaimDueAsync(new(Lane.Access, _world.Time.Now(), 10), default);

        await _world.RunDueAsync();
        Assert.Equal(RequestState.Approved, (await _world.NowAsync(request.Id)).State);

        await _world.PassAsync(RequestLifecycle.Lease);
        Assert.Equal(RequestState.Active, (await _world.NowAsync(request.Id)).State);
        Assert.Equal(1, _world.Connector.Issues);
    }

    [Fact]
    public async Task What_a_worker_claimed_in_the_instant_of_being_told_to_stop_is_done_by_the_next_at_once()
    {
        var request = await ApprovedAsync();
        using var stop = new CancellationTokenSource();
        _world.Store.Answering = stop.Cancel;
        await LoopOfAnotherReplica().RunAsync(stop.Token);
        _world.Store.Answering = null;

        await _world.RunDueAsync();

        Assert.Equal(RequestState.Active, (await _world.NowAsync(request.Id)).State);
    }

    [Fact]
    public async Task A_running_loop_is_woken_by_a_commit()
    {
        using var stop = new CancellationTokenSource();
        var loop = LoopOfAnotherReplica();
        var running = loop.RunAsync(stop.Token);

        var request = await ApprovedAsync();
        while ((await _world.NowAsync(request.Id)).State != RequestState.Active)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_running_loop_outlives_a_store_that_is_down()
    {
        using var stop = new CancellationTokenSource();
        var loop = LoopOfAnotherReplica();
        var request = await ApprovedAsync();
        _world.Store.IsDown = true;
        var running = loop.RunAsync(stop.Token);
        _world.Store.IsDown = false;

        // Real time passes between the loop's polls; manual time does not, so nothing but its own poll can bring it back.
        while ((await _world.NowAsync(request.Id)).State != RequestState.Active)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await stop.CancelAsync();
        await running;
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(2, 0, 2)]
    [InlineData(5, 0, 16)]
    [InlineData(5, 1, 19.2)]
    [InlineData(50, 0, 60)]
    public void Pauses_grow_to_a_minute(int attempts, double jitter, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Retry.Pause(attempts, jitter));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private async Task<AccessRequest> ApprovedAsync()
    {
        var request = await _world.SubmitAsync();
        await _world.DecideAsync(request, _world.Omar);
        return await _world.NowAsync(request.Id);
    }

    private WorkLoop LoopOfAnotherReplica()
    {
        var health = new TargetHealth(_world.Time);
        var batches = new WorkBatch(_world.Store, _world.Get<LaneHandlers>(), health, _world.Time, NullLogger<WorkBatch>.Instance);
        return new(Lane.Access, _world.Store, batches, health, _world.Time, NullLogger<WorkLoop>.Instance);
    }
}
