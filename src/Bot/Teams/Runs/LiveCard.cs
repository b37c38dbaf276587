using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Runs;
using JitBot.Bot.Teams.Connector;

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

    /// <returns>Whether it got through.</returns>
    public async Task<bool> EndAsync(CardMessage message, CancellationToken ct)
    {
        // Come after it, an update still under way would take its place.
        await _update.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await answers.ReplaceAsync(place, message, ct);
    }
}
