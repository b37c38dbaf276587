using JitBot.Core.Approvals;
using JitBot.Core.People;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Support;

namespace JitBot.Core.Tests.Approvals;

/// <summary>Somebody decides while somebody else's press is being looked at.</summary>
public sealed class DecidingInBetweenTests : IAsyncLifetime
{
    private readonly JitWorld _world = new(approvals: 2);

    [Fact]
    public async Task The_last_of_two_at_once_takes_the_place_that_the_grant_needs()
    {
        _world.Policy = _world.Policy with { Caps = new(GrantsPerTarget: 1) };
        var (first, second) = (await _world.SubmitAsync(), await _world.SubmitAsync());

        Assert.IsType<DecideOutcome.Approved>(await DecideAsync(first, _world.Rita, meanwhile: () => _world.DecideAsync(first, _world.Omar)));
        await _world.DecideAsync(second, _world.Omar);
        Assert.IsType<DecideOutcome.CapReached>(await _world.DecideAsync(second, _world.Rita));
    }

    [Fact]
    public async Task Nobody_is_used_up_whom_a_later_step_needs_because_somebody_else_was_first()
    {
        _world.Directory.Groups["hr-owners"] = ["olga", "omar"];
        _world.Directory.Groups["leads"] = ["rita", "omar"];
        _world.Policy = _world.Policy with { Rules = [new() { Name = "three steps", Steps = [new(["dba"]), new(["hr-owners"]), new(["leads"])] }] };
        var request = await _world.SubmitAsync();

        Assert.IsType<DecideOutcome.NeededLater>(await DecideAsync(request, _world.Omar, meanwhile: () => _world.DecideAsync(request, _world.Rita)));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    /// <param name="meanwhile">Happens after the request was loaded, before anything is written.</param>
    private Task<DecideOutcome> DecideAsync(AccessRequest request, Person approver, Func<Task> meanwhile)
    {
        var directory = new InterruptedDirectory(_world.Directory, meanwhile);
        return new DecideRequest(
            _world.Store, new(directory), directory, _world.Get<GatherFacts>(), _world.Get<PolicyInForce>(), _world.Get<Quotas>(), _world.Time)
            .HandleAsync(new(request.Id, request.Terms, approver, Verdict.Approve, null), default);
    }
}
