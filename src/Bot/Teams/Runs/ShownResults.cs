using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Cards;
using JitBot.Bot.Teams.Connector;
using JitBot.Bot.Teams.Inbound;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using JitBot.Core.Storage;

namespace JitBot.Bot.Teams.Runs;

/// <summary>Rows in messages: remembered with their request before they are there, so that they are gone with its end.</summary>
internal sealed class ShownResults(IAccessStore store, RememberResult remember, Messenger messenger, Answers answers)
{
    /// <summary>Makes room for one more, and remembers it.</summary>
    /// <returns>Whether rows may be shown there.</returns>
    public async Task<bool> RememberAsync(RequestId id, MessageReference place, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is not { } request)
        {
            return false;
        }

        var gone = new List<string>();
        foreach (var old in Of(request).OrderBy(card => card.Number).SkipLast(RememberResult.Most - 1))
        {
            if (MessageReference.Parse(old.Message) is not { } where || await messenger.UpdateAsync(where, CardMessage.Of(HiddenResult.Of(request)), ct) is not PostOutcome.Again)
            {
                gone.Add(old.Message);
            }
        }

        return await remember.HandleAsync(id, ActivityCheck.Platform, place.ToString(), gone, ct);
    }

    /// <summary>Access that ended while the rows were on their way has been told of a card that had none yet.</summary>
    public async Task HideIfOverAsync(RequestId id, MessageReference place, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is { State: not RequestState.Active } over)
        {
            await answers.ReplaceAsync(place, CardMessage.Of(HiddenResult.Of(over)), ct);
        }
    }

    public async Task<bool> IsKnownAsync(RequestId id, MessageReference? place, CancellationToken ct) =>
        place is not null && await store.FindAsync(id, ct) is { } request && Of(request).Any(card => card.Message == place.ToString());

    private static IEnumerable<PostedCard> Of(AccessRequest request) =>
        request.Cards.Where(card => card is { Slot: CardSlot.Result, Surface: ActivityCheck.Platform } && card.Revision != PostedCard.Final);
}
