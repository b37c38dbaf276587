using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;

namespace JitBot.Bot.Slack.Views;

/// <summary>A card as a message.</summary>
/// <param name="Summary">For the notification, and for clients that draw no blocks.</param>
internal sealed record SlackMessage(JsonArray Blocks, string Summary)
{
    private const int LongestSummary = 300;

    /// <summary>Whether a statement on it stands there to its end.</summary>
    public bool IsWhole { get; private init; } = true;

    /// <summary>At most what Slack takes: text too long for that is cut at a word, and only if that is not enough a statement after its beginning.</summary>
    public static SlackMessage Of(CardView view)
    {
        var whole = Fitted(view);
        return BlockLimits.MessageProblems(whole.Blocks).IsEmpty ? whole
            : Fitted(view with { Lead = [.. view.Lead.SelectMany(Beginning)], Text = [.. view.Text.SelectMany(Beginning)] }) with { IsWhole = false };
    }

    private static IEnumerable<CardText> Beginning(CardText text)
    {
        var begin = ExactText.Beginning(text, 30, 1500);
        return begin == text ? [text] : [begin, CardText.Of($"This is its beginning. {CardPiece.Command("show")} and the request's id, typed as a command, opens all of it.")];
    }

    private static SlackMessage Fitted(CardView view)
    {
        JsonArray blocks;
        var longest = BlockLimits.SectionText;
        do
        {
            blocks = CardBlocks.Draw(view, longest);
            longest /= 2;
        }
        while (!BlockLimits.MessageProblems(blocks).IsEmpty && longest > 30);

        return new(blocks, Mrkdwn.Escape(Core.PlainText.Shorten(view.Summary, LongestSummary)));
    }

    public JsonObject ToJson() => new() { ["text"] = Summary, ["blocks"] = Blocks.DeepClone() };

    /// <summary>An answer to a command: seen by the one who typed it.</summary>
    public JsonObject ToAnswer()
    {
        var body = ToJson();
        body["response_type"] = "ephemeral";
        return body;
    }
}
