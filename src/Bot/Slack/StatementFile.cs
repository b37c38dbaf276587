using System.Text;
using JitBot.Bot.Conversation;
using JitBot.Bot.Slack.Api;
using JitBot.Bot.Slack.Views;

namespace JitBot.Bot.Slack;

/// <summary>
/// A card with a file: the file with the card's words above it. Where Slack takes no file, its text follows in as many messages as it needs, because
/// whoever decides must be able to read it.
/// </summary>
internal sealed class StatementFile(ShareFile share, SlackClient slack)
{
    // Escaped and in blocks, as much as a message takes for sure.
    private const int MostInMessage = 5000;

    /// <returns>Whatever came of the last call; a message that was posted, by its body.</returns>
    public async Task<SlackAnswer> PostAsync(string channel, string? thread, CardView card, CardFile file, CancellationToken ct)
    {
        var words = string.Join('\n', card.Text.Where(text => !text.IsExact).Select(text => Mrkdwn.Escape(text.ToString())));
        var bytes = Encoding.UTF8.GetBytes(file.Text);
        return await share.HandleAsync(channel, thread, file.Name, new MemoryStream(bytes), bytes.Length, words, ct) is var shared && !IsRefused(shared)
            ? shared
            : await PostTextAsync(channel, thread, card, file, ct);
    }

    /// <summary>Not for this file alone, nor for this moment.</summary>
    private static bool IsRefused(SlackAnswer answer) => answer is SlackAnswer.Never or SlackAnswer.Again { Why: "missing_scope" };

    private async Task<SlackAnswer> PostTextAsync(string channel, string? thread, CardView card, CardFile file, CancellationToken ct)
    {
        SlackAnswer first = new SlackAnswer.Never("nothing to post");
        foreach (var (index, part) in ExactText.Parts(file.Text, MostInMessage).Index())
        {
            var view = card with { File = null, Text = [.. index == 0 ? card.Text.Where(text => !text.IsExact) : [], CardText.Exact(part)] };
            var posted = await slack.PostMessageAsync(channel, SlackMessage.Of(view), thread, ct);
            if (posted is not SlackAnswer.Done)
            {
                // All of it again: half a statement reads like another one.
                return posted;
            }

            first = index == 0 ? posted : first;
        }

        return first;
    }
}
