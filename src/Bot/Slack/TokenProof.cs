using JitBot.Bot.Slack.Api;

namespace JitBot.Bot.Slack;

/// <summary>Asks Slack at start whether the token is good, so that a wrong one shows in health and log before somebody needs it.</summary>
internal sealed partial class TokenProof(SlackClient slack, TimeProvider time, ILogger<TokenProof> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (await slack.TestTokenAsync(stoppingToken) is SlackAnswer.Done { Body: var bot })
            {
                LogConnected(bot.Text("user") ?? "?", bot.Text("team") ?? "?");
                return;
            }

            await Task.Delay(Pause, time, stoppingToken);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "In Slack as {Bot}, in {Workspace}")]
    private partial void LogConnected(string bot, string workspace);
}
