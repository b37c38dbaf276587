using System.Net.WebSockets;
using JitBot.Bot.Slack.Api;
using JitBot.Bot.Slack.Inbound;

namespace JitBot.Bot.Slack.SocketMode;

/// <summary>
/// Keeps the Socket Mode connections up. Slack closes each after a while and says so before: another is opened first, so that there is always
/// one to deliver to.
/// </summary>
internal sealed partial class SocketMode(SlackOptions options, SlackClient slack, Reception reception, SlackHealth health, TimeProvider time, ILogger<SocketMode> log) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, options.Connections).Select(_ => KeepAsync(stoppingToken)));

    /// <summary>One connection, and the one after it, for ever.</summary>
    private async Task KeepAsync(CancellationToken ct)
    {
        SocketConnection? before = null;
        var leaving = Task.CompletedTask;
        var failures = 0;
        try
        {
            while (true)
            {
                if (await TryOpenAsync(ct) is not { } connection)
                {
                    await Task.Delay(Pause(failures++), time, ct);
                    continue;
                }

                // Only now that another has taken over is the one before let go.
                failures = 0;
                await leaving;
                leaving = LeaveAsync(before);
                before = connection;
                await connection.IsToBeReplaced.WaitAsync(ct);
            }
        }
        finally
        {
            await Task.WhenAll(leaving, LeaveAsync(before));
        }
    }

    private async Task<SocketConnection?> TryOpenAsync(CancellationToken ct)
    {
        var opened = await slack.OpenConnectionAsync(ct);
        if (opened is not SlackAnswer.Done { Body: var body } || !MayConnectTo(body.Text("url"), out var address))
        {
            var why = opened switch { SlackAnswer.Never never => never.Error, SlackAnswer.Again again => again.Why, _ => "Slack gave no address to connect to" };
            health.CouldNotConnect(why);
            return null;
        }

        try
        {
            return await SocketConnection.OpenAsync(address, reception, health, log, time, ct);
        }
        catch (Exception failure) when (failure is WebSocketException or HttpRequestException or TimeoutException)
        {
            health.CouldNotConnect(failure.Message);
            LogNotConnected(failure.Message);
            return null;
        }
    }

    private static async Task LeaveAsync(SocketConnection? connection)
    {
        if (connection is not null)
        {
            await connection.DrainAsync();
            await connection.DisposeAsync();
        }
    }

    private bool MayConnectTo(string? text, out Uri address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address!) && (address.Scheme == Uri.UriSchemeWss || (address.Scheme == Uri.UriSchemeWs && options.ApiBase.IsLoopback && address.IsLoopback));

    private static TimeSpan Pause(int failures) => TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(failures, 10)), LongestPause.TotalSeconds) * (1 + (Random.Shared.NextDouble() / 5)));

    [LoggerMessage(1, LogLevel.Warning, "A Socket Mode connection to Slack could not be opened: {Why}")]
    private partial void LogNotConnected(string why);
}
