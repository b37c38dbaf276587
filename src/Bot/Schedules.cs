using System.Collections.Frozen;
using System.Collections.Immutable;
using JitBot.Bot.Bytebase;
using JitBot.Bot.Configuration;
using JitBot.Bot.Conversation;
using JitBot.Bot.Inbound;
using JitBot.Bot.Storage;
using JitBot.Bot.Webhooks.Inbound;
using JitBot.Bot.Webhooks.Outbound;
using JitBot.Core;
using JitBot.Core.Audit;
using JitBot.Core.Grants;
using JitBot.Core.Incidents;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Sweep;
using JitBot.Core.Targets;
using JitBot.Core.Work;

namespace JitBot.Bot;

/// <summary>
/// What runs by itself: both lanes all the time, a look at each target for sessions past their end, the sweep that holds it against the
/// store, the messages about what it found, the bridge to Bytebase, housekeeping there and in the store. It begins once the store is there and up to date.
/// </summary>
internal sealed partial class Schedules(
    [FromKeyedServices(Lane.Access)] WorkLoop access,
    [FromKeyedServices(Lane.Outreach)] WorkLoop outreach,
    EndForDisabledHolders endForDisabled,
    ReconcileTargets reconcile,
    SealAudit seal,
    WatchUnsealed watchUnsealed,
    TellHead tellHead,
    RecordStart recordStart,
    CutHistory cutHistory,
    AuditOptions audit,
    SendEvents sendEvents,
    ForgetDestinations forgetDestinations,
    IEnumerable<WebhookDestination> destinations,
    KeepFindingsTrue findings,
    OpenIncidents incidents,
    FrozenDictionary<string, WebhookSource> sources,
    RecordRefusals recordRefusals,
    PostgresDatabase database,
    Installation installation,
    IAccessStore store,
    IKeyedStore keyed,
    TargetRegistry targets,
    StoreReadiness readiness,
    TimeProvider time,
    ILogger<Schedules> log,
    BytebaseBridge? bytebase = null) : BackgroundService
{
    private const int MostExpired = 1000;
    private static readonly TimeSpan StorePause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Housekeeping = TimeSpan.FromHours(1);
    private static readonly TimeSpan TidyTick = TimeSpan.FromMinutes(5);

    // What is on record is sealed soon, so that nobody has time to change it, and some at once, because each time a block is written again.
    private static readonly TimeSpan SealTick = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WatchTick = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TellTick = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SendTick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan OverdueTick = TimeSpan.FromSeconds(2);

    // How soon a released hold, or somebody's word about an account, is acted upon. Whether a round is due, the replicas agree on in the store.
    private static readonly TimeSpan SweepTick = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan IncidentTick = TimeSpan.FromMinutes(1);

    // How soon what was found is told, and a message shows that it has changed.
    private static readonly TimeSpan FindingsTick = TimeSpan.FromSeconds(5);

    // How soon a word about one of Bytebase's issues gets there, and its cards follow. How often Bytebase is looked at is configured.
    private static readonly TimeSpan BytebaseTick = TimeSpan.FromSeconds(1);

    private readonly ImmutableArray<string> _tellIncidents = [.. sources.Values.Where(source => source.Allows.HasFlag(SourceRights.Incidents)).Select(source => source.Name)];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await PrepareStoreAsync(stoppingToken);

        Task[] all =
        [
            access.RunAsync(stoppingToken),
            outreach.RunAsync(stoppingToken),
            EveryAsync(Housekeeping, atOnce: true, KeepHouseAsync, LogUntidy, stoppingToken),
            EveryAsync(RecordRefusals.Tick, atOnce: false, recordRefusals.HandleAsync, LogUntidy, stoppingToken),
            EveryAsync(IncidentTick, atOnce: true, ct => incidents.CloseForgottenAsync(_tellIncidents, ct), LogUntidy, stoppingToken),
            EveryAsync(SealTick, atOnce: true, SealAsync, LogNotSealed, stoppingToken),
            EveryAsync(WatchTick, atOnce: false, watchUnsealed.LookAsync, LogUntidy, stoppingToken),
            EveryAsync(FindingsTick, atOnce: false, findings.HandleAsync, LogNotTold, stoppingToken),
            EveryAsync(TellTick, atOnce: false, tellHead.HandleAsync, LogNotTold, stoppingToken),
            .. destinations.Select(destination => EveryAsync(SendTick, atOnce: true, ct => sendEvents.HandleAsync(destination, ct), fault => LogNotSent(fault, destination.Name), stoppingToken)),
            .. bytebase is null ? Array.Empty<Task>() : [EveryAsync(BytebaseTick, atOnce: true, bytebase.HandleAsync, LogNotBridged, stoppingToken)],
            .. targets.All.Select(target => EveryAsync(OverdueTick, atOnce: false, ct => CutOverdueAsync(target, ct), fault => LogNotCut(fault, target.Id), stoppingToken)),
            .. targets.All.Select(target => EveryAsync(SweepTick, atOnce: true, ct => reconcile.HandleAsync(target, ct), fault => LogNotSwept(fault, target.Id), stoppingToken)),
            .. targets.All.Select(target => EveryAsync(TidyTick, atOnce: true, ct => TidyAsync(target, ct), LogUntidy, stoppingToken)),
        ];

        // None of these ends by itself. If one does, the host stops and says why: a bot that quietly ends nobody's access is worse than none.
        var first = await Task.WhenAny(all);
        if (stoppingToken.IsCancellationRequested)
        {
            // Told to stop: what is in flight is finished.
            await Task.WhenAll(all).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await first;
    }

    /// <summary>Does it again and again. Nobody waits for any of it, so a failure is reported and left to the next time.</summary>
    private async Task EveryAsync(TimeSpan tick, bool atOnce, Func<CancellationToken, Task> step, Action<Exception> report, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(tick, time);
        for (var isDue = atOnce; isDue || await timer.WaitForNextTickAsync(ct); isDue = false)
        {
            try
            {
                await step(ct);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                report(fault);
            }
        }
    }

    /// <summary>Needs no store: what is over on a target by the target's own clock is cut, whatever else is down.</summary>
    private async Task CutOverdueAsync(Target target, CancellationToken ct)
    {
        if (await targets.ConnectorOf(target).CutOverdueAsync(target, ct) is CutResult.Cut { Accounts: { IsEmpty: false } cut })
        {
            LogCut(target.Id, string.Join(", ", cut));
        }
    }

    /// <summary>A store that is down at start is waited for; one that a newer JitBot upgraded stops this one.</summary>
    private async Task PrepareStoreAsync(CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await PostgresSchema.EnsureAsync(database, ct);
                await installation.IdAsync(ct);
                readiness.IsReady = true;
                return;
            }
            catch (StoreDownException down)
            {
                LogWaiting(down.Message);
                await Task.Delay(StorePause, time, ct);
            }
        }
    }

    private async Task SealAsync(CancellationToken ct)
    {
        await recordStart.HandleAsync(ct);
        await seal.HandleAsync(ct);
    }

    private async Task KeepHouseAsync(CancellationToken ct)
    {
        await endForDisabled.HandleAsync(ct);
        await ReportAbandonedAsync(ct);
        while (await keyed.DeleteExpiredAsync(time.Now(), MostExpired, ct) == MostExpired)
        {
            // Until what is left is less than was taken at once.
        }

        await cutHistory.HandleAsync(audit.KeepFor, ct);
        await forgetDestinations.HandleAsync(ct);
    }

    private async Task ReportAbandonedAsync(CancellationToken ct)
    {
        var live = await store.ListAsync(new() { States = [RequestState.Approved, RequestState.Active, RequestState.Ending], Limit = MostExpired }, ct);
        foreach (var abandoned in live.Where(request => targets.Find(request.Scope.Target) is null).GroupBy(request => request.Scope.Target, StringComparer.Ordinal))
        {
            LogAbandoned(abandoned.Count(), abandoned.Key);
        }
    }

    /// <summary>What is masked by now should not be read for long by those who hold a grant from before.</summary>
    private async Task TidyAsync(Target target, CancellationToken ct)
    {
        switch (await targets.ConnectorOf(target).TidyAsync(target, ct))
        {
            case TidyResult.Tidied { Dropped: { IsEmpty: false } dropped }:
                LogTidied(target.Id, string.Join(", ", dropped));
                break;
            case TidyResult.Unreachable { Why: var why }:
                LogUntidy(target.Id, why);
                break;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Waiting for the store: {Why}")]
    private partial void LogWaiting(string why);

    [LoggerMessage(2, LogLevel.Information, "Dropped {Roles} on {Target}, which no grant has used for a day")]
    private partial void LogTidied(string target, string roles);

    [LoggerMessage(3, LogLevel.Warning, "Housekeeping failed and is tried again later")]
    private partial void LogUntidy(Exception failure);

    [LoggerMessage(4, LogLevel.Warning, "Cut what was past its end on {Target}: {Accounts}")]
    private partial void LogCut(string target, string accounts);

    [LoggerMessage(5, LogLevel.Error, "Looking for what is past its end on {Target} failed and is tried again")]
    private partial void LogNotCut(Exception fault, string target);

    [LoggerMessage(7, LogLevel.Error, "The sweep of {Target} failed and is tried again")]
    private partial void LogNotSwept(Exception fault, string target);

    [LoggerMessage(8, LogLevel.Warning, "Masking and shared roles of {Target} could not be looked after, which is tried again in five minutes: {Why}")]
    private partial void LogUntidy(string target, string why);

    [LoggerMessage(9, LogLevel.Warning, "Telling of what was found on the targets failed and is tried again")]
    private partial void LogNotTold(Exception fault);

    [LoggerMessage(10, LogLevel.Error, "What is on record could not be sealed, which is tried again")]
    private partial void LogNotSealed(Exception fault);

    [LoggerMessage(11, LogLevel.Error, "Events for {Destination} could not be looked after, which is tried again")]
    private partial void LogNotSent(Exception fault, string destination);

    [LoggerMessage(12, LogLevel.Warning, "What goes on in Bytebase could not be followed, which is tried again")]
    private partial void LogNotBridged(Exception fault);

    [LoggerMessage(6, LogLevel.Error, "{Count} requests have access on {Target}, which is no longer configured: nothing ends it. Configure it again until they are over")]
    private partial void LogAbandoned(int count, string target);
}
