using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Core.Approvals;

/// <param name="Terms">The terms the approver was shown.</param>
/// <param name="Approver">From the platform's verified message, as linked in the directory.</param>
/// <param name="Reason">Required to deny.</param>
public sealed record DecideCommand(RequestId Request, int Terms, Person Approver, Verdict Verdict, string? Reason);

public abstract record DecideOutcome
{
    private DecideOutcome() { }

    public sealed record Approved(AccessRequest Request) : DecideOutcome;

    public sealed record StillNeeds(AccessRequest Request, int More) : DecideOutcome;

    public sealed record Denied(AccessRequest Request) : DecideOutcome;

    /// <summary>Somebody was first, or it was withdrawn or lapsed; the request says what happened.</summary>
    public sealed record AlreadyDecided(AccessRequest Request) : DecideOutcome;

    public sealed record AlreadyVoted(AccessRequest Request, int Given, int Needed) : DecideOutcome;

    /// <summary>The request is not what this approver was shown; they are shown it again.</summary>
    public sealed record TermsChanged(AccessRequest Request) : DecideOutcome;

    public sealed record OwnRequest(AccessRequest Request) : DecideOutcome;

    public sealed record NotAnApprover(AccessRequest Request) : DecideOutcome;

    public sealed record ApproverDisabled : DecideOutcome;

    public sealed record RequesterDisabled(AccessRequest Request) : DecideOutcome;

    public sealed record ReasonNeeded(AccessRequest Request, DraftProblem Problem) : DecideOutcome;

    public sealed record UnknownRequest : DecideOutcome;
}

/// <summary>
/// An approver's word on a request, or on more time for it. Who they are is judged now; whom it waits for was pinned when it was asked.
/// </summary>
public sealed class DecideRequest(IAccessStore store, ApproverRouting routing, IDirectory directory, TimeProvider time)
{
    public async Task<DecideOutcome> HandleAsync(DecideCommand command, CancellationToken ct)
    {
        if (await store.FindAsync(command.Request, ct) is not { } request)
        {
            return new DecideOutcome.UnknownRequest();
        }

        return await RefusalAsync(command, request, ct)
            ?? await store.ChangeAsync<DecideOutcome>(
                request, new DecideOutcome.UnknownRequest(), current => Decide(current, command, time.Now()), ct);
    }

    /// <summary>What has to do with the person, and therefore asks the directory.</summary>
    private async Task<DecideOutcome?> RefusalAsync(DecideCommand command, AccessRequest request, CancellationToken ct)
    {
        if (command.Approver.Disabled)
        {
            return new DecideOutcome.ApproverDisabled();
        }

        // The ban on one's own request comes before membership, so that an approver who asks reads the true reason.
        if (await routing.IsRequesterAsync(command.Approver, request.Requester, ct))
        {
            return new DecideOutcome.OwnRequest(request);
        }

        if (!await routing.IsMemberAsync((Ballot.Of(request)?.Rule ?? request.Rule).Approvers, command.Approver, ct))
        {
            return new DecideOutcome.NotAnApprover(request);
        }

        return command.Verdict == Verdict.Approve && await directory.FindAsync(request.Requester, ct) is null or { Disabled: true }
            ? new DecideOutcome.RequesterDisabled(request)
            : null;
    }

    private static Change<DecideOutcome> Decide(AccessRequest request, DecideCommand command, DateTimeOffset now)
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
            return new DecideOutcome.AlreadyVoted(request, ballot.ApprovalsGiven, ballot.Rule.ApprovalsNeeded);
        }

        var reason = string.IsNullOrWhiteSpace(command.Reason) ? null : command.Reason.Trim();
        return DraftAnalyst.ReasonProblem(reason, required: command.Verdict == Verdict.Deny) is { } problem
            ? new DecideOutcome.ReasonNeeded(request, problem)
            : Count(ballot.Cast(request, new(command.Approver.Id, command.Verdict, now, reason)), command, reason, now);
    }

    private static Change<DecideOutcome> Count(AccessRequest voted, DecideCommand command, string? reason, DateTimeOffset now)
    {
        var ballot = Ballot.Of(voted)!;
        var entry = ballot.Entry(command, reason, now);
        if (command.Verdict == Verdict.Deny)
        {
            var denied = ballot.Deny(voted, entry);
            return new(new DecideOutcome.Denied(denied), denied);
        }

        var more = ballot.Rule.ApprovalsNeeded - ballot.ApprovalsGiven;
        if (more > 0)
        {
            var waiting = voted.Record(entry);
            return new(new DecideOutcome.StillNeeds(waiting, more), waiting);
        }

        var approved = ballot.Approve(voted, entry);
        return new(new DecideOutcome.Approved(approved), approved);
    }
}
