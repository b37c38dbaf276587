using System.Collections.Immutable;
using JitBot.Core.Audit;
using JitBot.Core.People;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Core.Approvals;

/// <param name="Terms">The terms the approver was shown.</param>
/// <param name="Approver">From the platform's verified message, as linked in the directory.</param>
/// <param name="Reason">Required to deny.</param>
/// <param name="Source">
/// Who says that it is their word, where they did not say so themselves in a chat: <see cref="ApprovalStep.Api"/>, or a source of webhooks by its name.
/// It counts only where the policy names that source (rule 35).
/// </param>
public sealed record DecideCommand(RequestId Request, int Terms, Person Approver, Verdict Verdict, string? Reason, string? Source = null);

public abstract record DecideOutcome
{
    private DecideOutcome() { }

    public sealed record Approved(AccessRequest Request) : DecideOutcome;

    /// <param name="More">How many more people the step that is open now needs.</param>
    public sealed record StillNeeds(AccessRequest Request, int More) : DecideOutcome;

    public sealed record Denied(AccessRequest Request) : DecideOutcome;

    /// <summary>Somebody was first, or it was withdrawn or lapsed; the request says what happened.</summary>
    public sealed record AlreadyDecided(AccessRequest Request) : DecideOutcome;

    public sealed record AlreadyVoted(AccessRequest Request, int Given, int Needed) : DecideOutcome;

    /// <summary>The request is not what this approver was shown; they are shown it again.</summary>
    public sealed record TermsChanged(AccessRequest Request) : DecideOutcome;

    public sealed record OwnRequest(AccessRequest Request) : DecideOutcome;

    public sealed record NotAnApprover(AccessRequest Request) : DecideOutcome;

    /// <summary>They could decide it, but not by the word of this source.</summary>
    public sealed record SourceNotNamed(AccessRequest Request, string Source) : DecideOutcome;

    /// <summary>Somebody else asserts that it is their word, and they are linked to no chat, where they could have said so themselves.</summary>
    public sealed record NotLinked(AccessRequest Request) : DecideOutcome;

    /// <summary>They are in one of this step's groups, and the only one left for a step that comes later.</summary>
    public sealed record NeededLater(AccessRequest Request) : DecideOutcome;

    /// <summary>The policy in force refuses it by now, whatever it said when it was asked; it was denied.</summary>
    public sealed record DeniedByPolicy(AccessRequest Request) : DecideOutcome;

    /// <summary>With this there would be more at once than the policy gives; it still waits.</summary>
    public sealed record CapReached(AccessRequest Request, Quota Quota) : DecideOutcome;

    /// <summary>Nobody can say at the moment who is in some of the groups.</summary>
    public sealed record GroupsUnknown(AccessRequest Request, ImmutableArray<string> Groups) : DecideOutcome;

    public sealed record ApproverDisabled : DecideOutcome;

    public sealed record RequesterDisabled(AccessRequest Request) : DecideOutcome;

    public sealed record ReasonNeeded(AccessRequest Request, DraftProblem Problem) : DecideOutcome;

    public sealed record UnknownRequest : DecideOutcome;
}

