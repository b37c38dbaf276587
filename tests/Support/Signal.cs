namespace JitBot.Support;

/// <summary>Wakes whoever waits each time something changed. Take <see cref="Next"/> before looking, so that a change in between is not missed.</summary>
public sealed class Signal
{
    private TaskCompletionSource _next = New();

    public Task Next => Volatile.Read(ref _next).Task;

    public void Raise() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    /// <summary>Waits until somebody looking sees something.</summary>
    /// <exception cref="TimeoutException">Nothing was seen in time.</exception>
    public async Task<T> WaitForAsync<T>(Func<T?> look, TimeSpan timeout)
        where T : class
    {
        var deadline = Task.Delay(timeout);
        while (true)
        {
            var changed = Next;
            if (look() is { } seen)
            {
                return seen;
            }

            if (await Task.WhenAny(changed, deadline) == deadline)
            {
                throw new TimeoutException($"Nothing of the kind was seen within {timeout}.");
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
