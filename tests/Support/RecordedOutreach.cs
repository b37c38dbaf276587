using System.Collections.Concurrent;
using System.Collections.Immutable;
using JitBot.Core.Requests;
using JitBot.Core.Work;

namespace JitBot.Support;

/// <summary>Remembers what would have been shown, and can fail as a chat does.</summary>
public sealed class RecordedOutreach : IOutreach
{
    public ConcurrentQueue<AccessRequest> Shown { get; } = [];

    public string? Failure { get; set; }

    public int Tries { get; private set; }

    /// <summary>Runs in the middle of showing.</summary>
    public Func<Task> WhileShowing { get; set; } = () => Task.CompletedTask;

    /// <summary>What is remembered of the cards then.</summary>
    public Func<IEnumerable<PostedCard>, ImmutableArray<PostedCard>> Shows { get; set; } = cards => [.. cards];

    public async Task<CardsShown> ShowAsync(AccessRequest request, CancellationToken ct)
    {
        Tries++;
        await WhileShowing();
        if (Failure is null)
        {
            Shown.Enqueue(request);
        }

        return new(Shows(request.Cards.Select(card => card with { Revision = request.Revision })), Failure, null);
    }
}
