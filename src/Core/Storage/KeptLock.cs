namespace JitBot.Core.Storage;

/// <summary>A lock that is renewed for as long as it is held. Whoever holds it stops when it is lost: from then on another may have it.</summary>
public sealed class KeptLock : IAsyncDisposable
{
    // Several attempts, so that a store that is away for a moment costs nothing.
    private static readonly TimeSpan Pause = StoreLock.Lease / 6;

    // It is lost this long before another may have it: to stop what is done under it takes a moment.
    private static readonly TimeSpan Before = StoreLock.Lease / 3;

    private readonly IKeyedStore _store;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _over = new();
    private readonly CancellationTokenSource _lost;
    private readonly Task _keeping;
    private KeyedDocument _held;

    internal KeptLock(IKeyedStore store, TimeProvider time, KeyedDocument held)
    {
        (_store, _time, _held) = (store, time, held);
        _lost = new(Left(), time);
        _keeping = KeepAsync();
    }

    /// <summary>Somebody else has it, or it could not be renewed for so long that somebody may have it soon.</summary>
    public CancellationToken Lost => _lost.Token;

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _keeping;
        await _store.TryDeleteAsync(_held.Kind, _held.Id, _held.Version, CancellationToken.None);
        _over.Dispose();
        _lost.Dispose();
    }

    private async Task KeepAsync()
    {
        while (!_lost.IsCancellationRequested)
        {
            await Task.Delay(Pause, _time, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_over.IsCancellationRequested)
            {
                return;
            }

            try
            {
                await RenewAsync();
            }
            catch (StoreDownException)
            {
                // There is time for another attempt; if not, it is lost by itself.
            }
        }
    }

    private async Task RenewAsync()
    {
        var now = _time.GetUtcNow();
        var next = StoreLock.Document(_held.Id, _held.Version, now);

        // Not cancelled: renewed without anybody here knowing, it could not be let go.
        if (await _store.TryPutAsync(next, now, CancellationToken.None).ConfigureAwait(false) is not { } version)
        {
            await _lost.CancelAsync();
            return;
        }

        _held = next with { Version = version };
        _lost.CancelAfter(Left());
    }

    private TimeSpan Left() => _held.ExpiresAt!.Value - Before - _time.GetUtcNow() is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;
}
