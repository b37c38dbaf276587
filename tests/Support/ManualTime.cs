namespace JitBot.Support;

/// <summary>
/// Time that stands still until a test moves it. Timers fire while it moves, each at its own instant and in order, on the thread that
/// moves it; so <c>Task.Delay</c>, <c>PeriodicTimer</c> and cancellation after a delay all work on it. UTC, never backwards.
/// </summary>
public sealed class ManualTime : TimeProvider
{
    /// <summary>A Monday morning. Every test begins then unless it says otherwise.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now;
    private long _armed;

    public ManualTime(DateTimeOffset? start = null) => _now = start ?? Start;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>When the next timer fires; null if nothing waits for time to pass.</summary>
    public DateTimeOffset? NextTimerAt
    {
        get
        {
            lock (_gate)
            {
                return _timers.Min(timer => timer.DueAt);
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        AdvanceTo(GetUtcNow() + by);
    }

    /// <summary>Moves to an instant; one that has passed changes nothing but fires what is due.</summary>
    public void AdvanceTo(DateTimeOffset instant)
    {
        while (TakeDue(instant) is { } timer)
        {
            // Outside the lock: what a timer wakes may look at the clock, set timers or move time itself.
            timer.Fire();
        }
    }

    private ManualTimer? TakeDue(DateTimeOffset instant)
    {
        lock (_gate)
        {
            var next = _timers.Where(timer => timer.DueAt <= instant).OrderBy(timer => timer.DueAt).ThenBy(timer => timer.Armed).FirstOrDefault();
            var reached = next?.DueAt ?? instant;
            _now = reached > _now ? reached : _now;
            if (next is not null)
            {
                Arm(next, next.Period, next.Period);
            }

            return next;
        }
    }

    private void Arm(ManualTimer timer, TimeSpan wait, TimeSpan period)
    {
        _timers.Remove(timer);
        timer.DueAt = wait < TimeSpan.Zero ? null : _now + wait;
        timer.Period = period > TimeSpan.Zero ? period : Timeout.InfiniteTimeSpan;
        timer.Armed = ++_armed;
        if (timer.DueAt is not null)
        {
            _timers.Add(timer);
        }
    }

    private sealed class ManualTimer(ManualTime time, Action fire) : ITimer
    {
        private bool _disposed;

        public DateTimeOffset? DueAt { get; set; }
        public TimeSpan Period { get; set; }
        public long Armed { get; set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                if (_disposed)
                {
                    return false;
                }

                time.Arm(this, dueTime, period);
            }

            if (dueTime == TimeSpan.Zero)
            {
                time.AdvanceTo(time.GetUtcNow());
            }

            return true;
        }

        public void Dispose()
        {
            lock (time._gate)
            {
                _disposed = true;
                time.Arm(this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
