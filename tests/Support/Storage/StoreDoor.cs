using JitBot.Core.Storage;

namespace JitBot.Support;

/// <summary>Lets one caller in at a time, as row locks would, and hands every failure out through the task, as a real store does.</summary>
internal sealed class StoreDoor
{
    private readonly Lock _gate = new();

    public bool IsShut { get; set; }

    /// <summary>What happens once an operation is through and its caller has not heard of it yet. Whoever is told to stop then hears of that instead.</summary>
    public Action? Answering { get; set; }

    public Task<T> Enter<T>(Func<T> operation, CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(ct);
        }

        try
        {
            lock (_gate)
            {
                var answer = IsShut ? throw new StoreDownException("The in-memory store was told to be down.") : operation();
                Answering?.Invoke();
                return ct.IsCancellationRequested ? Task.FromCanceled<T>(ct) : Task.FromResult(answer);
            }
        }
        catch (Exception failure)
        {
            return Task.FromException<T>(failure);
        }
    }
}
