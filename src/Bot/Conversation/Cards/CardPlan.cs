using JitBot.Core.Approvals;
using JitBot.Core.Grants;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation.Cards;

/// <summary>One card of a request: what it is for, which of several (<see cref="PostedCard.Number"/>), and for whom alone it is if it usually is for a channel.</summary>
internal readonly record struct CardKey(CardSlot Slot, int Number, Person? Reader = null)
{
    public static implicit operator CardKey(CardSlot only) => new(only, 0);
}

/// <summary>Which cards a request calls for in the state it is in. A card once posted is kept true whether or not it would be posted now.</summary>
internal static class CardPlan
{
    // Each alarm is a card of its own, but a channel is not to be filled with them.
    private const int MostAlarms = 10;

    /// <summary>
    /// In the order in which somebody who was away should find them. An edit notifies nobody, so what people are to notice is a card of its own:
    /// each alarm, each reminder, each ask for more time and what became of it.
    /// </summary>
    /// <param name="readers">Those who decide and want to be asked in private, too.</param>
    /// <param name="target">Null if it is no longer configured.</param>
    public static IEnumerable<CardKey> Wanted(AccessRequest request, IReadOnlyList<Person> readers, Target? target)
    {
        yield return CardSlot.Decision;
        foreach (var reader in readers.Where(_ => request.State == RequestState.Pending))
        {
            yield return new(CardSlot.Decision, 0, reader);
        }

        if (request.Statement is { } statement && StatementWords.IsLong(statement))
        {
            yield return CardSlot.Statement;
            foreach (var reader in readers.Where(_ => request.State == RequestState.Pending))
            {
                yield return new(CardSlot.Statement, 0, reader);
            }
        }

        foreach (var reader in readers.Where(_ => request.OpenExtension is not null))
        {
            yield return new(CardSlot.Extension, request.OpenExtension!.Terms, reader);
        }

        foreach (var step in StepLine.Of(request, target))
        {
            yield return new(CardSlot.Step, step);
        }

        yield return CardSlot.Status;
        if (request.State == RequestState.Active)
        {
            yield return CardSlot.Grant;
            foreach (var extension in request.Extensions.Where(WasForOthersToDecide))
            {
                yield return new(extension.Verdict is null ? CardSlot.Extension : CardSlot.ExtensionDecided, extension.Terms);
            }

            if (request.Grant.RemindedAt is not null)
            {
                yield return new(CardSlot.Reminder, request.Grant.Reminders);
            }
        }

        if (EndedOtherwise(request))
        {
            yield return CardSlot.Closing;
        }

        for (var alarm = 1; alarm <= Math.Min(request.Grant.Ending?.OverstayNotices ?? 0, MostAlarms); alarm++)
        {
            yield return new(CardSlot.Overstay, alarm);
        }
    }

    public static bool IsForChannel(CardSlot slot) => slot is CardSlot.Decision or CardSlot.Extension or CardSlot.Overstay or CardSlot.Step or CardSlot.Statement;

    /// <summary>Shown once, and never again brought to anything.</summary>
    public static bool IsFinal(CardSlot slot, AccessRequest request) =>
        slot is CardSlot.Step or CardSlot.Credentials or CardSlot.Statement || (slot == CardSlot.Result && request.State != RequestState.Active);

    /// <summary>One that the policy let through is answered where it was asked, and nobody else waits to hear of it.</summary>
    private static bool WasForOthersToDecide(Extension extension) => extension.Verdict is not Verdict.Approve || !extension.Decisions.IsEmpty;

    private static bool EndedOtherwise(AccessRequest request) => request.State switch
    {
        RequestState.Denied or RequestState.Lapsed => true,
        RequestState.Ending or RequestState.Ended => request.Grant.Ending!.Cause != EndCause.GivenBack,
        _ => false,
    };
}
