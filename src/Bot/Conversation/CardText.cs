using System.Collections.Immutable;
using System.Globalization;

namespace JitBot.Bot.Conversation;

/// <summary>A run of text with moments in it; each platform draws a moment in the reader's own time zone.</summary>
internal sealed record CardText(ImmutableArray<CardPiece> Pieces)
{
    /// <summary>Drawn smaller and greyer: what helps but need not be read.</summary>
    public bool Subtle { get; init; }

    /// <summary>Drawn bolder: the first line of several that belong together.</summary>
    public bool Strong { get; init; }

    /// <summary>Somebody's own words: drawn apart, so that they cannot be taken for the bot's.</summary>
    public bool Quoted { get; init; }

    /// <summary>Drawn whole as it stands, as <see cref="Exact"/> says.</summary>
    public bool IsExact { get; init; }

    /// <summary>A sentence with its holes filled: strings literally, moments and lengths of time as every face words them.</summary>
    public static CardText Of(Sentence sentence) => new(sentence.Pieces());

    public static CardText Code(string text) => new([new CardPiece.Code(text)]);

    /// <summary>In fixed width, letter for letter: no space, line end or indent of it is lost, and none is added.</summary>
    public static CardText Exact(string text) => new([new CardPiece.Code(text)]) { IsExact = true };

    public static CardText Quote(string words) => new([new CardPiece.Plain(words)]) { Quoted = true };

    /// <summary>For clients that draw no cards: moments in UTC.</summary>
    public override string ToString() => string.Concat(Pieces.Select(piece => piece.ToString()));
}

internal abstract record CardPiece
{
    private CardPiece() { }

    public static Code Command(string text) => new(text) { IsCommand = true };

    /// <summary>Shown literally: whatever looks like markup is escaped by the platform's renderer.</summary>
    public sealed record Plain(string Text) : CardPiece
    {
        public override string ToString() => Text;
    }

    /// <summary>To be copied: fixed-width, literally.</summary>
    public sealed record Code(string Text) : CardPiece
    {
        /// <summary>It is typed to the bot: where that takes a word before it, such as <c>/jit</c>, the platform's renderer says so.</summary>
        public bool IsCommand { get; init; }

        public override string ToString() => Text;
    }

    /// <param name="At">UTC.</param>
    public sealed record Moment(DateTimeOffset At) : CardPiece
    {
        public override string ToString() => At.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
    }
}
