using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Core.Statements;

/// <summary>
/// A message is about to show rows. It is remembered first, so that whoever ends access takes them off the screen, whatever becomes of the one who shows them.
/// </summary>
public sealed class RememberResult(IAccessStore store, TimeProvider time)
{
    /// <summary>How many messages of one request show rows at once; a document is bounded.</summary>
    public const int Most = 10;

    /// <param name="gone">Messages that show no rows any more.</param>
    /// <returns>Whether rows may be shown there: access is on, and there is room for one more.</returns>
    public Task<bool> HandleAsync(RequestId id, string surface, string message, IReadOnlyCollection<string> gone, CancellationToken ct) =>
        store.ChangeAsync<bool>(id, false, request =>
        {
            if (request.State != RequestState.Active || time.Now() >= request.Grant.EndsAt)
            {
                return false;
            }

            var kept = request.Cards.RemoveAll(card => card.Slot == CardSlot.Result && card.Surface == surface && gone.Contains(card.Message, StringComparer.Ordinal));
            var results = kept.Where(card => card.Slot == CardSlot.Result).ToArray();
            if (results.Length >= Most)
            {
                return false;
            }

            var number = results.Select(card => card.Number).DefaultIfEmpty().Max() + 1;
            return new(true, request with { Cards = kept.Add(new(surface, CardSlot.Result, message, request.Revision, number)) });
        }, ct);
}
