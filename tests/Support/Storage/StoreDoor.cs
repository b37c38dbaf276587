using JitBot.Core.Storage;

namespace JitBot.Support;

/// <summary>Lets one caller in at a time, as row locks would, and hands every failure out through the task, as a real store does.</summary>
internal sealed class StoreDoor
{
    private readonly Lock _gate = new();

    public bool IsShut { get; set; }

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
                return Task.FromResult(IsShut ? throw new StoreDownException("The in-memory store was told to be down.") : operation());
            }
        }
        catch (Exception failure)
        {
            return Task.FromException<T>(failure);
        }
    }
}
