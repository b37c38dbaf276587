using JitBot.Core.Audit;
using JitBot.Core.Storage;
using JitBot.Core.Work;

namespace JitBot.Core.Requests;

/// <summary>A request that nobody decided in time ends by itself.</summary>
public sealed class LapseRequests(IAccessStore store, TimeProvider time)
{
    public Task<WorkOutcome> HandleAsync(Claimed held, CancellationToken ct) =>
        store.ChangeAsync<WorkOutcome>(held, new WorkOutcome.Done(), request => Lapse(request, time.Now()), ct);

    internal static Change<WorkOutcome> Lapse(AccessRequest request, DateTimeOffset now) =>
        request.State == RequestState.Pending && now >= request.LapsesAt
            ? new Change<WorkOutcome>(new WorkOutcome.Done(), request.MoveTo(RequestState.Lapsed, AuditEntry.Of(now, AuditEvents.Lapsed, AuditEntry.Service)))
            : new WorkOutcome.Done();
}
