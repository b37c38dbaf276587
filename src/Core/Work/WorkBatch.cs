using System.Collections.Immutable;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using Microsoft.Extensions.Logging;

namespace JitBot.Core.Work;

/// <summary>
/// One batch of claimed work: handed to its use case within a bounded time, what did not succeed put off, every lease let go.
/// </summary>
public sealed partial class WorkBatch(IAccessStore store, LaneHandlers handlers, TargetHealth health, TimeProvider time, ILogger<WorkBatch> log)
{
    // A lease is half as long again: what was begun is given up before somebody else may begin it.
    private static readonly TimeSpan LongestBatch = RequestLifecycle.Lease * 2 / 3;

    public async Task RunAsync(Lane lane, WorkKind kind, string target, ImmutableArray<Claimed> batch, CancellationToken ct)
    {
        string? unreachable = null;
        IReadOnlyCollection<Lease> release = [.. batch.Select(held => held.Lease)];
        using var inFlight = lane == Lane.Access ? health.Begin(target, () => unreachable) : null;
        using var limit = new CancellationTokenSource(LongestBatch, time);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            var outcomes = await handlers.HandleAsync(kind, batch, bound.Token);
            unreachable = outcomes.OfType<WorkOutcome.TargetDown>().FirstOrDefault()?.Why;
            if (unreachable is not null)
            {
                LogTargetDown(target, unreachable);
            }

            await Task.WhenAll(batch.Zip(outcomes).Select(step => PostponeAsync(kind, step.First, step.Second)));
        }
        catch (Exception fault) when (fault is not StoreDownException && !ct.IsCancellationRequested)
        {
            LogFault(fault, kind, target, batch.Length);

            // Should even this fail, the leases run out by themselves: let go now, the batch would be claimed again at once.
            release = [];
            await Task.WhenAll(batch.Select(held => PostponeAsync(kind, held, new WorkOutcome.Again(fault.GetType().Name))));
            release = [.. batch.Select(held => held.Lease)];
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Told to stop in the middle: another replica, or the next start, goes on at once.
        }
        finally
        {
            await store.ReleaseAsync(release, CancellationToken.None);
        }
    }

    /// <summary>Notes a failed attempt, so that this request waits a growing while. Never cancelled, or it would be claimed in a loop.</summary>
    private async Task PostponeAsync(WorkKind kind, Claimed held, WorkOutcome outcome)
    {
        if (outcome is not WorkOutcome.Again again)
        {
            return;
        }

        var notBefore = await store.ChangeAsync<DateTimeOffset?>(held.Request.Id, null, request =>
        {
            if (!request.WaitsFor(kind))
            {
                // Another replica has done it since, or it is called for no more.
                return new(null, null);
            }

            var attempts = (request.Retries.GetValueOrDefault(kind)?.Attempts ?? 0) + 1;
            var jitter = Random.Shared.NextDouble();
            var pause = again.After is { } asked ? asked * (1 + (jitter / 5)) : Retry.Pause(attempts, jitter);
            var retry = new Retry(attempts, time.Now() + pause, PlainText.Shorten(again.Why, 500));
            return new(retry.NotBefore, request with { Retries = request.Retries.SetItem(kind, retry) });
        }, CancellationToken.None, held.Lease);
        if (notBefore is { } then)
        {
            LogAgain(kind, held.Request.Id, then, again.Why);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Target {Target} cannot be reached and is probed until it can: {Why}")]
    private partial void LogTargetDown(string target, string why);

    [LoggerMessage(2, LogLevel.Error, "{Kind} for {Count} requests of {Target} failed unexpectedly and is tried again")]
    private partial void LogFault(Exception fault, WorkKind kind, string target, int count);

    [LoggerMessage(3, LogLevel.Warning, "{Kind} of request {Request} is tried again at {NotBefore:o}: {Why}")]
    private partial void LogAgain(WorkKind kind, RequestId request, DateTimeOffset notBefore, string why);
}
