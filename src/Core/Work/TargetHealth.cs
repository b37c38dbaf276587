using System.Collections.Concurrent;

namespace JitBot.Core.Work;

/// <summary>
/// What this replica knows of the targets' reach: how much is in flight at each, and which one does not answer. A target that is down gets a
/// single probe at a time, so that it takes no worker from the others, and nothing is written about each of its requests.
/// </summary>
public sealed class TargetHealth(TimeProvider time)
{
    private const int MostBatches = 4;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<string, int> _inFlight = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Outage> _outages = new(StringComparer.Ordinal);

    /// <param name="Since">UTC, the first failure of the row.</param>
    /// <param name="ProbeAt">UTC, when it is tried again.</param>
    public sealed record Outage(DateTimeOffset Since, int Failures, DateTimeOffset ProbeAt, string Why);

    /// <summary>The targets that do not answer at the moment.</summary>
    public IReadOnlyDictionary<string, Outage> Outages => _outages;

    /// <summary>Targets that get no new batch now: enough in flight, or down.</summary>
    public IReadOnlyCollection<string> Closed() =>
        [.. _inFlight.Where(entry => entry.Value >= MostBatches).Select(entry => entry.Key).Concat(_outages.Keys).Distinct(StringComparer.Ordinal)];

    /// <summary>Targets that are down and whose next probe is due.</summary>
    public IReadOnlyCollection<string> ToProbe() =>
        [.. _outages.Where(entry => entry.Value.ProbeAt <= time.GetUtcNow() && _inFlight.GetValueOrDefault(entry.Key) == 0).Select(entry => entry.Key)];

    /// <summary>When the next probe is due; null if none is down.</summary>
    public DateTimeOffset? NextProbe() =>
        _outages.Where(entry => _inFlight.GetValueOrDefault(entry.Key) == 0).Min(entry => (DateTimeOffset?)entry.Value.ProbeAt);

    /// <summary>Counts a batch as in flight until it is disposed.</summary>
    /// <param name="unreachable">Asked at the end: why the target could not be reached, or null if it answered.</param>
    public IDisposable Begin(string target, Func<string?> unreachable)
    {
        _inFlight.AddOrUpdate(target, 1, (_, count) => count + 1);
        return new Batch(() => Finish(target, unreachable()));
    }

    private void Finish(string target, string? unreachable)
    {
        _inFlight.AddOrUpdate(target, 0, (_, count) => count - 1);
        if (unreachable is null)
        {
            _outages.TryRemove(target, out _);
            return;
        }

        var now = time.GetUtcNow();
        _outages.AddOrUpdate(target,
            _ => new(now, 1, now + Pause(1), unreachable),
            // Several batches may have been under way when it went down; only a probe counts as another failure.
            (_, outage) => outage.ProbeAt > now
                ? outage
                : outage with { Failures = outage.Failures + 1, ProbeAt = now + Pause(outage.Failures + 1), Why = unreachable });
    }

    private sealed class Batch(Action finish) : IDisposable
    {
        public void Dispose() => finish();
    }

    private static TimeSpan Pause(int failures)
    {
        var pause = Retry.Pause(failures, Random.Shared.NextDouble());
        return pause < LongestPause ? pause : LongestPause;
    }
}
