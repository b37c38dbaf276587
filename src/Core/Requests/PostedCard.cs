using JitBot.Core.People;

namespace JitBot.Core.Requests;

/// <summary>What a card is for. A request has at most one of each slot and number on each surface.</summary>
public enum CardSlot
{
    /// <summary>In the target's channel: what is asked, with the buttons to decide.</summary>
    Decision,

    /// <summary>To the requester: what was asked and how it stands.</summary>
    Status,

    /// <summary>To the requester: access is there.</summary>
    Grant,

    /// <summary>In the target's channel: more time is asked for, with the buttons to decide.</summary>
    Extension,

    /// <summary>To the requester: what was decided about more time.</summary>
    ExtensionDecided,

    /// <summary>To the requester: access ends soon.</summary>
    Reminder,

    /// <summary>To the requester: it came to an end that they did not bring about.</summary>
    Closing,

    /// <summary>To the operators: an end is overdue.</summary>
    Overstay,

    /// <summary>Below the decision card, in its thread: one step of the request's life. Once said it never changes.</summary>
    Step,

    /// <summary>A window of the requester's alone that shows the password, until it is brought back to not showing it. There may be several.</summary>
    Credentials,

    /// <summary>Below the decision card: its statement, where that is too long for a card. Once said it never changes.</summary>
    Statement,

    /// <summary>To the requester: rows that a statement gave, until access ends. Each run has one of its own; the newest keep their rows.</summary>
    Result,
}

/// <summary>A message that stands in a chat and has to say what is true.</summary>
/// <param name="Surface">The platform, such as <c>teams</c>.</param>
/// <param name="Message">The surface's own reference, enough to find the message again after a restart.</param>
/// <param name="Revision">The <see cref="AccessRequest.Revision"/> it shows.</param>
/// <param name="Number">Which of several: the terms of its extension, the how manieth reminder, alarm or result it is, or the place
/// of its step on record; 0 where there is only one.</param>
/// <param name="Reader">Whose private chat it stands in, if it is a card that usually stands in a channel.</param>
public sealed record PostedCard(string Surface, CardSlot Slot, string Message, int Revision, int Number = 0, PersonId? Reader = null)
{
    /// <summary>The revision of what will never read differently.</summary>
    public const int Final = int.MaxValue;
}
