using JitBot.Core.Approvals;
using JitBot.Core.Grants;
using JitBot.Core.Incidents;
using JitBot.Core.People;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Core.Targets;
using JitBot.Support;

namespace JitBot.Core.Tests.Policy;

/// <summary>What a policy says, as it is lived: by those who ask, decide and wait.</summary>
public sealed class PolicyLifeTests : IAsyncLifetime
{
    private static readonly ApprovalStep Dba = new(["dba"]);
    private static readonly ApprovalStep Owners = new([ApprovalStep.TargetOwners]);
    private readonly JitWorld _world = new();

    [Fact]
    public async Task Steps_are_decided_one_after_the_other()
    {
        InForce(Rule(Dba, Owners));
        var request = await _world.SubmitAsync();

        Assert.IsType<DecideOutcome.NotAnApprover>(await _world.DecideAsync(request, _world.Olga));
        Assert.IsType<DecideOutcome.StillNeeds>(await _world.DecideAsync(request, _world.Omar));
        Assert.IsType<DecideOutcome.NotAnApprover>(await _world.DecideAsync(request, _world.Rita));
        Assert.IsType<DecideOutcome.Approved>(await _world.DecideAsync(request, _world.Olga));
        Assert.Equal(["1 of 2", "2 of 2"], (await _world.NowAsync(request.Id)).Audit.Skip(1).Select(entry => entry.Facts["step"]));
    }

    [Fact]
    public async Task Anybody_who_is_to_decide_a_step_denies_it_all()
    {
        InForce(Rule(Dba, Owners));
        var request = await _world.SubmitAsync();
        await _world.DecideAsync(request, _world.Omar);

        Assert.IsType<DecideOutcome.Denied>(await _world.DecideAsync(request, _world.Olga, Verdict.Deny, "Not now."));
    }

    [Fact]
    public async Task Nobody_approves_twice_whichever_groups_they_are_in()
    {
        _world.Directory.Groups["hr-owners"] = ["olga", "omar"];
        InForce(Rule(Dba, Owners));
        var request = await _world.SubmitAsync();
        await _world.DecideAsync(request, _world.Omar);

        Assert.IsType<DecideOutcome.AlreadyVoted>(await _world.DecideAsync(request, _world.Omar));
    }

    // Rule 35
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Requester_cannot_approve_own_request_at_any_step_nor_by_joining_in(bool joinsIn)
    {
        _world.Directory.Groups["hr-owners"] = ["olga", "dana"];
        InForce(joinsIn ? Rule(Dba with { EscalateAfter = TimeSpan.FromMinutes(30), EscalateTo = ["hr-owners"] }) : Rule(Dba, Owners));
        var request = await _world.SubmitAsync();
        await (joinsIn ? _world.PassAsync(TimeSpan.FromMinutes(30)) : _world.DecideAsync(request, _world.Omar));

        Assert.IsType<DecideOutcome.OwnRequest>(await _world.DecideAsync(request, _world.Dana));
        Assert.Equal(RequestState.Pending, (await _world.NowAsync(request.Id)).State);
    }

    // Rule 34
    [Fact]
    public async Task Membership_in_a_later_step_is_judged_when_its_button_is_pressed()
    {
        InForce(Rule(Dba, Owners));
        var request = await _world.SubmitAsync();
        await _world.DecideAsync(request, _world.Omar);
        _world.Directory.Groups["hr-owners"] = ["sam"];

        Assert.IsType<DecideOutcome.NotAnApprover>(await _world.DecideAsync(request, _world.Olga));
        Assert.IsType<DecideOutcome.Approved>(await _world.DecideAsync(request, _world.Sam));
    }

    [Fact]
    public async Task Each_group_is_heard_where_each_has_to_be()
    {
        InForce(Rule(new ApprovalStep(["dba", "hr-owners"], FromEach: true)));
        var request = await _world.SubmitAsync();

        Assert.Equal(1, Assert.IsType<DecideOutcome.StillNeeds>(await _world.DecideAsync(request, _world.Omar)).More);
        Assert.Equal(1, Assert.IsType<DecideOutcome.StillNeeds>(await _world.DecideAsync(request, _world.Rita)).More);
        Assert.IsType<DecideOutcome.Approved>(await _world.DecideAsync(request, _world.Olga));
    }

