using JitBot.Bot.Bytebase.Api;
using JitBot.Core;
using JitBot.Core.Audit;
using JitBot.Core.Storage;

namespace JitBot.Bot.Bytebase;

/// <summary>
/// One round of the bridge: takes people's words to Bytebase, puts on record, and brings the cards to now; looks at Bytebase if it is time, and does the
/// same with what was found there. One replica at a time does.
/// </summary>
internal sealed partial class BytebaseBridge(
    PollTurns turns, PollBytebase poll, CarryOut carryOut, KeepIssuesTrue cards, BridgedIssues issues, AuditLog audit, StoreLock locks, BytebaseOptions options, TimeProvider time,
    ILogger<BytebaseBridge> log)
{
    public async Task HandleAsync(CancellationToken ct)
    {
        await using var turn = await locks.KeepAsync("bytebase", ct);
        if (turn is null)
        {
            return;
        }

        using var held = CancellationTokenSource.CreateLinkedTokenSource(ct, turn.Lost);
        try
        {
            await RoundAsync(held.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            LogLost();
        }
    }

    private async Task RoundAsync(CancellationToken ct)
    {
        await StepAllAsync(ct);
        if (!await turns.TakeAsync(ct))
        {
            return;
        }

        try
        {
            await poll.HandleAsync(ct);
        }
        catch (BytebaseDownException down)
        {
            LogDown(down.Message);
        }

        await StepAllAsync(ct);
    }

    private async Task StepAllAsync(CancellationToken ct)
    {
        foreach (var issue in await issues.ListAsync(ct))
        {
            try
            {
                await StepAsync(issue, ct);
            }
            catch (Exception fault) when (fault is not (OperationCanceledException or StoreDownException))
            {
                LogFault(issue.Name.ToString(), fault);
            }
        }
    }

    private async Task StepAsync(BridgedIssue issue, CancellationToken ct)
    {
        var now = time.Now();
        if (CarryOut.IsDue(issue, now))
        {
            await carryOut.HandleAsync(issue, ct);
            issue = await issues.FindAsync(issue.Name.Id, ct) ?? issue;
        }

        if (!ReferenceEquals(issue.At(now, options.RemindBefore), issue))
        {
            issue = await issues.ChangeAsync(issue.Name.Id, current => current?.At(now, options.RemindBefore), ct) ?? issue;
        }

        await ShowAsync(await LogAsync(issue, ct), ct);
    }

    private async Task ShowAsync(BridgedIssue issue, CancellationToken ct)
    {
        var shown = await cards.HandleAsync(issue, ct);
        if (shown is { IsOver: true, UnderWay: null, Unlogged.IsEmpty: true } && cards.IsShown(shown))
        {
            await issues.PutAsideAsync(shown, ct);
        }
    }

    /// <summary>By ids made of the issue and a count, so that what a replica that died had put on record already is there once.</summary>
    private async Task<BridgedIssue> LogAsync(BridgedIssue issue, CancellationToken ct)
    {
        if (issue.Unlogged.IsEmpty)
        {
            return issue;
        }

        foreach (var (i, entry) in issue.Unlogged.Index())
        {
            await audit.AddAsync(entry, $"bytebase.{issue.Name.Id}.{issue.FoundAt.ToUnixTimeMilliseconds()}.{issue.Logged + i}", ct: ct);
        }

        var logged = issue.Logged + issue.Unlogged.Length;
        return await issues.ChangeAsync(
            issue.Name.Id, current => current is null || current.Logged >= logged ? null : current with { Unlogged = current.Unlogged[(logged - current.Logged)..], Logged = logged }, ct) ?? issue;
    }

    [LoggerMessage(1, LogLevel.Warning, "Bytebase is not there, which is tried again: {Why}")]
    private partial void LogDown(string why);

    [LoggerMessage(3, LogLevel.Error, "Nothing goes on about Bytebase's {Issue}, which is tried again; the others go on")]
    private partial void LogFault(string issue, Exception fault);

    [LoggerMessage(2, LogLevel.Warning, "Another replica may have the bridge to Bytebase by now, so this one has let go of it")]
    private partial void LogLost();
}
