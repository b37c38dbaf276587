using JitBot.Core.Audit;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Core.Approvals;

public abstract record NudgeOutcome
{
    private NudgeOutcome() { }

    public sealed record Nudged(AccessRequest Request) : NudgeOutcome;

    public sealed record AlreadyNudged(AccessRequest Request, DateTimeOffset At) : NudgeOutcome;

    public sealed record AlreadyDecided(AccessRequest Request) : NudgeOutcome;

    public sealed record NotYours : NudgeOutcome;

    public sealed record UnknownRequest : NudgeOutcome;
}

/// <summary>The requester asks those who decide to look, once.</summary>
public sealed class NudgeApprovers(IAccessStore store, TimeProvider time)
{
    public Task<NudgeOutcome> HandleAsync(RequestId id, Person requester, CancellationToken ct) =>
        store.ChangeAsync<NudgeOutcome>(id, new NudgeOutcome.UnknownRequest(), request => Nudge(request, requester, time.Now()), ct);

    private static Change<NudgeOutcome> Nudge(AccessRequest request, Person requester, DateTimeOffset now)
    {
        if (request.Requester != requester.Id)
        {
            return new NudgeOutcome.NotYours();
        }

        if (request.State != RequestState.Pending || now >= request.LapsesAt)
        {
            return new NudgeOutcome.AlreadyDecided(request);
        }

        if (request.NudgedAt is { } before)
        {
            return new NudgeOutcome.AlreadyNudged(request, before);
        }

        var nudged = request.Record(AuditEntry.By(now, AuditEvents.Nudged, requester)) with { NudgedAt = now };
        return new(new NudgeOutcome.Nudged(nudged), nudged);
    }
}
