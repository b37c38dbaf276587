using System.Collections.Immutable;
using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Core.Work;

/// <summary>Brings a request's cards to now, and remembers which message shows which revision.</summary>
public sealed class ShowCards(IAccessStore store, IOutreach outreach)
{
    public async Task<WorkOutcome> HandleAsync(Claimed held, CancellationToken ct)
    {
        var revision = held.Request.Revision;
        var shown = await outreach.ShowAsync(held.Request, ct);

        // Never cancelled: a posted message that is forgotten is a card nobody keeps true.
        return await store.ChangeAsync<WorkOutcome>(held, new WorkOutcome.Done(), request => Remember(request, shown, revision), CancellationToken.None);
    }

    private static Change<WorkOutcome> Remember(AccessRequest request, CardsShown shown, int revision)
    {
        var known = request with { Cards = Merge(request.Cards, shown.Cards) };
        return shown.Failure is { } why
            ? new(new WorkOutcome.Again(why, shown.RetryAfter), known)
            : new(new WorkOutcome.Done(), known with { CardsShown = revision, Retries = known.Retries.Remove(WorkKind.ShowCards) });
    }

    /// <summary>A card adopted in the meantime stays; of one message, what was just shown counts.</summary>
    private static ImmutableArray<PostedCard> Merge(ImmutableArray<PostedCard> before, ImmutableArray<PostedCard> shown) =>
        [.. before.Where(card => !shown.Any(newer => newer.Surface == card.Surface && newer.Message == card.Message)), .. shown];
}
