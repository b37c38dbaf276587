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

        // Never cancelled: a posted message that is forgotten is a card nobody keeps true. After a failure the lease is kept until the pause is
        // written, or the request would be claimed again before.
        return await store.ChangeAsync<WorkOutcome>(
            held.Request, new WorkOutcome.Done(), request => Remember(request, shown, revision), CancellationToken.None, shown.Failure is null ? held.Lease : null);
    }

    private static Change<WorkOutcome> Remember(AccessRequest request, CardsShown shown, int revision)
    {
        var known = request with { Cards = Merge(request.Cards, shown.Cards) };
        if (shown.Failure is { } why)
        {
            return new(new WorkOutcome.Again(why, shown.RetryAfter), known);
        }

        // A card adopted while these were being shown has not been brought to anything yet. The empty place of one that could never be posted is
        // not waited for: once it is no longer called for, nobody tries it again.
        var shownUpTo = known.Cards.All(card => card.Message.Length == 0 || card.Revision >= revision) ? revision : request.CardsShown;
        return new(new WorkOutcome.Done(), known with { CardsShown = shownUpTo, Retries = known.Retries.Remove(WorkKind.ShowCards) });
    }

    /// <summary>A card adopted in the meantime stays; of one message, what was just shown counts.</summary>
    private static ImmutableArray<PostedCard> Merge(ImmutableArray<PostedCard> before, ImmutableArray<PostedCard> shown) =>
        [.. before.Where(card => !shown.Any(newer => newer.Surface == card.Surface && newer.Message == card.Message)), .. shown];
}
