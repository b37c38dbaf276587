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

    private Task<IAsyncDisposable?> TakeAsync() => new StoreLock(_store, _time).TakeAsync("hr_prod", TimeSpan.Zero, default);
}
