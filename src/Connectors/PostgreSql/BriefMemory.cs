using System.Collections.Concurrent;

namespace JitBot.Connectors.PostgreSql;

/// <summary>What was seen on a server a short while ago, and is believed that long. Those who ask at the same time share one look.</summary>
internal sealed class BriefMemory<TKey, TValue>(TimeProvider time, TimeSpan trust)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, (TValue Value, DateTimeOffset SeenAt)> _seen = [];
    private readonly ConcurrentDictionary<TKey, Task<TValue>> _looking = [];

    /// <param name="look">Runs for everybody who waits for it, so nobody's cancellation ends it; it bounds its own time.</param>
    /// <param name="believe">Whether what was seen is to be remembered.</param>
    /// <param name="ct">Ends the waiting.</param>
    public async Task<TValue> RecallAsync(TKey key, Func<Task<TValue>> look, Func<TValue, bool> believe, CancellationToken ct)
    {
        if (_seen.TryGetValue(key, out var seen) && IsFresh(seen.SeenAt))
        {
            return seen.Value;
        }

        var mine = new TaskCompletionSource<TValue>(TaskCreationOptions.RunContinuationsAsynchronously);
        var looking = _looking.GetOrAdd(key, mine.Task);
        if (looking == mine.Task)
        {
            await LookAsync(key, look, believe, mine);
        }

        return await looking.WaitAsync(ct);
    }

    public void Forget(TKey key) => _seen.TryRemove(key, out _);

    private async Task LookAsync(TKey key, Func<Task<TValue>> look, Func<TValue, bool> believe, TaskCompletionSource<TValue> waiting)
    {
        try
        {
            // Trust is reckoned from before the look: what is changed while it runs may not be in it.
            var startedAt = time.GetUtcNow();
            var value = await look();
            if (believe(value))
            {
                Keep(key, value, startedAt);
            }

            waiting.SetResult(value);
        }
        catch (Exception problem)
        {
            waiting.SetException(problem);
        }
        finally
        {
            _looking.TryRemove(key, out _);
        }
    }

    private void Keep(TKey key, TValue value, DateTimeOffset seenAt)
    {
        // A scope can be ten thousand tables long, so nothing outstays its use.
        foreach (var (old, seen) in _seen)
        {
            if (!IsFresh(seen.SeenAt))
            {
                _seen.TryRemove(new(old, seen));
            }
        }

        _seen[key] = (value, seenAt);
    }

    private bool IsFresh(DateTimeOffset seenAt) => time.GetUtcNow() - seenAt < trust;
}
