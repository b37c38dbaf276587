using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Core.Grants;

public abstract record GiveBackOutcome
{
    private GiveBackOutcome() { }

    /// <summary>Decided and stored; the account is closed within moments.</summary>
    public sealed record GivenBack(AccessRequest Request) : GiveBackOutcome;

    public sealed record NothingToEnd(AccessRequest Request) : GiveBackOutcome;

    public sealed record NotYours : GiveBackOutcome;

    public sealed record UnknownRequest : GiveBackOutcome;
}

/// <summary><em>I am done</em>: the holder ends their own access before its time.</summary>
public sealed class GiveBackGrant(IAccessStore store, TimeProvider time)
{
    public Task<GiveBackOutcome> HandleAsync(RequestId id, Person holder, CancellationToken ct) =>
        store.ChangeAsync<GiveBackOutcome>(id, new GiveBackOutcome.UnknownRequest(), request => GiveBack(request, holder, time.Now()), ct);

    private static Change<GiveBackOutcome> GiveBack(AccessRequest request, Person holder, DateTimeOffset now)
    {
        if (request.Requester != holder.Id)
        {
            return new GiveBackOutcome.NotYours();
        }

        if (!request.HasAccess())
        {
            return new GiveBackOutcome.NothingToEnd(request);
        }

        var ending = request.BeginEnding(new(EndCause.GivenBack, now, now, holder.Id, null), holder.Via);
        return new(new GiveBackOutcome.GivenBack(ending), ending);
    }
}
