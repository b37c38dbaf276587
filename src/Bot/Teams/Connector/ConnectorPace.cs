using JitBot.Bot.Conversation;

namespace JitBot.Bot.Teams.Connector;

/// <summary>A message's place in its conversation's line and in the bot's as a whole.</summary>
internal sealed class ConnectorPace(TimeProvider time)
{
    private const string Everything = "";
    private static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(1);

    private readonly Pace _conversations = OfConversations(time);
    private readonly Pace _bot = OfTenants(time);

    /// <summary>What Teams allows a bot in one conversation.</summary>
    public static Pace OfConversations(TimeProvider time) => new(
        time,
        (7, TimeSpan.FromSeconds(1)), (8, TimeSpan.FromSeconds(2)), (60, TimeSpan.FromSeconds(30)), (1800, TimeSpan.FromHours(1)));

    /// <summary>What Teams allows a bot in a tenant; newer pages say 50.</summary>
    public static Pace OfTenants(TimeProvider time) => new(time, (30, TimeSpan.FromSeconds(1)));

    /// <summary>Waits for the next free moment.</summary>
    /// <returns>Null when it has come; how far away it is if that is more than one would wait for.</returns>
    public async Task<TimeSpan?> WaitAsync(string conversation, TimeSpan patience, CancellationToken ct)
    {
        var (taken, wait) = _conversations.Take(conversation, patience);
        if (!taken)
        {
            return wait;
        }

        var (takenOfAll, waitForAll) = _bot.Take(Everything, patience);
        if (!takenOfAll)
        {
            return waitForAll;
        }

        var longer = wait > waitForAll ? wait : waitForAll;
        if (longer > TimeSpan.Zero)
        {
            await Task.Delay(longer, time, ct);
        }

        return null;
    }

    /// <summary>Teams asked for a pause in this conversation, or gave no length.</summary>
    public void Hold(string conversation, TimeSpan? pause) => _conversations.Hold(conversation, pause ?? UsualPause);
}
