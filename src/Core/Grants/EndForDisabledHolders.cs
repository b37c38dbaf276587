using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Core.Grants;

/// <summary>Somebody who was disabled, or left the directory, does not keep a grant: looks through the live ones and ends theirs.</summary>
public sealed class EndForDisabledHolders(IAccessStore store, IDirectory directory, TimeProvider time)
{
    private const int MostLive = 10_000;

    /// <returns>How many were ended.</returns>
    public async Task<int> HandleAsync(CancellationToken ct)
    {
        var ended = 0;
        var live = await store.ListAsync(new() { States = [RequestState.Approved, RequestState.Active], Limit = MostLive }, ct);
        foreach (var holder in live.GroupBy(request => request.Requester))
        {
            if (await directory.FindAsync(holder.Key, ct) is { Disabled: false })
            {
                continue;
            }

            foreach (var request in holder)
            {
                ended += await store.ChangeAsync(request.Id, 0, current => End(current, time.Now()), ct);
            }
        }

        return ended;
    }

    private static Change<int> End(AccessRequest request, DateTimeOffset now) => request.HasAccess()
        ? new(1, request.BeginEnding(new(EndCause.HolderDisabled, now, now, null, null)))
        : new(0, null);
}
