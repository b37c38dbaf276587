using System.Collections.Immutable;
using JitBot.Core.Approvals;
using JitBot.Core.Incidents;
using JitBot.Core.Requests;

namespace JitBot.Bot.Conversation;

/// <summary>To tools that speak for somebody.</summary>
internal static partial class Wording
{
    public static readonly Note NobodyLinked = new(CardTone.Warning, "Nobody is linked by that name",
        CardText.Of($"The directory has nobody with that id or address who is linked to a chat. Nothing was changed."));

    public static readonly Note AskedAfterTicket = new(CardTone.Warning, "Asked after the ticket was decided",
        CardText.Of($"What was decided then cannot have been this request. It still waits."));

    public const string StoreDownForTools = "JitBot's own database does not answer, so it cannot tell whether that went through. Send the same once more in a moment.";

    public static readonly Note NothingToDo = new(CardTone.Neutral, "Nothing to do",
        CardText.Of($"JitBot has no use for this event, and nothing was changed."));

    public static Note NotAskedLikeThis(ImmutableArray<DraftProblem> problems) =>
        new(CardTone.Warning, "This cannot be asked for like this", CardText.Of($"Nothing was submitted.")) { More = [.. problems.Select(problem => CardText.Of($"{Of(problem)}"))] };

    /// <summary>To whoever sees no card.</summary>
    public static Note Decided(Verdict verdict) => verdict == Verdict.Approve
        ? new(CardTone.Good, "Approved", CardText.Of($"That was the last approval it needed. Access is being made."))
        : new(CardTone.Good, "Denied", CardText.Of($"The requester is told, with the reason."));

    /// <param name="found">How many requests wait with this ticket.</param>
    /// <param name="counted">For how many of them the word counted.</param>
    public static Note TicketBrought(string ticket, int found, int counted) => found == 0
        ? new(CardTone.Neutral, "Nothing waits with this ticket", CardText.Of($"No request that waits for a decision names {ticket}. Nothing was changed."))
        : new(counted > 0 ? CardTone.Good : CardTone.Warning, counted > 0 ? "The word is on record" : "The word did not count",
            CardText.Of($"It counted for {counted} of {found} {(found == 1 ? "request" : "requests")} that waited with {ticket}."));

    public static Note Heard(ImmutableArray<IncidentChange> changes)
    {
        var left = changes.Count(change => change is IncidentChange.Outdated or IncidentChange.TooMany);
        return left == 0
            ? new(CardTone.Good, "Heard", CardText.Of($"{Count(IncidentChange.Opened)} opened, {Count(IncidentChange.Closed)} closed, {changes.Length} told of."))
            : new(CardTone.Warning, "Not all of it was taken", CardText.Of($"{left} of {changes.Length} changed nothing: older than what was heard already, or more than one source may have open."));

        int Count(IncidentChange which) => changes.Count(change => change == which);
    }
}
