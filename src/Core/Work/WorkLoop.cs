using System.Collections.Immutable;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using Microsoft.Extensions.Logging;

namespace JitBot.Core.Work;

/// <summary>
/// Finds what is due in one lane, when it is due, and has it done (<see cref="WorkBatch"/>). Every replica runs one for each lane; a replica
/// that dies loses its leases, and another goes on.
/// </summary>
public sealed partial class WorkLoop(
    Lane lane, IAccessStore store, WorkBatch batches, TargetHealth health, TimeProvider time, ILogger<WorkLoop> log)
{
    // A crowd that ends at once is closed and cut together before the first of it is removed, so most of it has to be in one hand. A chat is
    // spoken to one message at a time.
    private int MostClaimed => lane == Lane.Access ? 512 : 64;

    private const int MostOutreachBatches = 4;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(2);

    private readonly SemaphoreSlim _wake = new(0, 1);

    /// <summary>Runs until cancelled: woken by a commit in this process, by a finished batch, by the next due time, and at least once a second.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        store.Committed += Wake;
        var running = new List<Task>();
        try
        {
            while (!ct.IsCancellationRequested)
            {
                var wait = await TurnAsync(running, ct);
                await _wake.WaitAsync(wait, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Asked to stop: what is in flight is finished below.
        }
        finally
        {
            store.Committed -= Wake;
            await Task.WhenAll(running);
        }
    }

    /// <summary>Does everything that is due at this moment, and what becomes due through it.</summary>
    /// <returns>How many steps were done.</returns>
    public async Task<int> RunDueAsync(CancellationToken ct)
    {
        var steps = 0;
        for (var claimed = await ClaimAsync(ct); !claimed.IsEmpty; claimed = await ClaimAsync(ct))
        {
            steps += claimed.Length;
            await Task.WhenAll(Start(claimed, ct));
        }

        return steps;
    }

    /// <summary>Claims and begins what is due, without waiting for it: a target that takes its ten seconds must not hold up the others.</summary>
    /// <returns>How long to wait before the next turn if nothing wakes the loop.</returns>
    private async Task<TimeSpan> TurnAsync(List<Task> running, CancellationToken ct)
    {
        running.RemoveAll(task => task.IsCompleted);
        if (lane == Lane.Outreach && running.Count >= MostOutreachBatches)
        {
            // Chats set the pace; whatever is leased beyond it would only wait here. A finished batch wakes the loop.
            return Poll;
        }

        try
        {
            var claimed = await ClaimAsync(ct);
            running.AddRange(Start(claimed, ct).Select(WakeAfterAsync));
            if (claimed.Length == MostClaimed)
            {
                return TimeSpan.Zero;
            }

            return Earliest(await store.NextDueAsync(lane, Closed(), ct), health.NextProbe()) is { } due ? Until(due) : Poll;
        }
        catch (StoreDownException down)
        {
            LogStoreDown(lane, down.Message);
            return Poll;
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            // Whatever it is, a lane that stopped would end nobody's access any more.
            LogTurnFailed(fault, lane);
            return Poll;
        }
    }

    /// <summary>Due times are whole milliseconds, and so are waits: rounded down, a wait would end just before its time and find nothing due.</summary>
    private TimeSpan Until(DateTimeOffset due)
    {
        var wait = due - time.GetUtcNow() + Margin;
        return wait > Poll ? Poll : wait < Margin ? Margin : wait;
    }

    /// <summary>Targets whose work this replica does not take now: enough in flight, or down.</summary>
    private IReadOnlyCollection<string> Closed() => lane == Lane.Access ? health.Closed() : [];

    private async Task WakeAfterAsync(Task batch)
    {
        try
        {
            await batch;
        }
        catch (StoreDownException down)
        {
            // Leases that could not be let go run out by themselves.
            LogStoreDown(lane, down.Message);
        }
        catch (Exception fault)
        {
            LogTurnFailed(fault, lane);
        }
        finally
        {
            Wake();
        }
    }

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already woken: one turn looks at everything that is due.
        }
    }

    private async Task<ImmutableArray<Claimed>> ClaimAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();

        // Not cancelled: claimed without anybody here knowing, it would wait for its lease to run out. Told to stop by then, a batch lets go at once.
        var claimed = await store.ClaimDueAsync(new(lane, time.Now(), MostClaimed) { NotTargets = Closed() }, CancellationToken.None);
        foreach (var target in lane == Lane.Access ? health.ToProbe() : [])
        {
            claimed = [.. claimed, .. await store.ClaimDueAsync(new(lane, time.Now(), 1) { OnlyTarget = target }, CancellationToken.None)];
        }

        return claimed;
    }

    /// <summary>One batch for each kind of work and target.</summary>
    private Task[] Start(ImmutableArray<Claimed> claimed, CancellationToken ct)
    {
        var now = time.Now();
        return
        [
            .. claimed
                .GroupBy(held => (Work: held.Request.NextWork(lane) is { } work && work.DueAt <= now ? work.Kind : (WorkKind?)null, held.Request.Scope.Target))
                .Select(batch => batch.Key.Work is { } kind
                    ? batches.RunAsync(lane, kind, batch.Key.Target, [.. batch], ct)
                    // Due by its column but not by the document, which counts.
                    : store.ReleaseAsync([.. batch.Select(held => held.Lease)], CancellationToken.None)),
        ];
    }

    private static DateTimeOffset? Earliest(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null || a < b ? a : b;

    [LoggerMessage(1, LogLevel.Error, "The store does not answer, so the {Lane} lane waits: {Why}")]
    private partial void LogStoreDown(Lane lane, string why);

    [LoggerMessage(2, LogLevel.Error, "A turn of the {Lane} lane failed unexpectedly and is tried again in a second")]
    private partial void LogTurnFailed(Exception fault, Lane lane);
}
