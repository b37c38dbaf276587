using JitBot.Core.Grants;
using JitBot.Core.Requests;

namespace JitBot.Bot.Conversation.Cards;

/// <summary>Which cards a request calls for in the state it is in. A card once posted is kept true whether or not it would be posted now.</summary>
internal static class CardPlan
{
    /// <summary>In the order in which somebody who was away should find them.</summary>
    public static IEnumerable<CardSlot> Wanted(AccessRequest request)
    {
        yield return CardSlot.Decision;
        yield return CardSlot.Status;
        if (request.State == RequestState.Active)
        {
            yield return CardSlot.Grant;
            if (request.Grant.RemindedAt is not null)
            {
                yield return CardSlot.Reminder;
            }
        }

        if (EndedOtherwise(request))
        {
            yield return CardSlot.Closing;
        }

        if (request.Grant.Ending is { OverstayNotices: > 0 })
        {
            yield return CardSlot.Overstay;
        }
    }

    /// <summary>One of each, but for alarms: an edit notifies nobody, so each time the operators are told is a card of its own.</summary>
    public static int HowMany(CardSlot slot, AccessRequest request) => slot == CardSlot.Overstay ? request.Grant.Ending?.OverstayNotices ?? 0 : 1;

    public static bool IsForChannel(CardSlot slot) => slot is CardSlot.Decision or CardSlot.Overstay;

    /// <summary>An edit of a card notifies nobody, so an end that its holder did not bring about is told by a card of its own.</summary>
    private static bool EndedOtherwise(AccessRequest request) => request.State switch
    {
        RequestState.Denied or RequestState.Lapsed => true,
        RequestState.Ending or RequestState.Ended => request.Grant.Ending!.Cause != EndCause.GivenBack,
        _ => false,
    };
}
