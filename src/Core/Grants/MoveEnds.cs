using JitBot.Core.Audit;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Sweep;
using JitBot.Core.Targets;
using JitBot.Core.Work;

namespace JitBot.Core.Grants;

/// <summary>
/// Tells the target of a later end that the document already has. If that comes too late, the target has closed the account at its old end, and
/// access is over: nothing opens it again.
/// </summary>
public sealed class MoveEnds(IAccessStore store, TargetRegistry targets, SweepRecords records, TimeProvider time)
{
    public async Task<WorkOutcome> HandleAsync(Claimed held, CancellationToken ct)
    {
        if (targets.Find(held.Request.Scope.Target) is not { } target)
        {
            return new WorkOutcome.Again("The target is no longer configured.");
        }

        // On a server in doubt an account that is not found may well be on the right one.
        if (await records.HoldOfAsync(target.Id, ct) is { } hold)
        {
            return new WorkOutcome.Again($"{target.Id} is on hold: {hold.Why}.");
        }

        var account = held.Request.Account;
        return await targets.ConnectorOf(target).MoveEndAsync(target, account, ct) switch
        {
            MoveResult.Moved => await ChangeAsync(held, request => Carried(request, account.EndsAt, time.Now())),
            MoveResult.Unbound unbound => await UnboundAsync(held, unbound.Why),
            MoveResult.Over => await ChangeAsync(held, request => End(request, EndCause.Expired, time.Now())),
            MoveResult.Missing => await ChangeAsync(held, request => End(request, EndCause.AccountMissing, time.Now())),
            MoveResult.Unreachable down => new WorkOutcome.TargetDown(down.Why),
            var unknown => throw new InvalidOperationException($"Unknown result {unknown}."),
        };
    }

    /// <summary>
    /// Until its address holds again the account ends when it would have: on the target it has that end still. Then access is over, and whoever has it
    /// reads why.
    /// </summary>
    private async Task<WorkOutcome> UnboundAsync(Claimed held, string why) => held.Request.Grant.CarriedEnd is { } end && time.Now() >= end
        ? await ChangeAsync(held, request => End(request, EndCause.Expired, time.Now(), $"It was not given more time, as it could no longer be held to its address. {why}"))
        : new WorkOutcome.Again($"No more time is given to what cannot be held to its address. {why}");

    /// <summary>Never cancelled: what the target carries has to be on record.</summary>
    private Task<WorkOutcome> ChangeAsync(Claimed held, Func<AccessRequest, AccessRequest> decide) => store.ChangeAsync<WorkOutcome>(
        held, new WorkOutcome.Done(), request => request is { State: RequestState.Active, Grant.CarriedEnd: not null }
            ? new Change<WorkOutcome>(new WorkOutcome.Done(), decide(request))
            : new WorkOutcome.Done(), CancellationToken.None);

    private static AccessRequest Carried(AccessRequest request, DateTimeOffset end, DateTimeOffset now)
    {
        var told = request.Record(AuditEntry.Of(now, AuditEvents.EndMoved, AuditEntry.Service, null,
            ("account", request.Grant.AccountName), ("ends", end.ToString("o"))));
        return told with
        {
            // Extended once more in the meantime: this is due again.
            Grant = told.Grant with { CarriedEnd = end == told.Grant.EndsAt ? null : end },
            Retries = told.Retries.Remove(WorkKind.Extend),
        };
    }

    private static AccessRequest End(AccessRequest request, EndCause cause, DateTimeOffset now, string? why = null) => request.BeginEnding(
        cause == EndCause.Expired
            ? new(cause, now, request.Grant.CarriedEnd!.Value, null, why ?? "The later end reached the database only after the account had been closed at its old one.")
            : new(cause, now, now, null, null));
}
