using JitBot.Bot.Conversation;

namespace JitBot.Bot.Slack.Api;

/// <summary>Slack lets a bot post one message a second in a channel; other methods go until Slack asks for a pause, which is kept (rule 39).</summary>
internal sealed class SlackPace(TimeProvider time)
{
    // What Slack lets through at once varies; a pause it asks for is exact. These keep one method from being called in a loop.
    private const int MostCallsAMinute = 600;

    private static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(1);

    private readonly Pace _channels = new(time, (1, TimeSpan.FromSeconds(1)));
    private readonly Pace _methods = new(time, (MostCallsAMinute, TimeSpan.FromMinutes(1)));

    /// <summary>Waits for the next free moment.</summary>
    /// <param name="channel">Where a message is posted to; null for everything else.</param>
    /// <returns>Null when it has come; how far away it is if that is more than one would wait for.</returns>
    public async Task<TimeSpan?> WaitAsync(string method, string? channel, TimeSpan patience, CancellationToken ct)
    {
        var (free, wait) = _methods.Take(method, patience);
        if (free && channel is not null)
        {
            (free, var forChannel) = _channels.Take(channel, patience);
            wait = forChannel > wait ? forChannel : wait;
        }

        if (!free)
        {
            return wait;
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, ct);
        }

        return null;
    }

    /// <summary>Slack asked for a pause: in the channel if it was a post, else of the method.</summary>
    public void Hold(string method, string? channel, TimeSpan? pause)
    {
        if (channel is not null)
        {
            _channels.Hold(channel, pause ?? UsualPause);
        }
        else
        {
            _methods.Hold(method, pause ?? UsualPause);
        }
    }
}
