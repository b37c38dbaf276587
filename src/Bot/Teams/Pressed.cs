using JitBot.Bot.Conversation;

namespace JitBot.Bot.Teams;

/// <summary>What comes of a press on a card.</summary>
internal abstract record Pressed
{
    private Pressed() { }

    /// <summary>Stands in the card's place.</summary>
    public sealed record InPlace(Reply Reply) : Pressed;

    /// <summary>Stands in the card's place, drawn already.</summary>
    public sealed record Drawn(CardMessage Message) : Pressed;

    /// <summary>Leaves the card and its buttons where they are.</summary>
    public sealed record Aside(CardView View) : Pressed
    {
        public static Aside Of(Reply reply) => new(((Reply.Card)reply).View);
    }
}