/// <summary>
/// An approver's word on a request, or on more time for it. Who they are is judged now, and so is whether the policy has come to refuse it; whom it
/// waits for was pinned when it was asked.
/// </summary>
public sealed class DecideRequest(
    IAccessStore store, ApproverRouting routing, IDirectory directory, GatherFacts facts, PolicyInForce policy, Quotas quotas, TimeProvider time)
{
    // With one more approval in between a press may be the last, which takes a place, or one of a later step: so all of it is judged anew.
    public Task<DecideOutcome> HandleAsync(DecideCommand command, CancellationToken ct) =>
        store.JudgeAndChangeAsync<DecideOutcome>(command.Request, new DecideOutcome.UnknownRequest(), async request =>
        {
            var groups = await directory.GroupsOfAsync(command.Approver.Id, ct);
            return await RefusalAsync(command, request, groups, ct) is { } refusal ? refusal : Decide(request, command, groups.Groups, time.Now());
        }, ct);

    /// <summary>What asks more than the request itself: the directory, the policy, the quotas.</summary>
    private async Task<DecideOutcome?> RefusalAsync(DecideCommand command, AccessRequest request, PersonGroups groups, CancellationToken ct)
    {
        if (command.Approver.Disabled)
        {
            return new DecideOutcome.ApproverDisabled();
        }

        if (command is { Source: not null, Approver.Accounts.IsEmpty: true })
        {
            return new DecideOutcome.NotLinked(request);
        }

        // The ban on one's own request comes before membership, so that an approver who asks reads the true reason.
        if (await routing.IsRequesterAsync(command.Approver, request.Requester, ct))
        {
            return new DecideOutcome.OwnRequest(request);
        }

        // Once nothing is open, or they were heard already, the pure decision says so to anybody who was to decide at any step.
        var open = Ballot.Of(request);
        var deciders = open is null || open.Decisions.Any(earlier => earlier.Approver == command.Approver.Id)
            ? [.. request.Rule.AllGroups, .. request.Extensions.SelectMany(extension => extension.Rule.AllGroups)]
            : open.Deciders;
        if (!deciders.Intersect(groups.Groups, StringComparer.OrdinalIgnoreCase).Any())
        {
            ImmutableArray<string> unknown = [.. deciders.Intersect(groups.Unknown, StringComparer.OrdinalIgnoreCase)];
            return unknown.IsEmpty ? new DecideOutcome.NotAnApprover(request) : new DecideOutcome.GroupsUnknown(request, unknown);
        }

        if (command.Source is { } source && open?.Step is { } step && !step.Sources.Contains(source, StringComparer.Ordinal))
        {
            return new DecideOutcome.SourceNotNamed(request, source);
        }

        // What is refused for the request's own sake is refused by the pure decision; only an approval that would count goes on.
        return command.Verdict == Verdict.Approve && Decide(request, command, groups.Groups, time.Now()).Outcome is DecideOutcome.Approved or DecideOutcome.StillNeeds
            ? await NotApprovableAsync(command, request, groups.Groups, ct)
            : null;
    }

    private async Task<DecideOutcome?> NotApprovableAsync(DecideCommand command, AccessRequest request, ImmutableArray<string> groups, CancellationToken ct)
    {
        if (await directory.FindAsync(request.Requester, ct) is null or { Disabled: true })
        {
            return new DecideOutcome.RequesterDisabled(request);
        }

        var ballot = Ballot.Of(request)!;
        var lasts = ballot.Extension is { } more ? more.Until - time.Now() : request.EndIfActiveFrom(time.Now()) - time.Now();
        var inForce = policy.Current;
        if (await facts.OfAsync(request, lasts, inForce, ct) is { } known && PolicyEngine.Decide(inForce, known) is { Denied: { } message } verdict)
        {
            return await DenyAsync(request, verdict, message, ct);
        }

        var voted = ballot with { Decisions = ballot.Decisions.Add(Vote(ballot, command, groups, null, time.Now())) };
        if (!await routing.CanBeDecidedAsync(voted, request.Requester, ct))
        {
            return new DecideOutcome.NeededLater(request);
        }

        var caps = inForce.Caps;
        return ballot.Extension is null && voted.Step is null
            && await quotas.TryTakeAsync([Quota.OfPerson(caps, request.Requester), Quota.OfTarget(caps, request.Scope.Target)], request.Id.Value, ct) is { } full
                ? new DecideOutcome.CapReached(request, full)
                : null;
    }

    private Task<DecideOutcome> DenyAsync(AccessRequest request, PolicyVerdict verdict, string message, CancellationToken ct) =>
        store.ChangeAsync<DecideOutcome>(request, new DecideOutcome.UnknownRequest(), current =>
        {
            if (Ballot.Of(current) is not { } ballot || ballot.Extension?.Terms != Ballot.Of(request)!.Extension?.Terms)
            {
                return new DecideOutcome.AlreadyDecided(current);
            }

            var entry = AuditEntry.Of(time.Now(), AuditEvents.DeniedByPolicy, AuditEntry.Service, message,
                ("rule", verdict.Rule.Name), ("policy", verdict.Pinned.PolicyVersion));
            var denied = ballot.Deny(current, entry);
            return new(new DecideOutcome.DeniedByPolicy(denied), denied);
        }, ct);

    private static Change<DecideOutcome> Decide(AccessRequest request, DecideCommand command, ImmutableArray<string> groups, DateTimeOffset now)
    {
        if (Ballot.Of(request) is not { } ballot || now >= ballot.ClosesAt)
        {
            return new DecideOutcome.AlreadyDecided(request);
        }

        if (request.Terms != command.Terms)
        {
            // While more time is asked for, a card with other terms is of something decided before.
            return ballot.Extension is null ? new DecideOutcome.TermsChanged(request) : new DecideOutcome.AlreadyDecided(request);
        }

        if (ballot.Decisions.Any(earlier => earlier.Approver == command.Approver.Id))
        {
            return new DecideOutcome.AlreadyVoted(request, ballot.Given(ballot.OpenStep), ballot.Step!.Needed);
        }

        if (ballot.CountsFor(groups).IsEmpty)
        {
            return new DecideOutcome.NotAnApprover(request);
        }

        var reason = string.IsNullOrWhiteSpace(command.Reason) ? null : command.Reason.Trim();
        return DraftAnalyst.ReasonProblem(reason, required: command.Verdict == Verdict.Deny) is { } problem
            ? new DecideOutcome.ReasonNeeded(request, problem)
            : Count(request, ballot, Vote(ballot, command, groups, reason, now), command.Approver.Via);
    }

    private static Decision Vote(Ballot ballot, DecideCommand command, ImmutableArray<string> groups, string? reason, DateTimeOffset now) =>
        new(command.Approver.Id, command.Verdict, now, reason) { Step = ballot.OpenStep, Groups = ballot.CountsFor(groups) };

    private static Change<DecideOutcome> Count(AccessRequest request, Ballot ballot, Decision decision, string? via)
    {
        var voted = ballot.Cast(request, decision);
        var cast = Ballot.Of(voted)!;
        var entry = ballot.Entry(cast, decision) with { Via = via };
        if (decision.Verdict == Verdict.Deny)
        {
            var denied = cast.Deny(voted, entry);
            return new(new DecideOutcome.Denied(denied), denied);
        }

        if (cast.Step is { } step)
        {
            var waiting = voted.Record(entry);
            return new(new DecideOutcome.StillNeeds(waiting, step.Needed - cast.Given(cast.OpenStep)), waiting);
        }

        var approved = cast.Approve(voted, entry);
        return new(new DecideOutcome.Approved(approved), approved);
    }
}
