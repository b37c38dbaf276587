namespace JitBot.Bot.Conversation;

/// <summary>A surface that throws must not lose what was already posted in the same round: it counts as one that is to be tried again.</summary>
internal static partial class TryToShow
{
    /// <param name="show">Posts or edits one message.</param>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was.</exception>
    public static async Task<PostOutcome> OnceAsync(Func<Task<PostOutcome>> show, ILogger log, CancellationToken ct)
    {
        try
        {
            return await show();
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            LogFault(log, fault);
            return new PostOutcome.Again(fault.GetType().Name, null);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "A chat surface failed unexpectedly")]
    private static partial void LogFault(ILogger log, Exception fault);
}
