using JitBot.Core.Audit;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Work;

namespace JitBot.Core.Approvals;

/// <summary>A step that waited too long: the next group may decide, too, and is asked.</summary>
public sealed class EscalateRequests(IAccessStore store, TimeProvider time)
{
    public Task<WorkOutcome> HandleAsync(Claimed held, CancellationToken ct) =>
        store.ChangeAsync<WorkOutcome>(held, new WorkOutcome.Done(), request => Escalate(request, time.Now()), ct);

    private static Change<WorkOutcome> Escalate(AccessRequest request, DateTimeOffset now)
    {
        if (request.State != RequestState.Pending || Ballot.Of(request) is not { NextEscalation: { } next } ballot || now < next.At)
        {
            return new WorkOutcome.Done();
        }

        // Nothing ran for so long that both are due. This one was due first, and would stay so: nothing else would ever be done.
        if (now >= request.LapsesAt)
        {
            return LapseRequests.Lapse(request, now);
        }

        var entry = AuditEntry.Of(now, AuditEvents.Escalated, AuditEntry.Service, null,
            ("group", next.Group), ("step", $"{ballot.OpenStep + 1} of {request.Rule.Steps.Length}"), ("rule", request.Rule.Name));
        return new(new WorkOutcome.Done(), request.Record(entry) with { Escalations = request.Escalations.Add(new(ballot.OpenStep, [next.Group], now)) });
    }
}
