using JitBot.Core.Storage;
using JitBot.Core.Work;

namespace JitBot.Core.Requests;

/// <summary>Requests that were over long ago leave the store; <see cref="RequestLifecycle.Retention"/> says when.</summary>
public sealed class ForgetRequests(IAccessStore store)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    public async Task<WorkOutcome> HandleAsync(Claimed held, CancellationToken ct)
    {
        // Somebody writing at this very moment makes the delete miss, and so does a step that waits to be sealed.
        return await store.TryDeleteAsync(held.Request.Id, held.Request.Version, ct) ? new WorkOutcome.Done() : new WorkOutcome.Again("Steps of it wait to be sealed, or somebody wrote.", Pause);
    }
}
