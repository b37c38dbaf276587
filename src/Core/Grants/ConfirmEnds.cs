using System.Collections.Immutable;
using JitBot.Core.Audit;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using JitBot.Core.Work;

namespace JitBot.Core.Grants;

/// <summary>
/// The second look, one lease after the end: a worker that was stopped for long, and woke up believing it still held the request, may have
/// made the account anew. Looking is ending once more, because what is found must not stay.
/// </summary>
public sealed class ConfirmEnds(IAccessStore store, TargetRegistry targets, EndOnTarget endOnTarget, TimeProvider time)
{
    /// <param name="batch">All of one target.</param>
    /// <returns>One outcome for each, in the order given.</returns>
    public async Task<ImmutableArray<WorkOutcome>> HandleAsync(ImmutableArray<Claimed> batch, CancellationToken ct)
    {
        if (targets.Find(batch[0].Request.Scope.Target) is not { } target)
        {
            return [.. batch.Select(_ => new WorkOutcome.Again("The target is no longer configured."))];
        }

        var results = await endOnTarget.EndAsync(target, [.. batch.Select(held => held.Request.Account)], ct);
        var outcomes = ImmutableArray.CreateBuilder<WorkOutcome>(batch.Length);
        for (var i = 0; i < batch.Length; i++)
        {
            outcomes.Add(results[i] switch
            {
                EndResult.Gone => await store.ChangeAsync<WorkOutcome>(
                    batch[i], new WorkOutcome.Done(), request => Confirm(request, time.Now()), CancellationToken.None),
                EndResult.Residue residue => new WorkOutcome.Again(residue.Why),
                EndResult.CannotTell unclear => new WorkOutcome.Again(unclear.Why),
                EndResult.Unreachable down => new WorkOutcome.TargetDown(down.Why),
                var unknown => throw new InvalidOperationException($"Unknown result {unknown}."),
            });
        }

        return outcomes.MoveToImmutable();
    }

    private static Change<WorkOutcome> Confirm(AccessRequest request, DateTimeOffset now)
    {
        if (request is not { State: RequestState.Ended, Grant.ConfirmedAt: null })
        {
            return new WorkOutcome.Done();
        }

        // On record, but no card reads differently for it.
        var entry = AuditEntry.Of(now, AuditEvents.Confirmed, AuditEntry.Service, null, ("account", request.Grant.AccountName));
        return new(new WorkOutcome.Done(), request with
        {
            Audit = request.Audit.Add(entry),
            Grant = request.Grant with { ConfirmedAt = now },
            Retries = request.Retries.Remove(WorkKind.Confirm),
        });
    }
}
