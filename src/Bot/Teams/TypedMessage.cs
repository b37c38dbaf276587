using System.Text.Json;
using JitBot.Bot.Conversation;
using JitBot.Bot.Teams.Inbound;
using JitBot.Bot.Teams.Runs;
using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Bot.Teams;

/// <summary>Somebody typed something to the bot.</summary>
internal sealed class TypedMessage(Speakers speakers, Dialogue dialogue, RunPress runs, Answers answers)
{
    /// <returns>Whether the answer got through.</returns>
    public async Task<bool> HandleAsync(Delivery delivery, CancellationToken ct)
    {
        try
        {
            return await AnswerAsync(delivery, ct);
        }
        catch (StoreDownException)
        {
            return await answers.PostAsync(delivery, Dialogue.StoreDown(), ct);
        }
    }

    private async Task<bool> AnswerAsync(Delivery delivery, CancellationToken ct)
    {
        if (await speakers.FindAsync(delivery, ct) is not { } asker)
        {
            return await answers.PostAsync(delivery, Dialogue.Stranger(delivery.Sender), ct);
        }

        switch (await dialogue.SayAsync(asker, TextOf(delivery.Activity), OriginOf(delivery), ct))
        {
            case Reply.Run when !delivery.InPrivate:
                return await answers.PostAsync(delivery, new Reply.Card(Wording.ResultsInPrivate.Card()), ct);
            case Reply.Run run:
                await runs.BeginAsync(delivery, asker, run.Request, run.Typed, ct);
                return true;
            case var reply:
                return await answers.PostAsync(delivery, reply, ct);
        }
    }

    /// <summary>Teams gives a message delivered twice the same ids, so that it asks once.</summary>
    private static Origin OriginOf(Delivery delivery) => new(ActivityCheck.Platform, delivery.Tenant, $"{delivery.Conversation}\n{delivery.Id}");

    /// <summary>In channels the bot hears only what mentions it; the mention is not part of what was said.</summary>
    public static string TextOf(Activity activity)
    {
        var mentions = (activity.Entities ?? [])
            .Where(entity => entity is { Type: "mention", Text.Length: > 0, Mentioned.Id: { } id } && id == activity.Recipient?.Id)
            .Select(entity => entity.Text!)
            .ToArray();

        // Teams' editor puts a no-break space behind a mention, now and then as an entity.
        var text = mentions
            .Aggregate(activity.Text ?? "", (text, mention) => text.Replace(mention, "", StringComparison.Ordinal))
            .Replace("&nbsp;", " ", StringComparison.Ordinal)
            .Replace('\u00A0', ' ')
            .Trim();
        return HtmlOf(activity) is { } html && (HtmlText.HasCode(html) || SaysStatement(text)) ? HtmlText.Read(html, mentions).Trim() : text;
    }

    /// <summary>The plain text of a message has lost line ends and code blocks, and has entities for some signs; what its editor had has not.</summary>
    private static string? HtmlOf(Activity activity) => (activity.Attachments ?? [])
        .Where(attachment => attachment is { ContentType: "text/html", Content.ValueKind: JsonValueKind.String })
        .Select(attachment => attachment.Content.GetString())
        .FirstOrDefault();

    private static bool SaysStatement(string text)
    {
        var words = text.TrimStart('/').Split((char[]?)null, 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var command = words is ["jit" or "Jit", var second, ..] ? second : words.FirstOrDefault();
        return command is not null && (command.Equals("query", StringComparison.OrdinalIgnoreCase) || command.Equals("run", StringComparison.OrdinalIgnoreCase));
    }
}
