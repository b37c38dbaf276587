using System.Text.Json.Nodes;
using JitBot.Bot.Slack.Api;
using JitBot.Core.Storage;

namespace JitBot.Bot.Slack;

/// <summary>A window that stands open and waits for what is to be shown in it: it never waits for ever.</summary>
internal sealed partial class WaitingWindow(SlackClient slack, TimeProvider time, ILogger<WaitingWindow> log)
{
    private const int MostTries = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Whoever waits is told in words of whatever happens: nobody else will.</summary>
    /// <param name="draw">What is to be shown.</param>
    /// <param name="instead">What is shown if that fails.</param>
    /// <param name="stop">What was cancelled by it is no fault.</param>
    public async Task FillAsync(string window, Func<Task<JsonObject>> draw, Func<Exception, JsonObject> instead, CancellationToken stop)
    {
        JsonObject view;
        try
        {
            view = await draw();
        }
        catch (Exception fault)
        {
            if (fault is not StoreDownException && !(fault is OperationCanceledException && stop.IsCancellationRequested))
            {
                LogBroken(fault);
            }

            view = instead(fault);
        }

        await ShowAsync(window, view);
    }

    /// <summary>A window that was closed meanwhile is gone, which harms nobody; a short refusal is waited out, for what is shown is nowhere else.</summary>
    public async Task ShowAsync(string window, JsonObject view)
    {
        for (var tries = 1; await slack.UpdateViewAsync(window, view, null, CancellationToken.None) is SlackAnswer.Again again && tries < MostTries; tries++)
        {
            await Task.Delay(again.After ?? Pause, time, CancellationToken.None);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "What a window in Slack waited for failed")]
    private partial void LogBroken(Exception fault);
}