    [Fact]
    public async Task Somebody_who_is_needed_for_a_later_step_does_not_use_themselves_up()
    {
        _world.Directory.Groups["hr-owners"] = ["omar"];
        InForce(Rule(Dba, Owners));
        var request = await _world.SubmitAsync();

        Assert.IsType<DecideOutcome.NeededLater>(await _world.DecideAsync(request, _world.Omar));
        Assert.IsType<DecideOutcome.StillNeeds>(await _world.DecideAsync(request, _world.Rita));
        Assert.IsType<DecideOutcome.Approved>(await _world.DecideAsync(request, _world.Omar));
    }

    [Fact]
    public async Task Steps_that_too_few_people_could_decide_are_refused_when_it_is_asked()
    {
        _world.Directory.Groups["dba"] = ["olga"];
        InForce(Rule(Dba, Owners));

        Assert.IsType<SubmitOutcome.NobodyToDecide>(await _world.AskAsync());
    }

    [Fact]
    public async Task What_is_routine_needs_nobody()
    {
        InForce(Rule() with { Name = "routine" });

        var request = await _world.SubmitAsync();
        await _world.RunDueAsync();

        Assert.Equal(RequestState.Active, (await _world.NowAsync(request.Id)).State);
        Assert.Equal(["request.submitted", "approval.automatic", "grant.issued"], (await _world.NowAsync(request.Id)).Audit.Select(entry => entry.Event));
        Assert.Equal("routine", (await _world.NowAsync(request.Id)).Audit[1].Facts["rule"]);
    }

    [Fact]
    public async Task What_is_denied_is_answered_with_the_rules_words_and_kept_nowhere()
    {
        InForce(Rule() with { Name = "freeze", Deny = "Frozen until Monday." });

        Assert.Equal(new SubmitOutcome.DeniedByPolicy("freeze", "Frozen until Monday."), await _world.AskAsync());
        Assert.Empty(await _world.Store.ListAsync(new(), default));
    }

    [Fact]
    public async Task Of_what_is_denied_nothing_more_is_asked()
    {
        InForce(Rule() with { Name = "freeze", Deny = "Frozen until Monday." });

        Assert.IsType<SubmitOutcome.DeniedByPolicy>(await _world.AskAsync(_world.Draft() with { Duration = TimeSpan.FromHours(20), Reason = null }));
    }

    [Fact]
    public async Task A_newer_denial_wins_when_it_is_approved()
    {
        var request = await _world.SubmitAsync();
        InForce(Rule() with { Name = "freeze", Deny = "Frozen until Monday." });

        Assert.IsType<DecideOutcome.DeniedByPolicy>(await _world.DecideAsync(request, _world.Omar));
        var now = await _world.NowAsync(request.Id);
        Assert.Equal((RequestState.Denied, "approval.denied-by-policy", "Frozen until Monday."), (now.State, now.Audit[^1].Event, now.Audit[^1].Reason));
    }

    [Fact]
    public async Task A_newer_denial_wins_over_an_approval_that_was_not_acted_upon_yet()
    {
        var request = await _world.SubmitAsync();
        await _world.DecideAsync(request, _world.Omar);
        InForce(Rule() with { Name = "freeze", Deny = "Frozen until Monday." });

        await _world.RunDueAsync();

        Assert.Equal(EndCause.NotIssued, (await _world.NowAsync(request.Id)).Grant.Ending!.Cause);
        Assert.Empty(_world.Connector.Accounts);
    }

    [Fact]
    public async Task A_denial_of_more_time_ends_the_ask_and_not_the_access()
    {
        var request = await _world.GrantAsync();
        var asked = Assert.IsType<ExtendOutcome.Asked>(await ExtendAsync(request)).Request;
        InForce(Rule() with { Name = "freeze", Deny = "Frozen until Monday." });

        Assert.IsType<DecideOutcome.DeniedByPolicy>(await _world.DecideAsync(asked, _world.Omar));
        var now = await _world.NowAsync(request.Id);
        Assert.Equal((RequestState.Active, Verdict.Deny), (now.State, now.Extensions[0].Verdict!.Value));
        Assert.IsType<ExtendOutcome.DeniedByPolicy>(await ExtendAsync(now));
    }

