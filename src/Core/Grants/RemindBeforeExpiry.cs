using JitBot.Core.Audit;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Work;

namespace JitBot.Core.Grants;

/// <summary>Notes that the holder is to be told of the coming end; the reminder card follows from it.</summary>
public sealed class RemindBeforeExpiry(IAccessStore store, TimeProvider time)
{
    public Task<WorkOutcome> HandleAsync(Claimed held, CancellationToken ct) =>
        store.ChangeAsync<WorkOutcome>(held, new WorkOutcome.Done(), request => Remind(request, time.Now()), ct);

    private static Change<WorkOutcome> Remind(AccessRequest request, DateTimeOffset now)
    {
        if (request is not { State: RequestState.Active, Grant.RemindedAt: null })
        {
            return new WorkOutcome.Done();
        }

        var reminded = request.Record(AuditEntry.Of(now, AuditEvents.Reminded, AuditEntry.Service));
        return new(new WorkOutcome.Done(), reminded with { Grant = reminded.Grant with { RemindedAt = now, Reminders = reminded.Grant.Reminders + 1 } });
    }
}
