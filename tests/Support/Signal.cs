namespace JitBot.Support;

/// <summary>Wakes whoever waits each time something changed. Take <see cref="Next"/> before looking, so that a change in between is not missed.</summary>
public sealed class Signal
{
    private TaskCompletionSource _next = New();

    public Task Next => Volatile.Read(ref _next).Task;

    public void Raise() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
