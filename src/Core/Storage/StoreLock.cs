namespace JitBot.Core.Storage;

/// <summary>
/// Mutual exclusion between replicas that only JitBot can take: a document in its own store, never an advisory lock on a target, whose key
/// a granted account could hold. A holder that dies loses it after the lease.
/// </summary>
public sealed class StoreLock(IKeyedStore store, TimeProvider time)
{
    private const string Kind = "lock";
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Takes the lock for 30 seconds, waiting up to <paramref name="patience"/> for whoever holds it.</summary>
    /// <returns>Dispose it to let go; null if the lock could not be had in time.</returns>
    public async Task<IAsyncDisposable?> TakeAsync(string name, TimeSpan patience, CancellationToken ct) =>
        await VersionAsync(name, patience, ct) is { } version ? new Held(store, name, version) : null;

    /// <summary>Takes the lock, if it can be had at once, for what may take longer: it is renewed until it is let go.</summary>
    /// <returns>Dispose it to let go; null if somebody else has it.</returns>
    public async Task<KeptLock?> KeepAsync(string name, CancellationToken ct)
    {
        var taken = time.GetUtcNow();
        return await VersionAsync(name, TimeSpan.Zero, ct) is { } version ? new(store, time, Document(name, version, taken)) : null;
    }

    internal static KeyedDocument Document(string name, long version, DateTimeOffset now) => new(Kind, name, version, "{}", now + Lease);

    private async Task<long?> VersionAsync(string name, TimeSpan patience, CancellationToken ct)
    {
        var giveUpAt = time.GetUtcNow() + patience;
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var now = time.GetUtcNow();

            // Not cancelled: taken without anybody here knowing, it would keep the next start waiting for as long as the lease.
            if (await store.TryPutAsync(Document(name, 0, now), now, CancellationToken.None) is { } version)
            {
                return version;
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
