namespace JitBot.Core.Storage;

/// <summary>
/// Mutual exclusion between replicas that only JitBot can take: a document in its own store, never an advisory lock on a target, whose key
/// a granted account could hold. A holder that dies loses it after the lease.
/// </summary>
public sealed class StoreLock(IKeyedStore store, TimeProvider time)
{
    private const string Kind = "lock";
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Takes the lock, waiting up to <paramref name="patience"/> for whoever holds it.</summary>
    /// <param name="lease">How long what is done under it may take; 30 seconds if not given.</param>
    /// <returns>Dispose it to let go; null if the lock could not be had in time.</returns>
    public async Task<IAsyncDisposable?> TakeAsync(string name, TimeSpan patience, CancellationToken ct, TimeSpan? lease = null)
    {
        var giveUpAt = time.GetUtcNow() + patience;
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var now = time.GetUtcNow();

            // Not cancelled: taken without anybody here knowing, it would keep the next start waiting for as long as the lease.
            if (await store.TryPutAsync(new(Kind, name, 0, "{}", now + (lease ?? Lease)), now, CancellationToken.None) is { } version)
            {
                return new Held(store, name, version);
            }

            if (now >= giveUpAt)
            {
                return null;
            }

            await Task.Delay(Pause, time, ct);
        }
    }

    private sealed class Held(IKeyedStore store, string name, long version) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await store.TryDeleteAsync(Kind, name, version, CancellationToken.None);
    }
}