    [Fact]
    public async Task Whom_it_waits_for_is_as_it_was_when_it_was_asked()
    {
        var request = await _world.SubmitAsync();
        InForce(Rule(Owners));

        Assert.IsType<DecideOutcome.Approved>(await _world.DecideAsync(request, _world.Omar));
        Assert.Equal("policy-1", (await _world.NowAsync(request.Id)).Rule.PolicyVersion);
    }

    [Fact]
    public async Task A_step_that_waits_too_long_is_for_the_next_group_too()
    {
        _world.Directory.Groups["leads"] = ["sam"];
        InForce(Rule(Dba with { EscalateAfter = TimeSpan.FromMinutes(30), EscalateTo = ["hr-owners", "leads"] }));
        var request = await _world.SubmitAsync();

        await _world.PassAsync(TimeSpan.FromMinutes(29));
        Assert.IsType<DecideOutcome.NotAnApprover>(await _world.DecideAsync(request, _world.Olga));
        await _world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("hr-owners", Assert.Single((await _world.NowAsync(request.Id)).Escalations).Groups[0]);
        Assert.IsType<DecideOutcome.NotAnApprover>(await _world.DecideAsync(request, _world.Sam));
        await _world.PassAsync(TimeSpan.FromMinutes(30));

        Assert.IsType<DecideOutcome.Approved>(await _world.DecideAsync(request, _world.Sam));
        Assert.Equal(["request.escalated", "request.escalated", "approval.given"], (await _world.NowAsync(request.Id)).Audit.Skip(1).Select(entry => entry.Event));
    }

    [Fact]
    public async Task What_waited_too_long_while_nothing_ran_lapses_and_calls_nobody()
    {
        InForce(Rule(Dba with { EscalateAfter = TimeSpan.FromMinutes(30), EscalateTo = ["hr-owners"] }));
        var request = await _world.SubmitAsync();
        await _world.RunDueAsync();

        await _world.PassAsync(PolicyRule.UsualLapse);

        Assert.Equal(["request.submitted", "request.lapsed"], (await _world.NowAsync(request.Id)).Audit.Select(entry => entry.Event));
    }

    [Fact]
    public async Task The_time_of_a_step_begins_when_the_one_before_it_is_decided()
    {
        InForce(Rule(Dba, Owners with { EscalateAfter = TimeSpan.FromMinutes(30), EscalateTo = ["dba"] }));
        var request = await _world.SubmitAsync();
        await _world.PassAsync(TimeSpan.FromHours(1));
        await _world.DecideAsync(request, _world.Omar);

        await _world.PassAsync(TimeSpan.FromMinutes(29));
        Assert.Empty((await _world.NowAsync(request.Id)).Escalations);
        await _world.PassAsync(TimeSpan.FromMinutes(1));

        Assert.IsType<DecideOutcome.Approved>(await _world.DecideAsync(request, _world.Rita));
    }

    [Fact]
    public async Task The_requester_nudges_once()
    {
        var request = await _world.SubmitAsync();
        var nudge = _world.Get<NudgeApprovers>();

        Assert.IsType<NudgeOutcome.NotYours>(await nudge.HandleAsync(request.Id, _world.Omar, default));
        Assert.IsType<NudgeOutcome.Nudged>(await nudge.HandleAsync(request.Id, _world.Dana, default));
        Assert.IsType<NudgeOutcome.AlreadyNudged>(await nudge.HandleAsync(request.Id, _world.Dana, default));
        await _world.DecideAsync(request, _world.Omar);
        Assert.IsType<NudgeOutcome.AlreadyDecided>(await nudge.HandleAsync(request.Id, _world.Dana, default));
    }

    [Fact]
    public async Task A_request_lapses_when_its_rule_says()
    {
        InForce(Rule(Dba) with { LapsesAfter = TimeSpan.FromHours(1) });
        var request = await _world.SubmitAsync();

        await _world.PassAsync(TimeSpan.FromHours(1));

        Assert.Equal(RequestState.Lapsed, (await _world.NowAsync(request.Id)).State);
    }

