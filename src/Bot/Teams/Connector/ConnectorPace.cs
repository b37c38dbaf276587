namespace JitBot.Bot.Teams.Connector;

/// <summary>A message's place in its conversation's line and in the bot's as a whole.</summary>
internal sealed class ConnectorPace(TimeProvider time)
{
    private const string Everything = "";
    private static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(1);

    private readonly Pace _conversations = Pace.OfConversations(time);
    private readonly Pace _bot = Pace.OfTenants(time);

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
