namespace JitBot.Bot.Conversation;

/// <summary>What a face says about the conversation itself: where to go on, or that it has to wait.</summary>
internal static class Asides
{
    /// <summary>The notification of a form.</summary>
    public static string FormSummary(string target) => $"What do you need on {target}?";

    public static CardView FormIsInPrivate() => Aside(
        CardTone.Neutral, "I sent you the form", "The form is in our private chat, where nobody else reads along.");

    public static CardView CannotWriteToYou() => Aside(
        CardTone.Warning, "I cannot write to you", "I could not open our private chat. Open a chat with me, say hello, and ask again there.");

    public static CardView CredentialsInPrivate() => Aside(
        CardTone.Warning, "Not here",
        "Credentials are shown in our private chat only, on the card that says access is there, in a Teams client that is up to date.");

    public static CardView TooFast() => Aside(CardTone.Warning, "One moment", "That was a lot at once. Wait ten seconds, then try again. Nothing was changed.");

    public static CardView UnknownButton() => Aside(
        CardTone.Warning, "I cannot read this button", "It may come from another version of me. Nothing was changed. Ask again, and use the new card.");

    private static CardView Aside(CardTone tone, string title, string text) =>
        new() { Title = title, Tone = tone, Summary = text, Text = [new([new CardPiece.Plain(text)])] };
}