    [Fact]
    public async Task The_holder_is_reminded_when_the_rule_says()
    {
        InForce(Rule(Dba) with { RemindBefore = TimeSpan.FromMinutes(45) });
        var request = await _world.GrantAsync();

        await _world.PassAsync(TimeSpan.FromMinutes(75));

        Assert.Equal(1, (await _world.NowAsync(request.Id)).Grant.Reminders);
    }

    [Fact]
    public async Task One_person_has_so_many_grants_at_once_and_no_more()
    {
        Caps(new(GrantsPerPerson: 1));
        var waits = await _world.SubmitAsync();
        var first = await _world.GrantAsync();

        Assert.Equal(QuotaOf.Person, Assert.IsType<SubmitOutcome.CapReached>(await _world.AskAsync()).Quota.What);
        Assert.Equal(QuotaOf.Person, Assert.IsType<DecideOutcome.CapReached>(await _world.DecideAsync(waits, _world.Omar)).Quota.What);
        Assert.Equal(RequestState.Pending, (await _world.NowAsync(waits.Id)).State);

        await _world.Get<GiveBackGrant>().HandleAsync(first.Id, _world.Dana, default);
        await _world.RunDueAsync();
        Assert.IsType<DecideOutcome.Approved>(await _world.DecideAsync(waits, _world.Omar));
    }

    [Fact]
    public async Task A_target_has_so_many_grants_at_once_and_no_more()
    {
        Caps(new(GrantsPerTarget: 2));
        InForce(Rule());
        await _world.SubmitAsync();
        await _world.SubmitAsync();

        Assert.Equal(QuotaOf.Target, Assert.IsType<SubmitOutcome.CapReached>(await _world.AskAsync(requester: _world.Sam)).Quota.What);
    }

    [Fact]
    public async Task Beyond_the_days_automatic_approvals_people_decide()
    {
        Caps(new(AutomaticPerPersonAndDay: 1));
        InForce(Rule() with { Name = "routine", Longest = TimeSpan.FromHours(3) });
        await _world.SubmitAsync();

        var second = await _world.SubmitAsync();
        Assert.Equal((RequestState.Pending, AskedInstead.CapUsedUp, "routine"), (second.State, second.Explanation!.AskedInstead!.Value, second.Rule.Name));
        Assert.IsType<DecideOutcome.Approved>(await _world.DecideAsync(second, _world.Omar));
        Assert.Equal(RequestState.Approved, ((SubmitOutcome.Submitted)await _world.AskAsync(requester: _world.Sam)).Request.State);

        _world.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(RequestState.Approved, (await _world.SubmitAsync()).State);
    }

