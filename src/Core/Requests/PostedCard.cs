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
}

/// <summary>A message that stands in a chat and has to say what is true.</summary>
/// <param name="Surface">The platform, such as <c>teams</c>.</param>
/// <param name="Message">The surface's own reference, enough to find the message again after a restart.</param>
/// <param name="Revision">The <see cref="AccessRequest.Revision"/> it shows.</param>
/// <param name="Number">Which of several: the terms of its extension, or the how manieth reminder or alarm it is; 0 where there is only one.</param>
public sealed record PostedCard(string Surface, CardSlot Slot, string Message, int Revision, int Number = 0);
