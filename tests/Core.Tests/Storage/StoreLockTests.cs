using JitBot.Core.Storage;
using JitBot.Support;

namespace JitBot.Core.Tests.Storage;

public sealed class StoreLockTests
{
    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch);
    private readonly InMemoryKeyedStore _store = new();

    [Fact]
    public async Task A_lock_is_held_by_one()
    {
        await using var held = await TakeAsync();

        Assert.NotNull(held);
        Assert.Null(await TakeAsync());
    }

    [Fact]
    public async Task A_lock_that_was_let_go_can_be_taken()
    {
        await (await TakeAsync())!.DisposeAsync();

        Assert.NotNull(await TakeAsync());
    }

    [Fact]
    public async Task A_lock_whose_holder_died_can_be_taken_when_its_lease_is_over()
    {
        await TakeAsync();

        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.NotNull(await TakeAsync());
    }

    [Fact]
    public async Task A_holder_told_to_stop_in_the_instant_of_taking_the_lock_leaves_it_to_the_next()
    {
        using var stop = new CancellationTokenSource();
        _store.Answering = stop.Cancel;

        await using (await new StoreLock(_store, _time).TakeAsync("hr_prod", TimeSpan.Zero, stop.Token))
        {
            // Whatever was to be done under it.
        }

        _store.Answering = null;
        Assert.NotNull(await TakeAsync());
    }

    [Fact]
    public async Task A_lock_that_is_kept_outlasts_its_lease_and_is_let_go_at_once()
    {
        await using (var kept = await KeepAsync())
        {
            _time.Advance(TimeSpan.FromMinutes(10));

            Assert.False(kept!.Lost.IsCancellationRequested);
            Assert.Null(await TakeAsync());
            Assert.Null(await KeepAsync());
        }

        Assert.NotNull(await TakeAsync());
    }

    [Fact]
    public async Task A_kept_lock_that_cannot_be_renewed_is_lost_before_another_can_have_it()
    {
        await using var kept = await KeepAsync();
        _store.IsDown = true;

        _time.Advance(TimeSpan.FromSeconds(20));
        _store.IsDown = false;

        Assert.True(kept!.Lost.IsCancellationRequested);
        Assert.Null(await TakeAsync());
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.NotNull(await TakeAsync());
    }

    [Fact]
    public async Task A_store_that_is_away_for_a_moment_costs_no_kept_lock()
    {
        await using var kept = await KeepAsync();
        _store.IsDown = true;
        _time.Advance(TimeSpan.FromSeconds(12));
        _store.IsDown = false;

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.False(kept!.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_kept_lock_that_somebody_else_has_is_lost_and_left_to_them()
    {
        var kept = (await KeepAsync())!;
        var mine = (await _store.FindAsync("lock", "hr_prod", _time.GetUtcNow(), default))!;
        await _store.TryDeleteAsync("lock", "hr_prod", mine.Version, default);
        await using var theirs = await TakeAsync();

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.True(kept.Lost.IsCancellationRequested);
        await kept.DisposeAsync();
        Assert.Null(await TakeAsync());
    }

    private Task<KeptLock?> KeepAsync() => new StoreLock(_store, _time).KeepAsync("hr_prod", default);

    private Task<IAsyncDisposable?> TakeAsync() => new StoreLock(_store, _time).TakeAsync("hr_prod", TimeSpan.Zero, default);
}
