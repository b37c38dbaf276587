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

    public static readonly Note ForeignWorkspace = new(CardTone.Warning, "This workspace is not served",
        CardText.Of($"JitBot is here for other workspaces, and nothing was done. If it should serve this one, tell whoever runs it."));

    public static readonly Note Guest = new(CardTone.Warning, "Guests cannot use JitBot",
        CardText.Of($"You are a guest in this workspace, and database access is for its members. Ask a colleague who is one."));

    public static readonly Note Deactivated = new(CardTone.Bad, "Your account is deactivated",
        CardText.Of($"Slack has your account as deactivated, so nothing was done. An administrator of the workspace can say why."));

    public static readonly Note NotForBots = new(CardTone.Warning, "Only people can do this",
        CardText.Of($"This came from an app, and access is asked for and decided by people. Tools use the API."));

    public static readonly Note CannotCheckYou = new(CardTone.Warning, "One moment",
        CardText.Of($"Slack does not tell me who you are at the moment, so nothing was done. Try again in a minute."));

    public static readonly Note CannotOpenWindow = new(CardTone.Warning, "The window could not be opened",
        CardText.Of($"Slack gave me too little time for it. Press the button again."));

    public static readonly Note FormWaits = new(CardTone.Neutral, "A few answers are missing",
        CardText.Of($"Press the button for the form; what you said is in it already."));

    /// <summary>A form open for so long that what it was about is not kept any more.</summary>
    public static readonly Note FormForgotten = new(CardTone.Warning, "This form has been open for too long",
        CardText.Of($"What it was to ask for is not kept any more, and nothing was sent. Close it, and ask with {Command("request")} again."));

    /// <summary>The notification of a form.</summary>
    public static string FormSummary(string target) => $"What do you need on {target}?";
}