    [Fact]
    public async Task Of_fifty_who_ask_at_once_as_many_are_let_through_as_there_is_room_for()
    {
        Caps(new(GrantsPerPerson: 3));
        InForce(Rule());

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => _world.AskAsync())));

        Assert.Equal(3, outcomes.Count(outcome => outcome is SubmitOutcome.Submitted));
        Assert.Equal(47, outcomes.Count(outcome => outcome is SubmitOutcome.CapReached));
    }

    [Fact]
    public async Task The_same_delivery_twice_takes_one_place()
    {
        Caps(new(GrantsPerPerson: 1));
        InForce(Rule());
        var command = new SubmitCommand(_world.NewDelivery(), _world.Dana, _world.Draft());
        var submit = _world.Get<SubmitRequest>();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => submit.HandleAsync(command, default))));

        Assert.All(outcomes, outcome => Assert.IsType<SubmitOutcome.Submitted>(outcome));
        Assert.Single(await _world.Store.ListAsync(new(), default));
    }

    [Fact]
    public async Task A_place_whose_request_never_came_to_be_is_free_again_after_a_minute()
    {
        Caps(new(GrantsPerPerson: 1));
        InForce(Rule());
        await _world.Get<Quotas>().TryTakeAsync([Quota.OfPerson(_world.Policy.Caps, _world.Dana.Id)], RequestId.From(_world.NewDelivery()).Value, default);

        Assert.IsType<SubmitOutcome.CapReached>(await _world.AskAsync());
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<SubmitOutcome.Submitted>(await _world.AskAsync());
    }

    [Fact]
    public async Task A_place_taken_again_is_kept_for_another_minute()
    {
        Caps(new(GrantsPerPerson: 1));
        var (first, second) = (await _world.SubmitAsync(), await _world.SubmitAsync());
        var (quotas, own) = (_world.Get<Quotas>(), Quota.OfPerson(_world.Policy.Caps, _world.Dana.Id));
        await quotas.TryTakeAsync([own], first.Id.Value, default);
        _world.Time.Advance(TimeSpan.FromMinutes(2));
        await quotas.TryTakeAsync([own], first.Id.Value, default);

        Assert.Equal(own, await quotas.TryTakeAsync([own], second.Id.Value, default));
    }

    [Fact]
    public async Task A_grant_whose_document_cannot_be_read_keeps_its_place()
    {
        Caps(new(GrantsPerTarget: 1));
        InForce(Rule());
        var request = await _world.SubmitAsync();
        await _world.Store.OverwriteAsync(request.Id, "{}");

        Assert.Equal(QuotaOf.Target, Assert.IsType<SubmitOutcome.CapReached>(await _world.AskAsync(requester: _world.Sam)).Quota.What);
    }

    [Theory]
    [InlineData("HR-42", true)]
    [InlineData("whatever", false)]
    [InlineData(null, false)]
    public async Task A_ticket_has_to_look_as_the_rule_asks(string? ticket, bool fits)
    {
        InForce(Rule(Dba) with { Ticket = new(IsRequired: true, TextPattern.Read("^HR-[0-9]+$").Pattern, "HR-1234") });

        Assert.Equal(fits, await _world.AskAsync(_world.Draft() with { Ticket = ticket }) is SubmitOutcome.Submitted);
    }

    [Fact]
    public async Task No_reason_is_asked_for_where_the_rule_wants_none()
    {
        InForce(Rule() with { Reason = new(IsRequired: false, null, null) });

        Assert.Equal("", (await _world.SubmitAsync(_world.Draft() with { Reason = null })).Reason);
    }

    [Fact]
    public async Task Times_to_choose_from_are_those_some_rule_allows()
    {
        InForce(
            Rule() with { Name = "short", When = JitWorld.When("request.duration <= duration('1h')"), Longest = TimeSpan.FromHours(1) },
            Rule(Dba) with { Name = "long", Longest = TimeSpan.FromHours(4) });

        var previewed = Assert.IsType<PreviewOutcome.Previewed>(await _world.Get<PreviewRequest>().HandleAsync(_world.Dana, _world.Draft() with { Duration = null }, default));

        Assert.Equal([0.5, 1, 2, 4], previewed.Analysis.Times.Select(time => time.TotalHours));
    }

    [Fact]
    public async Task More_time_is_automatic_where_the_grant_would_be()
    {
        InForce(Rule());
        var request = await _world.SubmitAsync();
        await _world.RunDueAsync();

        Assert.IsType<ExtendOutcome.Extended>(await ExtendAsync(await _world.NowAsync(request.Id)));
    }

    [Fact]
    public async Task More_time_is_judged_by_the_end_as_it_is_when_it_is_given()
    {
        InForce(Rule() with { When = JitWorld.When("request.duration <= duration('2h')") }, Rule(Dba));
        var request = await _world.SubmitAsync(_world.Draft() with { Duration = TimeSpan.FromHours(1) });
        await _world.RunDueAsync();
        var (store, targets, inForce) = (_world.Store, _world.Get<TargetRegistry>(), _world.Get<PolicyInForce>());
        var directory = new InterruptedDirectory(_world.Directory, () => TypedAsync(_world.Get<ExtendGrant>()));

        var outcome = await TypedAsync(new(store, targets, inForce, new(directory, store, targets, _world.Get<OpenIncidents>(), _world.Time), _world.Get<ApproverRouting>(), _world.Get<Quotas>(), _world.Time));

        Assert.IsType<ExtendOutcome.Asked>(outcome);

        Task<ExtendOutcome> TypedAsync(ExtendGrant extend) =>
            extend.HandleAsync(new(request.Id, _world.Dana, TimeSpan.FromHours(1), "Still at it.", null, _world.NewDelivery()), default);
    }

    [Fact]
    public async Task More_time_is_asked_for_where_a_refusal_cannot_be_judged()
    {
        InForce(
            Rule() with { Name = "contractors", When = JitWorld.When("'contractors' in requester.groups"), Deny = "Not for contractors." },
            Rule(Dba) with { ExtendsWithoutApproval = true });
        var request = await _world.GrantAsync();
        _world.Directory.Unknown = ["contractors"];

        Assert.IsType<ExtendOutcome.Asked>(await ExtendAsync(request));
    }

    [Fact]
    public async Task More_time_that_only_those_could_decide_who_join_in_later_is_refused_as_nobody_does()
    {
        InForce(Rule(Dba with { EscalateAfter = TimeSpan.FromMinutes(5), EscalateTo = ["hr-owners"] }));
        var request = await _world.GrantAsync();
        _world.Directory.Groups["dba"] = ["dana"];

        Assert.IsType<ExtendOutcome.NobodyToDecide>(await ExtendAsync(request));
    }

    [Fact]
    public async Task Who_is_second_to_decide_about_more_time_hears_that_it_is_decided()
    {
        InForce(Rule());
        var request = await _world.SubmitAsync();
        await _world.RunDueAsync();
        InForce(Rule(Dba));
        var asked = Assert.IsType<ExtendOutcome.Asked>(await ExtendAsync(await _world.NowAsync(request.Id))).Request;
        await _world.DecideAsync(asked, _world.Omar);

        Assert.IsType<DecideOutcome.AlreadyDecided>(await _world.DecideAsync(asked, _world.Rita));
    }

    [Fact]
    public async Task Why_a_rule_applied_is_kept_with_the_request()
    {
        InForce(Rule() with { Name = "writes", When = JitWorld.When("request.level == 'write' && resource.environment_id == 'production'") }, Rule(Dba) with { When = JitWorld.When("resource.table_name == 'title'") });

        var explanation = (await _world.SubmitAsync()).Explanation!;

        Assert.Equal("resource.table_name == 'title'", Assert.Single(explanation.Applied.Parts).Text);
        Assert.Equal(new NamedValue("resource.table_name", "\"title\""), Assert.Single(explanation.Applied.Parts[0].Values));
        var earlier = Assert.Single(explanation.Earlier);
        Assert.Equal(("writes", "request.level == 'write'"), (earlier.Rule, Assert.Single(earlier.Parts).Text));
        Assert.Equal(new NamedValue("request.level", "\"read\""), Assert.Single(earlier.Parts[0].Values));
    }

    /// <summary>A document that is full could not even take the end of its grant.</summary>
    [Fact]
    public async Task However_much_the_holder_writes_access_ends()
    {
        var (words, ticket, more) = (new string('ж', 1000), new string('ж', 100), new string('ж', 250));
        InForce([
            .. Enumerable.Range(0, 25).Select(i => Rule(Dba) with { Name = $"rule {i}", When = JitWorld.When(string.Join(" && ",
                Enumerable.Range(0, 4).Select(j => $"(request.reason == 'a{i}{j}' || request.ticket == 'b' || request.source_ip == 'c' || request.kind == 'd')"))) }),
            Rule(),
        ]);
        var request = await _world.SubmitAsync(_world.Draft() with { Duration = TimeSpan.FromMinutes(1), Reason = words, Ticket = ticket });
        await _world.RunDueAsync();

        Assert.IsType<ExtendOutcome.Refused>(await MoreAsync(words));
        for (var time = 0; time < ExtendGrant.MostTimes; time++)
        {
            Assert.IsType<ExtendOutcome.Extended>(await MoreAsync(more));
        }

        await _world.PassAsync(TimeSpan.FromHours(1));
        Assert.Equal(RequestState.Ended, (await _world.NowAsync(request.Id)).State);

        Task<ExtendOutcome> MoreAsync(string why) => _world.Get<ExtendGrant>().HandleAsync(
            new(request.Id, _world.Dana, TimeSpan.FromMinutes(1), why, null, _world.NewDelivery()), default);
    }

    [Fact]
    public async Task Somebody_with_enough_live_grants_is_recognised()
    {
        InForce(Rule(Dba) with { Name = "many", When = JitWorld.When("requester.active_grants >= 1"), Deny = "Give one back first.", Steps = [] }, Rule());
        await _world.SubmitAsync();

        Assert.IsType<SubmitOutcome.DeniedByPolicy>(await _world.AskAsync());
    }

    [Fact]
    public async Task A_policy_that_changes_in_between_is_judged_on_what_it_asks_for()
    {
        InForce(Rule(Dba) with { When = JitWorld.When("requester.active_grants >= 1") }, Rule());
        await _world.SubmitAsync();
        var directory = new InterruptedDirectory(_world.Directory, () =>
        {
            InForce(Rule(Dba));
            return Task.CompletedTask;
        });
        var targets = _world.Get<TargetRegistry>();
        var preview = new PreviewRequest(targets, _world.Get<PolicyInForce>(), new(directory, _world.Store, targets, _world.Get<OpenIncidents>(), _world.Time), _world.Time);

        var previewed = Assert.IsType<PreviewOutcome.Previewed>(await preview.HandleAsync(_world.Dana, _world.Draft(), default));

        Assert.False(previewed.Analysis.Verdict!.IsAutomatic);
    }

    [Fact]
    public async Task Two_last_approvers_at_once_approve_it_once()
    {
        InForce(Rule(new ApprovalStep(["dba"], People: 1), Owners));
        _world.Directory.Groups["hr-owners"] = ["olga", "sam"];
        var request = await _world.SubmitAsync();
        await _world.DecideAsync(request, _world.Omar);

        var outcomes = await Task.WhenAll(Task.Run(() => _world.DecideAsync(request, _world.Olga)), Task.Run(() => _world.DecideAsync(request, _world.Sam)));

        Assert.Single(outcomes, outcome => outcome is DecideOutcome.Approved);
        Assert.Single(outcomes, outcome => outcome is DecideOutcome.AlreadyDecided);
    }

    [Fact]
    public async Task Of_an_approval_and_a_withdrawal_at_once_one_counts()
    {
        for (var round = 0; round < 20; round++)
        {
            var request = await _world.SubmitAsync();

            var decided = Task.Run(() => _world.DecideAsync(request, _world.Omar));
            var withdrawn = Task.Run(() => _world.Get<WithdrawRequest>().HandleAsync(request.Id, _world.Dana, default));

            Assert.NotEqual(await decided is DecideOutcome.Approved, await withdrawn is WithdrawOutcome.Withdrawn);
        }
    }

    [Fact]
    public async Task At_the_instant_of_its_lapse_it_is_no_longer_approved()
    {
        var request = await _world.SubmitAsync();
        _world.Time.Advance(PolicyRule.UsualLapse);

        var decided = Task.Run(() => _world.DecideAsync(request, _world.Omar));
        await _world.RunDueAsync();

        Assert.IsType<DecideOutcome.AlreadyDecided>(await decided);
        Assert.Equal(RequestState.Lapsed, (await _world.NowAsync(request.Id)).State);
    }

    [Fact]
    public async Task Where_the_tables_cannot_be_told_people_decide_about_more_time()
    {
        var request = await _world.GrantAsync(_world.Draft() with { Tables = [] });
        InForce(Rule() with { Name = "titles only", When = JitWorld.When("request.tables.all(table, table == 'public.title')") });
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        _world.Connector.IsDown = true;

        Assert.IsType<ExtendOutcome.Asked>(await ExtendAsync(request));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private static PolicyRule Rule(params ApprovalStep[] steps) => new() { Name = "rule", Steps = [.. steps] };

    private void InForce(params PolicyRule[] rules) => _world.Policy = _world.Policy with { Rules = [.. rules] };

    private void Caps(PolicyCaps caps) => _world.Policy = _world.Policy with { Caps = caps };

    private Task<ExtendOutcome> ExtendAsync(AccessRequest request) =>
        _world.Get<ExtendGrant>().HandleAsync(new(request.Id, _world.Dana, TimeSpan.FromHours(1), "Still at it.", request.Terms, null), default);
}
