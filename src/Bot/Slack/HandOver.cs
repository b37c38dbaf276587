using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Runs;
using JitBot.Bot.Slack.Api;
using JitBot.Bot.Slack.Views;

namespace JitBot.Bot.Slack;

/// <summary>Brings a file with a result into the private chat of whoever made it, and nowhere else.</summary>
internal sealed class HandOver(SlackClient slack, ShareFile share)
{
    /// <summary>The file is disposed of, whatever comes of it.</summary>
    /// <param name="user">As Slack knows them.</param>
    /// <returns>What to say where it was asked for.</returns>
    public async Task<CardView> HandleAsync(string user, RunReply.Exported exported, CancellationToken ct)
    {
        await using var file = exported.File;
        var answer = await slack.OpenDirectAsync(user, ct);
        if (answer is SlackAnswer.Done { Body: var opened })
        {
            var chat = (opened["channel"] as JsonObject).Text("id") ?? "";
            var comment = Mrkdwn.Escape(string.Join('\n', exported.View.Text.Select(text => text.ToString())));
            answer = await share.HandleAsync(chat, null, file.Name, file.Content, file.Length, comment, ct);
        }

        return answer is SlackAnswer.Done
            ? exported.View with { Text = [.. exported.View.Text, CardText.Of($"The file {new CardPiece.Code(file.Name)} is in our private chat.")] }
            : Wording.FileNotSent(answer is SlackAnswer.Never or SlackAnswer.Again { Why: "missing_scope" }).Card();
    }
}
