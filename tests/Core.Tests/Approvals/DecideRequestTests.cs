using JitBot.Core.Approvals;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Support;

namespace JitBot.Core.Tests.Approvals;

public sealed class DecideRequestTests : IAsyncLifetime
{
    private readonly JitWorld _world = new();

    [Fact]
    public async Task A_member_of_the_rules_group_approves()
    {
        var request = await _world.SubmitAsync();

        Assert.IsType<DecideOutcome.Approved>(await _world.DecideAsync(request, _world.Omar));
        Assert.Equal(["request.submitted", "approval.given"], (await _world.NowAsync(request.Id)).Audit.Select(entry => entry.Event));
    }

    // Rule 35
    [Fact]
    public async Task Requester_cannot_approve_own_request()
    {
        _world.Directory.Groups["dba"] = ["dana", "omar"];
        var request = await _world.SubmitAsync();

        Assert.IsType<DecideOutcome.OwnRequest>(await _world.DecideAsync(request, _world.Dana));
        Assert.Equal(RequestState.Pending, (await _world.NowAsync(request.Id)).State);
    }

    // Rule 35
    [Fact]
    public async Task The_word_that_an_API_token_brings_counts_only_where_the_policy_names_it()
    {
        var request = await _world.SubmitAsync();
        Assert.Equal("api", Assert.IsType<DecideOutcome.SourceNotNamed>(await ByTokenAsync(request)).Source);
        Assert.Equal(RequestState.Pending, (await _world.NowAsync(request.Id)).State);

        _world.Policy = _world.Policy with { Rules = [.. _world.Policy.Rules.Select(rule => rule with { Steps = [.. rule.Steps.Select(step => step with { Sources = [ApprovalStep.Api] })] })] };
        Assert.IsType<DecideOutcome.SourceNotNamed>(await ByTokenAsync(request));
        var named = await _world.SubmitAsync();
        Assert.IsType<DecideOutcome.Approved>(await ByTokenAsync(named));

        Task<DecideOutcome> ByTokenAsync(AccessRequest asked) =>
            _world.Get<DecideRequest>().HandleAsync(new(asked.Id, asked.Terms, _world.Omar, Verdict.Approve, null, ApprovalStep.Api), default);
    }

    // Rule 35
    [Fact]
    public async Task The_word_that_an_API_token_brings_counts_only_for_people_who_are_linked()
    {
        _world.Policy = _world.Policy with { Rules = [.. _world.Policy.Rules.Select(rule => rule with { Steps = [.. rule.Steps.Select(step => step with { Sources = [ApprovalStep.Api] })] })] };
        _world.Directory.Change("omar", omar => omar with { Accounts = [] });
        var request = await _world.SubmitAsync();

        Assert.IsType<DecideOutcome.NotLinked>(
            await _world.Get<DecideRequest>().HandleAsync(new(request.Id, request.Terms, _world.Omar, Verdict.Approve, null, ApprovalStep.Api), default));
        Assert.Equal(RequestState.Pending, (await _world.NowAsync(request.Id)).State);
    }

    // Rule 34
    [Fact]
    public async Task Two_entries_with_one_address_are_one_person()
    {
        _world.Directory.Change("rita", rita => rita with { Email = "DANA@example.com" });
        var request = await _world.SubmitAsync();

        Assert.IsType<DecideOutcome.OwnRequest>(await _world.DecideAsync(request, _world.Rita));
    }

    // Rule 34
    [Fact]
    public async Task Membership_is_judged_when_the_button_is_pressed()
    {
        var request = await _world.SubmitAsync();
        _world.Directory.Groups["dba"] = ["rita"];

        Assert.IsType<DecideOutcome.NotAnApprover>(await _world.DecideAsync(request, _world.Omar));
        Assert.IsType<DecideOutcome.Approved>(await _world.DecideAsync(request, _world.Rita));
    }

    // Rule 34
    [Fact]
    public async Task A_disabled_person_can_neither_approve_nor_be_given_access()
    {
        var request = await _world.SubmitAsync();

        Assert.IsType<DecideOutcome.ApproverDisabled>(await _world.DecideAsync(request, _world.Directory.People["lena"]));
        _world.Directory.Change("dana", dana => dana with { Disabled = true });
        Assert.IsType<DecideOutcome.RequesterDisabled>(await _world.DecideAsync(request, _world.Omar));
    }

    // Rule 36
    [Fact]
    public async Task What_is_approved_is_what_was_shown()
    {
        var request = await _world.SubmitAsync();

        Assert.IsType<DecideOutcome.TermsChanged>(await _world.DecideAsync(request with { Terms = 2 }, _world.Omar));
    }

    [Fact]
    public async Task Denying_takes_a_reason()
    {
        var request = await _world.SubmitAsync();

        Assert.IsType<DecideOutcome.ReasonNeeded>(await _world.DecideAsync(request, _world.Omar, Verdict.Deny, " "));
        Assert.IsType<DecideOutcome.Denied>(await _world.DecideAsync(request, _world.Omar, Verdict.Deny, "Ask for hr-test instead."));
        Assert.Equal("Ask for hr-test instead.", (await _world.NowAsync(request.Id)).Audit[^1].Reason);
    }

    [Fact]
    public async Task Two_approvals_come_from_two_people()
    {
        await using var strict = new JitWorld(approvals: 2);
        var request = await strict.SubmitAsync();

        Assert.Equal(1, Assert.IsType<DecideOutcome.StillNeeds>(await strict.DecideAsync(request, strict.Omar)).More);
        Assert.IsType<DecideOutcome.AlreadyVoted>(await strict.DecideAsync(request, strict.Omar));
        Assert.IsType<DecideOutcome.Approved>(await strict.DecideAsync(request, strict.Rita));
    }

    [Fact]
    public async Task Of_a_hundred_simultaneous_decisions_one_counts()
    {
        var request = await _world.SubmitAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => i % 2 == 0
            ? _world.DecideAsync(request, _world.Omar)
            : _world.DecideAsync(request, _world.Rita, Verdict.Deny, "no"))));

        Assert.Single(outcomes, outcome => outcome is DecideOutcome.Approved or DecideOutcome.Denied);
        Assert.Equal(99, outcomes.Count(outcome => outcome is DecideOutcome.AlreadyDecided));
        Assert.Single((await _world.NowAsync(request.Id)).Decisions);
    }

    [Fact]
    public async Task A_request_past_its_lapse_cannot_be_approved_even_before_anybody_noticed()
    {
        var request = await _world.SubmitAsync();
        _world.Time.Advance(PolicyRule.UsualLapse);

        Assert.IsType<DecideOutcome.AlreadyDecided>(await _world.DecideAsync(request, _world.Omar));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _world.DisposeAsync();
}
