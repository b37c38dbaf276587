using System.Collections.Immutable;
using JitBot.Core.Requests;

namespace JitBot.Core.Work;

/// <summary>How requests reach people: every face at once.</summary>
public interface IOutreach
{
    /// <summary>
    /// Posts the cards that the request's state calls for and brings those already posted to what it says now. Called again after a failure,
    /// it goes on where it stopped; a card may be posted twice, never be left behind.
    /// </summary>
    Task<CardsShown> ShowAsync(AccessRequest request, CancellationToken ct);
}

/// <param name="Cards">Every card that is known to stand somewhere, with the revision it now shows.</param>
/// <param name="Failure">Why not all could be shown; null if all were.</param>
/// <param name="RetryAfter">The pause the platform asked for, if it did.</param>
public sealed record CardsShown(ImmutableArray<PostedCard> Cards, string? Failure, TimeSpan? RetryAfter);
