using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using JitBot.Bot.Conversation.Commands;

namespace JitBot.Bot.Conversation;

/// <summary>
/// Lets a sentence be written as one reads it, <c>$"It ends {end}."</c>, and still keep its moments and its code apart from its words,
/// because each platform draws those in its own way.
/// </summary>
[InterpolatedStringHandler]
internal readonly ref struct Sentence(int literalLength, int formattedCount)
{
    private readonly List<CardPiece> _pieces = new(formattedCount + (literalLength > 0 ? 2 : 1));

    public ImmutableArray<CardPiece> Pieces() => [.. _pieces];

    public void AppendLiteral(string text) => AppendFormatted(text);

    public void AppendFormatted(string text)
    {
        if (_pieces is [.., CardPiece.Plain last])
        {
            _pieces[^1] = new CardPiece.Plain(last.Text + text);
        }
        else if (text.Length > 0)
        {
            _pieces.Add(new CardPiece.Plain(text));
        }
    }

    public void AppendFormatted(int number) => AppendFormatted(number.ToString(CultureInfo.InvariantCulture));

    public void AppendFormatted(DateTimeOffset at) => _pieces.Add(new CardPiece.Moment(at));

    public void AppendFormatted(TimeSpan time) => AppendFormatted(DurationText.Words(time));

    public void AppendFormatted(CardPiece piece) => _pieces.Add(piece);

    public void AppendFormatted(CardText text)
    {
        foreach (var piece in text.Pieces)
        {
            switch (piece)
            {
                case CardPiece.Plain plain:
                    AppendFormatted(plain.Text);
                    break;
                default:
                    _pieces.Add(piece);
                    break;
            }
        }
    }
}
