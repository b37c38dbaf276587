using JitBot.Core.Storage;

namespace JitBot.Core.Requests;

/// <summary>
/// A click came from a message the request does not know: posted by a replica that died before it could write that down. From now on it is
/// kept true like the others.
/// </summary>
public sealed class AdoptCard(IAccessStore store)
{
    private const int MostCards = 40;

    /// <returns>The request as it is now; null if there is none of this id.</returns>
    public Task<AccessRequest?> HandleAsync(RequestId id, PostedCard card, CancellationToken ct) =>
        store.ChangeAsync<AccessRequest?>(id, null, request =>
        {
            if (request.Cards.Count(known => known.Revision != PostedCard.Final) >= MostCards || request.Cards.Any(known => known.Surface == card.Surface && known.Message == card.Message))
            {
                return request;
            }

            var adopted = request with { Cards = request.Cards.Add(card with { Revision = 0 }), CardsShown = 0 };
            return new(adopted, adopted);
        }, ct);
}
