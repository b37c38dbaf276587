using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Runs;
using JitBot.Bot.Teams.Connector;
using JitBot.Core.Storage;

namespace JitBot.Bot.Teams.Runs;

/// <summary>A card in the private chat that tells how far something has come, and in the end what came of it.</summary>
internal sealed class LiveCard(Answers answers, Messenger messenger, MessageReference place, Func<RunProgress, CardView> draw)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    private TimeSpan _told;
    private Task _update = Task.CompletedTask;

    public MessageReference Place => place;

    /// <summary>Nobody waits for it: whoever runs looks meanwhile whether to stop. What cannot be told now is told by the next.</summary>
    public Task TellAsync(RunProgress progress, CancellationToken ct)
    {
        if (_update.IsCompleted && progress.Elapsed - _told >= Beat)
        {
            _told = progress.Elapsed;
            _update = messenger.UpdateAsync(place, CardMessage.Of(draw(progress)), ct);
        }

        return Task.CompletedTask;
    }

    /// <summary>Does what the card tells of. Whatever breaks it off, the card says so.</summary>
    /// <param name="ct">The host stops.</param>
    public async Task SeeThroughAsync(Func<Task> work, CancellationToken ct)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await EndAsync(CardMessage.Of(Wording.RunStopped.Card()), CancellationToken.None);
        }
        catch (StoreDownException)
        {
            await EndAsync(CardMessage.Of(Wording.StoreDown.Card()), ct);
        }
        catch
        {
            await EndAsync(CardMessage.Of(Wording.RunBroken.Card()), CancellationToken.None);
            throw;
        }
    }

    /// <returns>Whether it got through.</returns>
    public async Task<bool> EndAsync(CardMessage message, CancellationToken ct)
    {
        // Come after it, an update still under way would take its place.
        await _update.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await answers.ReplaceAsync(place, message, ct);
    }
}
