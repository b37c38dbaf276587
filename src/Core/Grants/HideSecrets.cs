using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Work;

namespace JitBot.Core.Grants;

/// <summary>A minute after a password was shown, the card that showed it is brought back to what it says without.</summary>
public sealed class HideSecrets(IAccessStore store)
{
    public Task<WorkOutcome> HandleAsync(Claimed held, CancellationToken ct) =>
        store.ChangeAsync<WorkOutcome>(held, new WorkOutcome.Done(), request => request.Grant.SecretShownAt is null
            ? new WorkOutcome.Done()
            : new Change<WorkOutcome>(new WorkOutcome.Done(), request with
            {
                Revision = request.Revision + 1,
                Grant = request.Grant with { SecretShownAt = null },
            }), ct);
}
