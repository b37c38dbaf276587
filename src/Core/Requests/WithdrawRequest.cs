using JitBot.Core.Audit;
using JitBot.Core.People;
using JitBot.Core.Storage;

namespace JitBot.Core.Requests;

public abstract record WithdrawOutcome
{
    private WithdrawOutcome() { }

    public sealed record Withdrawn(AccessRequest Request) : WithdrawOutcome;

    public sealed record AlreadyDecided(AccessRequest Request) : WithdrawOutcome;

    public sealed record NotYours : WithdrawOutcome;

    public sealed record UnknownRequest : WithdrawOutcome;
}

/// <summary>The requester takes a request back before it is decided.</summary>
public sealed class WithdrawRequest(IAccessStore store, TimeProvider time)
{
    public Task<WithdrawOutcome> HandleAsync(RequestId id, Person requester, CancellationToken ct) =>
        store.ChangeAsync<WithdrawOutcome>(id, new WithdrawOutcome.UnknownRequest(), request => Withdraw(request, requester, time.Now()), ct);

    private static Change<WithdrawOutcome> Withdraw(AccessRequest request, Person requester, DateTimeOffset now)
    {
        if (request.Requester != requester.Id)
        {
            return new WithdrawOutcome.NotYours();
        }

        if (request.State != RequestState.Pending)
        {
            return new WithdrawOutcome.AlreadyDecided(request);
        }

        var withdrawn = request.MoveTo(RequestState.Withdrawn, AuditEntry.By(now, AuditEvents.Withdrawn, requester));
        return new(new WithdrawOutcome.Withdrawn(withdrawn), withdrawn);
    }
}
