using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace JitBot.Connectors.PostgreSql;

/// <summary>What was seen on a server within the last minute, and is believed that long.</summary>
internal sealed class BriefMemory<TKey, TValue>(TimeProvider time)
    where TKey : notnull
{
    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<TKey, (TValue Value, DateTimeOffset SeenAt)> _seen = [];

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var found = _seen.TryGetValue(key, out var seen) && IsFresh(seen.SeenAt);
        value = found ? seen.Value : default;
        return found;
    }

    public void Keep(TKey key, TValue value)
    {
        // A scope can be ten thousand tables long, so nothing outstays its use.
        foreach (var (old, seen) in _seen)
        {
            if (!IsFresh(seen.SeenAt))
            {
                _seen.TryRemove(new(old, seen));
            }
        }

        _seen[key] = (value, time.GetUtcNow());
    }

    public void Forget(TKey key) => _seen.TryRemove(key, out _);

    private bool IsFresh(DateTimeOffset seenAt) => time.GetUtcNow() - seenAt < Trust;
}
