using System.Collections.Frozen;
using JitBot.Core.Approvals;
using JitBot.Core.Audit;
using JitBot.Core.Work;
using static JitBot.Core.Requests.RequestState;

namespace JitBot.Core.Requests;

/// <summary>The only place that knows which state follows which, and what each state is waiting for. Pure.</summary>
public static class RequestLifecycle
{
    /// <summary>How long one worker may hold a request's lane. A step takes at most a third of it.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>How long a shown password stays on screen.</summary>
    public static readonly TimeSpan SecretOnScreen = TimeSpan.FromMinutes(1);

    /// <summary>How long an ended request is kept. The audit chain is the long record.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(400);

    private static readonly TimeSpan UsualReminderLead = TimeSpan.FromMinutes(10);

    private static readonly FrozenSet<(RequestState From, RequestState To)> Transitions = new[]
    {
        (Pending, Approved), (Pending, Denied), (Pending, Withdrawn), (Pending, Lapsed),
        (Approved, Active), (Approved, Ending),
        (Active, Ending),
        (Ending, Ended),
    }.ToFrozenSet();

    /// <summary>The request in its next state, with the step on record and every card out of date.</summary>
    /// <exception cref="InvalidOperationException">The transition is not in the table: a bug in the caller, who must look at the state first.</exception>
    public static AccessRequest MoveTo(this AccessRequest request, RequestState next, AuditEntry entry) =>
        Transitions.Contains((request.State, next))
            ? request.Record(entry) with { State = next, StateSince = entry.At }
            : throw new InvalidOperationException($"Request {request.Id} cannot go from {request.State} to {next}.");

    /// <summary>The same state with one more step on record and every card out of date.</summary>
    public static AccessRequest Record(this AccessRequest request, AuditEntry entry) =>
        request with { Audit = request.Audit.Add(entry), Revision = request.Revision + 1 };

    /// <summary>
    /// The reminder comes ten minutes before the end, or with a quarter of a short grant left; if the rule says when, then, or with half of a short
    /// grant left.
    /// </summary>
    public static TimeSpan ReminderLead(TimeSpan duration, TimeSpan? asked = null)
    {
        var (wanted, most) = asked is { } lead ? (lead, duration / 2) : (UsualReminderLead, duration / 4);
        return wanted < most ? wanted : most;
    }

    /// <summary>What the lane does next for this request and when; null if it waits for nothing.</summary>
    public static WorkItem? NextWork(this AccessRequest request, Lane lane)
    {
        WorkItem? next = null;
        foreach (var (kind, due) in lane == Lane.Access ? AccessWork(request) : OutreachWork(request))
        {
            var at = request.Retries.TryGetValue(kind, out var retry) && retry.NotBefore > due ? retry.NotBefore : due;
            if (next is null || at < next.Value.DueAt)
            {
                next = new(kind, at);
            }
        }

        return next;
    }

    /// <summary>Whether this is still to be done for the request, now or later.</summary>
    public static bool WaitsFor(this AccessRequest request, WorkKind kind) => AccessWork(request).Concat(OutreachWork(request)).Any(work => work.Kind == kind);

    private static IEnumerable<WorkItem> AccessWork(AccessRequest request)
    {
        var grant = request.Grant;
        switch (request.State)
        {
            case Approved:
                yield return new(WorkKind.Issue, request.StateSince);
                break;
            case Active:
                if (grant.CarriedEnd is not null)
                {
                    yield return new(WorkKind.Extend, grant.ActiveSince!.Value);
                }

                yield return new(WorkKind.End, grant.EndsAt!.Value);
                break;
            case Ending:
                yield return new(WorkKind.End, request.StateSince);
                break;
            case Ended when grant.ConfirmedAt is null:
                // A worker whose lease ran out may still have been making the account while another one removed it.
                yield return new(WorkKind.Confirm, grant.EndedAt!.Value + Lease);
                break;
        }
    }

    private static IEnumerable<WorkItem> OutreachWork(AccessRequest request)
    {
        if (request.CardsShown < request.Revision)
        {
            yield return new(WorkKind.ShowCards, request.StateSince);
        }

        if (request.State == Pending)
        {
            yield return new(WorkKind.Lapse, request.LapsesAt);
            if (Ballot.Of(request)!.NextEscalation is { } escalation)
            {
                yield return new(WorkKind.Escalate, escalation.At);
            }
        }

        if (request.Grant.SecretShownAt is { } shownAt)
        {
            yield return new(WorkKind.HideSecret, shownAt + SecretOnScreen);
        }

        if (request is { State: Active, Grant.RemindedAt: null })
        {
            var lasts = request.Extensions.LastOrDefault(extension => extension.Verdict == Verdict.Approve)?.By
                ?? (request.Grant.EndsAt!.Value - request.Grant.ActiveSince!.Value);
            yield return new(WorkKind.Remind, request.Grant.EndsAt!.Value - ReminderLead(lasts, request.Rule.RemindBefore));
        }

        if (request.IsOver)
        {
            yield return new(WorkKind.Forget, request.StateSince + Retention);
        }
    }
}
