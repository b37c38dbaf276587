using System.Collections.Immutable;
using JitBot.Core.Approvals;
using JitBot.Core.Grants;
using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Core.Work;

/// <summary>Which use case does which kind of work. Ends are handed over together; everything else one by one.</summary>
public sealed class LaneHandlers(
    LapseRequests lapse,
    EscalateRequests escalate,
    IssueGrant issue,
    MoveEnds extend,
    EndGrants end,
    ConfirmEnds confirm,
    ShowCards showCards,
    HideSecrets hideSecrets,
    RemindBeforeExpiry remind,
    ForgetRequests forget,
    TimeProvider time)
{
    private const int AtOnce = 8;

    // One step may take ten seconds; whatever has not begun by then would come too near the end of its lease.
    private static readonly TimeSpan LatestBegin = RequestLifecycle.Lease / 3;

    /// <param name="batch">Of one kind and, in the access lane, of one target.</param>
    /// <returns>One outcome for each, in the order given; what was not begun in time counts as done and is simply due again.</returns>
    public Task<ImmutableArray<WorkOutcome>> HandleAsync(WorkKind kind, ImmutableArray<Claimed> batch, CancellationToken ct) => kind switch
    {
        WorkKind.End => end.HandleAsync(batch, ct),
        WorkKind.Confirm => confirm.HandleAsync(batch, ct),
        WorkKind.Lapse => EachAsync(batch, lapse.HandleAsync, ct),
        WorkKind.Escalate => EachAsync(batch, escalate.HandleAsync, ct),
        WorkKind.Issue => EachAsync(batch, issue.HandleAsync, ct),
        WorkKind.Extend => EachAsync(batch, extend.HandleAsync, ct),
        WorkKind.ShowCards => EachAsync(batch, showCards.HandleAsync, ct),
        WorkKind.HideSecret => EachAsync(batch, hideSecrets.HandleAsync, ct),
        WorkKind.Remind => EachAsync(batch, remind.HandleAsync, ct),
        WorkKind.Forget => EachAsync(batch, forget.HandleAsync, ct),
        _ => throw new InvalidOperationException($"Nobody does {kind}."),
    };

    private async Task<ImmutableArray<WorkOutcome>> EachAsync(
        ImmutableArray<Claimed> batch, Func<Claimed, CancellationToken, Task<WorkOutcome>> step, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        var outcomes = new WorkOutcome[batch.Length];
        await Parallel.ForAsync(0, batch.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct },
            async (i, token) => outcomes[i] = time.GetElapsedTime(began) < LatestBegin ? await step(batch[i], token) : new WorkOutcome.Done());
        return [.. outcomes];
    }
}
