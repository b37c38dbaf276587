using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JitBot.Bot.Conversation;
using JitBot.Core;

namespace JitBot.Bot.Slack.Views;

/// <summary>
/// Text in Slack. Its markup can be escaped in part only: <c>&amp; &lt; &gt;</c> as entities, which takes links, mentions and <c>&lt;!channel&gt;</c>
/// away, but there is no way to write a literal <c>*</c> or backtick. So text that could be read as markup is sent as plain text, which Slack does
/// not read (rule 37).
/// </summary>
internal static class Mrkdwn
{
    private static readonly Regex Markup = new(@"[*~`]|(^|[^\p{L}\p{N}])_|_([^\p{L}\p{N}]|$)|:[a-z0-9_+'-]+:|(^|\n)\s*(>|&gt;)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture);

    /// <summary>A text object of at most so many characters; moments are in the reader's own time zone unless the words cannot be trusted to be words.</summary>
    public static JsonObject Text(CardText text, int most)
    {
        if (!text.Pieces.All(IsLiteral))
        {
            return Plain(Typed(text), most);
        }

        var words = Draw(text);
        if (words.Length > most)
        {
            // Words are cut, in equal parts; code and moments never are.
            var plain = text.Pieces.OfType<CardPiece.Plain>().Sum(piece => Escape(piece.Text).Length);
            var room = Math.Max(1, (most - (words.Length - plain)) / text.Pieces.Length);
            words = Draw(text with { Pieces = [.. text.Pieces.Select(piece => piece is CardPiece.Plain { Text: var said } ? new CardPiece.Plain(PlainText.Shorten(said, room)) : piece)] });
        }

        return words.Length <= most ? Marked(words) : Plain(Typed(text), most);
    }

    private static string Draw(CardText text)
    {
        var words = string.Concat(text.Pieces.Select(Draw));
        return text.Strong && words.Length > 0 ? $"*{words}*" : words;
    }

    /// <summary>Shown as it is, without anything that cannot be seen.</summary>
    public static JsonObject Plain(string text, int most) =>
        new() { ["type"] = "plain_text", ["text"] = NotEmpty(PlainText.Shorten(PlainText.Visible(text), most)), ["emoji"] = false };

    /// <param name="markup">Ours, or escaped.</param>
    public static JsonObject Marked(string markup) => new() { ["type"] = "mrkdwn", ["text"] = NotEmpty(markup), ["verbatim"] = true };

    public static string Escape(string text) => PlainText.Visible(text)
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    public static bool IsLiteral(string text) => !Markup.IsMatch(text);

    private static bool IsLiteral(CardPiece piece) => piece switch
    {
        CardPiece.Plain plain => IsLiteral(plain.Text),
        CardPiece.Code code => IsCode(code.Text),
        _ => true,
    };

    /// <summary>Whether it can stand between backticks.</summary>
    public static bool IsCode(string text) => text.Length > 0 && text.AsSpan().IndexOfAny('`', '\n', '\r') < 0;

    /// <summary>As it is to be typed here, where a line to the bot may stand in any channel.</summary>
    public static string Typed(CardPiece.Code code) => code.IsCommand ? $"/jit {code.Text}" : code.Text;

    private static string Typed(CardText text) => string.Concat(text.Pieces.Select(piece => piece is CardPiece.Code code ? Typed(code) : piece.ToString()));

    private static string Draw(CardPiece piece) => piece switch
    {
        CardPiece.Moment moment => Moment(moment.At),
        CardPiece.Code code => $"`{Escape(Typed(code))}`",
        _ => Escape(piece.ToString()!),
    };

    /// <summary>In the reader's own time zone and habit; for clients that cannot, in UTC.</summary>
    private static string Moment(DateTimeOffset at)
    {
        var seconds = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"<!date^{seconds}^{{date_short_pretty}} {{time}}|{new CardPiece.Moment(at)}>";
    }

    /// <summary>Slack takes no empty text.</summary>
    private static string NotEmpty(string text) => string.IsNullOrWhiteSpace(text) ? "–" : text;
}
