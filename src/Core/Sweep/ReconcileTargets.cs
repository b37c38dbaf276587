using System.Collections.Immutable;
using JitBot.Core.Audit;
using JitBot.Core.Grants;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using Microsoft.Extensions.Logging;

namespace JitBot.Core.Sweep;

public abstract record SweepOutcome
{
    private SweepOutcome() { }

    /// <summary>Another replica has just swept, or is at it.</summary>
    public sealed record NotDue : SweepOutcome;

    /// <param name="Closed">Unknown accounts that are gone.</param>
    /// <param name="Left">Unknown accounts that are not, with the reason.</param>
    /// <param name="Ended">Requests that ended because their account was missing.</param>
    public sealed record Swept(ImmutableArray<UnknownAccount> Closed, ImmutableArray<UnknownAccount> Left, ImmutableArray<RequestId> Ended) : SweepOutcome;

    /// <summary>Nothing was changed but what somebody named, and nothing else will be until an operator has decided.</summary>
    public sealed record OnHold(Hold Hold) : SweepOutcome;

    public sealed record Unreachable(string Why) : SweepOutcome;
}

/// <summary>
/// The sweep: an account of ours that no request stands behind is closed and removed; a grant whose account is missing ends, and its holder is told. If
/// what differs looks like another server, an older backup, or more than chance explains, nothing is touched but what somebody names, and an operator is asked.
/// </summary>
public sealed partial class ReconcileTargets(
    IAccessStore store, SweepRecords records, TargetRegistry targets, PlanningLogins planning, AuditLog audit, TimeProvider time, ILogger<ReconcileTargets> log)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>How long those that were closed stay on the list.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(7);

    private readonly CompareTarget _compare = new(store, targets, planning, time);
    private readonly CloseUnknown _unknown = new(records, targets, time);
    private readonly RecordFindings _onRecord = new(audit);

    public async Task<SweepOutcome> HandleAsync(Target target, CancellationToken ct)
    {
        // One replica at a time, without a lock to lose: a round that is claimed and not finished is simply done by the next.
        var now = time.Now();
        ImmutableArray<FindingDecision> decided = [];
        if (await records.ChangeAsync(target.Id, Begin, ct) is not { } before)
        {
            return new SweepOutcome.NotDue();
        }

        LogDecisions(target, before, decided);
        await _onRecord.DecidedAsync(target, before, now, ct);

        var (comparison, down) = await _compare.CompareAsync(target, ct);
        if (comparison is null)
        {
            LogUnreachable(target.Id, down);
            return new SweepOutcome.Unreachable(down);
        }

        LogFindings(target, before, comparison.Found);
        await _onRecord.NewAsync(target, before, comparison.Found, now, ct);
        comparison = comparison.LeavingAlone(KeptAccount.InForce(now, (await records.ListAsync(ct)).Values).Select(kept => kept.Account).ToHashSet(StringComparer.Ordinal));
        return before.Hold is not null || comparison.Causes(before).Any()
            ? await HoldAsync(target, before, comparison, ct)
            : await PutRightAsync(target, before, comparison, ct);

        SweepRecord? Begin(SweepRecord record)
        {
            decided = [.. record.Decisions.Take(record.Unlogged)];
            return IsDue(record, now) ? record with { NotBefore = now + Interval, Unlogged = 0 } : null;
        }
    }

    /// <summary>
    /// Much further ahead than any round sets it, it was set by a clock that was wrong, which must not stop the sweep for days. A little further is
    /// another replica, a moment later or by a clock that is ahead of this one.
    /// </summary>
    private static bool IsDue(SweepRecord record, DateTimeOffset now) => record.NotBefore <= now || record.NotBefore > now + (2 * Interval);

    private async Task<SweepOutcome> HoldAsync(Target target, SweepRecord before, Comparison comparison, CancellationToken ct)
    {
        var hold = comparison.Hold(before, time.Now());
        var held = await records.ChangeAsync(target.Id, record => (before.Hold is not null && record.Hold is null) || record.Epoch != before.Epoch
            ? null // released this moment, on what was seen before; or another round has been and raised the epoch that was found
            : record with { Hold = hold, Strangers = comparison.Found.Strangers, ScopeFindings = comparison.Found.ScopeFindings }, ct);
        if (held is null)
        {
            return new SweepOutcome.NotDue();
        }

        await CloseAsync(target, comparison, onlyOrdered: true, ct);
        LogHold(target.Id, hold.Since, hold.Why);
        await _onRecord.HeldAsync(target, hold, time.Now(), ct);
        await _onRecord.ClosedAsync(target, await records.FindAsync(target.Id, ct), time.Now(), ct);
        return new SweepOutcome.OnHold(hold);
    }

    private async Task<SweepOutcome> PutRightAsync(Target target, SweepRecord before, Comparison comparison, CancellationToken ct)
    {
        var (closed, left) = await CloseAsync(target, comparison, onlyOrdered: false, ct);
        var ended = ImmutableArray.CreateBuilder<RequestId>();
        foreach (var request in comparison.Missing)
        {
            if (await store.ChangeAsync(request, false, current => EndMissing(current, request.Grant.ServerId), CancellationToken.None))
            {
                LogMissing(target.Id, request.Grant.AccountName, request.Id);
                ended.Add(request.Id);
            }
        }

        // The store first. A crash before the target's write leaves it one behind, which is allowed for, and then only the target is raised.
        var found = comparison.Found;
        var epoch = found.Epoch < before.Epoch ? before.Epoch : before.Epoch + 1;
        var after = await records.ChangeAsync(target.Id, record => record.Hold is not null ? null : record with
        {
            Identity = found.Identity,
            Epoch = Math.Max(record.Epoch, epoch),
            SweptAt = time.Now(),
            Accepted = Math.Min(before.Accepted, left.Length),
            Strangers = found.Strangers,
            ScopeFindings = found.ScopeFindings,
        }, CancellationToken.None);
        if (after is not null)
        {
            await _onRecord.SeenAsync(target, after, time.Now(), ct);
        }

        if (await targets.ConnectorOf(target).RaiseEpochAsync(target, epoch, ct) is EpochResult.Unreachable down)
        {
            LogUnreachable(target.Id, down.Why);
        }

        return new SweepOutcome.Swept(closed, left, ended.ToImmutable());
    }

    private async Task<(ImmutableArray<UnknownAccount> Closed, ImmutableArray<UnknownAccount> Left)> CloseAsync(
        Target target, Comparison comparison, bool onlyOrdered, CancellationToken ct)
    {
        var (closed, left) = await _unknown.CloseAsync(target, comparison, onlyOrdered, ct);
        foreach (var account in closed)
        {
            LogClosed(target.Id, account.Name, account.Sessions, account.Why);
        }

        foreach (var account in left)
        {
            LogLeft(target.Id, account.Name, account.Why);
        }

        return (closed, left);
    }

    private Change<bool> EndMissing(AccessRequest request, string? serverId)
    {
        var now = time.Now();
        return request.State == RequestState.Active && request.Grant.ServerId == serverId
            ? new Change<bool>(true, request.BeginEnding(new(EndCause.AccountMissing, now, now, null, null)))
            : false;
    }

    /// <summary>Here for all of them: a decision at the shell is made by a process that is gone.</summary>
    private void LogDecisions(Target target, SweepRecord record, ImmutableArray<FindingDecision> decided)
    {
        if (record is { Hold: null, Releases: [var release, ..] } && !(record.SweptAt > release.At))
        {
            LogReleased(target.Id, release.By, release.At, release.Because, release.Why);
        }

        foreach (var decision in decided.Reverse())
        {
            var further = decision.Until is { } until ? $", until {until:o}: {decision.Because}" : "";
            LogDecision(target.Id, decision.Account, decision.What, decision.By, decision.At, further);
        }
    }

    private void LogFindings(Target target, SweepRecord before, TargetInspection found)
    {
        foreach (var stranger in found.Strangers.Except(before.Strangers))
        {
            LogStranger(target.Id, stranger.Name, stranger.What);
        }

        foreach (var finding in found.ScopeFindings.Except(before.ScopeFindings, StringComparer.Ordinal))
        {
            LogScope(target.Id, finding);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "{Target} is on hold since {Since:o}: {Why}. jitbot residue says what to do")]
    private partial void LogHold(string target, DateTimeOffset since, string why);

    [LoggerMessage(2, LogLevel.Warning, "The hold on {Target} ({Why}) was released by {By} at {At:o}: {Because}")]
    private partial void LogReleased(string target, string by, DateTimeOffset at, string because, string why);

    [LoggerMessage(3, LogLevel.Warning, "Closed and removed {Account} on {Target}, which had {Sessions} sessions: {Why}")]
    private partial void LogClosed(string target, string account, int sessions, string why);

    [LoggerMessage(4, LogLevel.Error, "{Account} on {Target} is not wanted and still there: {Why}")]
    private partial void LogLeft(string target, string account, string why);

    [LoggerMessage(5, LogLevel.Warning, "{Account} is missing on {Target}: removed by hand, or the database was replaced. Request {Request} ends")]
    private partial void LogMissing(string target, string account, RequestId request);

    [LoggerMessage(6, LogLevel.Warning, "{Account} on {Target} {What}; it is left alone")]
    private partial void LogStranger(string target, string account, string what);

    [LoggerMessage(7, LogLevel.Warning, "On {Target}, {Finding}; JitBot did not do that")]
    private partial void LogScope(string target, string finding);

    [LoggerMessage(9, LogLevel.Warning, "{Account} on {Target} is to be {What} by the word of {By} at {At:o}{Further}")]
    private partial void LogDecision(string target, string account, string what, string by, DateTimeOffset at, string further);

    [LoggerMessage(8, LogLevel.Warning, "The sweep of {Target} is left to the next round: {Why}")]
    private partial void LogUnreachable(string target, string why);
}
