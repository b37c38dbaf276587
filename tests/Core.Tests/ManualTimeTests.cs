using JitBot.Core;
using JitBot.Support;

namespace JitBot.Core.Tests;

public sealed class ManualTimeTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Time_stands_still_until_it_is_moved()
    {
        Assert.Equal(ManualTime.Start, _time.Now());

        _time.Advance(TimeSpan.FromSeconds(90));

        Assert.Equal(ManualTime.Start.AddSeconds(90), _time.Now());
    }

    [Fact]
    public void Time_never_goes_back()
    {
        _time.AdvanceTo(ManualTime.Start.AddMinutes(-1));

        Assert.Equal(ManualTime.Start, _time.Now());
        Assert.Throws<ArgumentOutOfRangeException>(() => _time.Advance(TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public void Elapsed_time_follows_the_clock()
    {
        var before = _time.GetTimestamp();

        _time.Advance(TimeSpan.FromMilliseconds(1234));

        Assert.Equal(TimeSpan.FromMilliseconds(1234), _time.GetElapsedTime(before));
    }

    [Fact]
    public void A_delay_ends_at_its_instant_and_no_earlier()
    {
        var delay = Task.Delay(TimeSpan.FromSeconds(10), _time);

        _time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.False(delay.IsCompleted);

        _time.Advance(TimeSpan.FromTicks(1));
        Assert.True(delay.IsCompletedSuccessfully);
    }

    [Fact]
    public void Timers_fire_in_order_each_at_its_own_instant()
    {
        var fired = new List<(string Name, DateTimeOffset At)>();
        using var late = Timer("late", TimeSpan.FromSeconds(3));
        using var early = Timer("early", TimeSpan.FromSeconds(1));
        using var twin = Timer("twin", TimeSpan.FromSeconds(1));

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal([("early", Second(1)), ("twin", Second(1)), ("late", Second(3))], fired);
        Assert.Equal(Second(5), _time.Now());

        ITimer Timer(string name, TimeSpan due) => _time.CreateTimer(_ => fired.Add((name, _time.Now())), null, due, Timeout.InfiniteTimeSpan);
    }

    [Fact]
    public void A_periodic_timer_fires_for_every_period_passed_over()
    {
        var fired = new List<DateTimeOffset>();
        using var timer = _time.CreateTimer(_ => fired.Add(_time.Now()), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal([Second(1), Second(3), Second(5)], fired);
        Assert.Equal(Second(7), _time.NextTimerAt);
    }

    [Fact]
    public void A_timer_set_by_a_timer_fires_in_the_same_move_if_it_is_due()
    {
        var fired = new List<DateTimeOffset>();
        using var timer = _time.CreateTimer(
            _ => _time.CreateTimer(_ => fired.Add(_time.Now()), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan),
            null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal([Second(2)], fired);
    }

    [Fact]
    public void A_timer_due_at_once_fires_at_once()
    {
        var fired = 0;
        using var timer = _time.CreateTimer(_ => fired++, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Assert.Equal(0, fired);

        timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        Assert.Equal(1, fired);
    }

    [Fact]
    public void A_disposed_timer_never_fires()
    {
        var fired = 0;
        var timer = _time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        timer.Dispose();

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(0, fired);
        Assert.Null(_time.NextTimerAt);
        Assert.False(timer.Change(TimeSpan.Zero, TimeSpan.Zero));
    }

    [Fact]
    public async Task Cancellation_after_a_delay_follows_it()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromSeconds(5), _time);
        var waiting = Task.Delay(Timeout.InfiniteTimeSpan, _time, source.Token);

        _time.Advance(TimeSpan.FromSeconds(5));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task A_periodic_timer_ticks_on_it()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), _time);
        var tick = timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        Assert.False(tick.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(await tick);
    }

    private static DateTimeOffset Second(int second) => ManualTime.Start.AddSeconds(second);
}
