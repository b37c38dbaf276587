using JitBot.Bot.Conversation;
using JitBot.Bot.Teams.Inbound;
using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Bot.Teams;

/// <summary>Somebody typed something to the bot.</summary>
internal sealed class TypedMessage(Speakers speakers, Dialogue dialogue, Answers answers)
{
    /// <returns>Whether the answer got through.</returns>
    public async Task<bool> HandleAsync(Delivery delivery, CancellationToken ct) => await answers.PostAsync(delivery, await ReplyAsync(delivery, ct), ct);

    private async Task<Reply> ReplyAsync(Delivery delivery, CancellationToken ct)
    {
        try
        {
            return await speakers.FindAsync(delivery, ct) is { } asker
                ? await dialogue.SayAsync(asker, TextOf(delivery.Activity), OriginOf(delivery), ct)
                : Dialogue.Stranger(delivery.Sender);
        }
        catch (StoreDownException)
        {
            return Dialogue.StoreDown();
        }
    }

    /// <summary>Teams gives a message delivered twice the same ids, so that it asks once.</summary>
    private static Origin OriginOf(Delivery delivery) => new(ActivityCheck.Platform, delivery.Tenant, $"{delivery.Conversation}\n{delivery.Id}");

    /// <summary>In channels the bot hears only what mentions it; the mention is not part of what was said.</summary>
    public static string TextOf(Activity activity)
    {
        var mentions = (activity.Entities ?? [])
            .Where(entity => entity is { Type: "mention", Text.Length: > 0, Mentioned.Id: { } id } && id == activity.Recipient?.Id)
            .Select(entity => entity.Text!);

        // Teams' editor puts a no-break space behind a mention, now and then as an entity.
        return mentions
            .Aggregate(activity.Text ?? "", (text, mention) => text.Replace(mention, "", StringComparison.Ordinal))
            .Replace("&nbsp;", " ", StringComparison.Ordinal)
            .Replace('\u00A0', ' ')
            .Trim();
    }
}
