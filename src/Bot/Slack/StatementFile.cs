using System.Text;
using System.Text.Json.Nodes;
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
    // Escaped and in blocks, as much as a message takes of nearly any statement.
    private const int MostInMessage = 5000;

    // And of every one, whatever it is written in.
    private const int LeastInMessage = 500;

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

    /// <summary>Into the private chat of one person, which takes words by the person's id, and files only by its own.</summary>
    /// <inheritdoc cref="PostAsync"/>
    public async Task<SlackAnswer> PostDirectAsync(string user, CardView card, CardFile file, CancellationToken ct)
    {
        var answer = await slack.OpenDirectAsync(user, ct);
        return answer is SlackAnswer.Done { Body: var opened } && (opened["channel"] as JsonObject).Text("id") is { } chat ? await PostAsync(chat, null, card, file, ct)
            : IsRefused(answer) ? await PostTextAsync(user, null, card, file, ct)
            : answer;
    }

    private async Task<SlackAnswer> PostTextAsync(string channel, string? thread, CardView card, CardFile file, CancellationToken ct)
    {
        SlackAnswer first = new SlackAnswer.Never("nothing to post");
        foreach (var (index, message) in Messages(card, ExactText.Lines(file.Text)).Index())
        {
            var posted = await slack.PostMessageAsync(channel, message, thread, ct);
            if (posted is not SlackAnswer.Done)
            {
                // All of it again: half a statement reads like another one.
                return posted;
            }

            first = index == 0 ? posted : first;
        }

        return first;
    }

    /// <summary>In parts so small that each stands in its message to its end: Slack counts some letters many times over.</summary>
    private static SlackMessage[] Messages(CardView card, string text)
    {
        for (var most = MostInMessage; ; most /= 2)
        {
            SlackMessage[] messages = [.. ExactText.Parts(text, most).Select((part, i) => SlackMessage.Of(
                card with { File = null, Text = [.. i == 0 ? card.Text.Where(words => !words.IsExact) : [], CardText.Exact(part)] }))];
            if (messages.All(message => message.IsWhole) || most <= LeastInMessage)
            {
                return messages;
            }
        }
    }
}
