using System.Collections.Concurrent;
using JitBot.Core.Requests;
using JitBot.Core.Work;

namespace JitBot.Support;

/// <summary>Remembers what would have been shown, and can fail as a chat does.</summary>
public sealed class RecordedOutreach : IOutreach
{
    public ConcurrentQueue<AccessRequest> Shown { get; } = [];

    public string? Failure { get; set; }

    public Task<CardsShown> ShowAsync(AccessRequest request, CancellationToken ct)
    {
        if (Failure is null)
        {
            Shown.Enqueue(request);
        }

        return Task.FromResult(new CardsShown([], Failure, null));
    }
}
