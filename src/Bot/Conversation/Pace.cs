namespace JitBot.Bot.Conversation;

/// <summary>
/// Keeps below the platform's limits by giving each message the next free moment in its line, instead of running into refusals that count
/// against the same limits. In memory: two replicas may still meet a refusal, which <see cref="Hold"/> then obeys.
/// </summary>
internal sealed class Pace(TimeProvider time, params (int Most, TimeSpan Within)[] limits)
{
    private const int ManyLines = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);
    private readonly TimeSpan _memory = limits.Max(limit => limit.Within);
    private readonly int _most = limits.Max(limit => limit.Most);

    /// <summary>Takes the line's next free moment, unless it is further away than that.</summary>
    /// <returns>Whether it was taken, and how far away it is.</returns>
    public (bool Taken, TimeSpan Wait) Take(string name, TimeSpan patience)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var line = LineOf(name, now);
            var wait = line.NextFree(now, limits) - now;
            if (wait > patience)
            {
                return (false, wait);
            }

            line.Taken.Add(now + wait);
            return (true, wait);
        }
    }

    /// <summary>The platform asked for a pause.</summary>
    public void Hold(string name, TimeSpan pause)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var line = LineOf(name, now);
            line.NotBefore = now + pause > line.NotBefore ? now + pause : line.NotBefore;
        }
    }

    private Line LineOf(string name, DateTimeOffset now)
    {
        if (_lines.Count >= ManyLines && !_lines.ContainsKey(name))
        {
            foreach (var idle in _lines.Where(entry => entry.Value.IsIdle(now - _memory, now)).Select(entry => entry.Key).ToArray())
            {
                _lines.Remove(idle);
            }
        }

        if (!_lines.TryGetValue(name, out var line))
        {
            _lines[name] = line = new();
        }

        line.Forget(now - _memory, _most);
        return line;
    }

    private sealed class Line
    {
        /// <summary>Moments given away, the earliest first; those at the end may be yet to come.</summary>
        public List<DateTimeOffset> Taken { get; } = [];

        public DateTimeOffset NotBefore { get; set; }

        public DateTimeOffset NextFree(DateTimeOffset now, (int Most, TimeSpan Within)[] limits)
        {
            var free = now > NotBefore ? now : NotBefore;
            foreach (var (most, within) in limits.Where(limit => Taken.Count >= limit.Most))
            {
                var whenRoom = Taken[^most] + within;
                free = whenRoom > free ? whenRoom : free;
            }

            return free;
        }

        public void Forget(DateTimeOffset before, int most)
        {
            var old = Taken.FindIndex(moment => moment > before);
            Taken.RemoveRange(0, Math.Max(old < 0 ? Taken.Count : old, Taken.Count - most));
        }

        public bool IsIdle(DateTimeOffset before, DateTimeOffset now) => NotBefore <= now && Taken.All(moment => moment <= before);
    }
}
