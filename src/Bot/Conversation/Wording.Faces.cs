namespace JitBot.Bot.Conversation;

/// <summary>About the conversation itself: where it goes on, or that it has to wait.</summary>
internal static partial class Wording
{
    public static readonly Note FormIsInPrivate = new(CardTone.Neutral, "I sent you the form",
        CardText.Of($"It is in our private chat, where nobody else reads along."));

    public static readonly Note CannotWriteToYou = new(CardTone.Warning, "I cannot write to you",
        CardText.Of($"Our private chat could not be opened. Open a chat with me, and ask again there."));

    public static readonly Note NeedsNewerClient = new(CardTone.Warning, "This Teams client is too old",
        CardText.Of($"It would keep the password in the chat. Nothing was changed. Press the button in an up-to-date Teams, on the desktop, the web or a phone."));

    public static readonly Note Disabled = new(CardTone.Bad, "You are disabled here",
        CardText.Of($"JitBot's directory has you as disabled, so you can neither ask for access nor decide about it. If that is wrong, tell whoever runs JitBot."));

    public static readonly Note TooFast = new(CardTone.Warning, "One moment",
        CardText.Of($"That was a lot at once, and nothing was done about this one. Try again in ten seconds."));

    /// <summary>The notification of a form.</summary>
    public static string FormSummary(string target) => $"What do you need on {target}?";
}
