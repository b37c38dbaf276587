using JitBot.Bot.Conversation;
using JitBot.Bot.Teams.Inbound;
using JitBot.Core.Storage;

namespace JitBot.Bot.Teams.Runs;

/// <summary>Somebody has said whether a file may be put into their OneDrive. Teams waits for nothing but that it was heard.</summary>
internal sealed class FileConsent(Speakers speakers, ExportErrand exports, Answers answers)
{
    /// <returns>Whether it was heard.</returns>
    public async Task<bool> HandleAsync(Delivery delivery, CancellationToken ct)
    {
        try
        {
            if (await speakers.FindAsync(delivery, ct) is not { } asker)
            {
                return await answers.PostAsync(delivery, Dialogue.Stranger(delivery.Sender), ct);
            }

            await exports.AnsweredAsync(delivery, asker, delivery.Activity.Value, delivery.Card, ct);
            return true;
        }
        catch (StoreDownException)
        {
            return await answers.PostAsync(delivery, Dialogue.StoreDown(), ct);
        }
    }
}
