using JitBot.Core.Requests;
using JitBot.Core.Work;

namespace JitBot.Core.Storage;

public static class StoreLeases
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Holds a request's lane for something that somebody waits for, so that nothing else is done with it meanwhile.</summary>
    /// <returns>Null if whoever holds it does not let go within three seconds, or there is no such request. To be released.</returns>
    public static async Task<Claimed?> LeaseAsync(this IAccessStore store, RequestId id, Lane lane, TimeProvider time, CancellationToken ct)
    {
        var giveUpAt = time.GetUtcNow() + Patience;
        while (true)
        {
            ct.ThrowIfCancellationRequested();

            // Not cancelled: taken without anybody here knowing, it would hold the lane for as long as the lease.
            if (await store.TryLeaseAsync(id, lane, time.Now(), CancellationToken.None) is { } held)
            {
                return held;
            }

            if (time.GetUtcNow() >= giveUpAt)
            {
                return null;
            }

            await Task.Delay(Pause, time, ct);
        }
    }
}
