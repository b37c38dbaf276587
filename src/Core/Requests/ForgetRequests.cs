using JitBot.Core.Storage;
using JitBot.Core.Work;

namespace JitBot.Core.Requests;

/// <summary>Requests that were over long ago leave the store; <see cref="RequestLifecycle.Retention"/> says when.</summary>
public sealed class ForgetRequests(IAccessStore store)
{
    public async Task<WorkOutcome> HandleAsync(Claimed held, CancellationToken ct)
    {
        // Somebody writing at this very moment makes the delete miss; the work is then simply due again.
        await store.TryDeleteAsync(held.Request.Id, held.Request.Version, ct);
        return new WorkOutcome.Done();
    }
}
