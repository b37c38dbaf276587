using System.Collections.Immutable;
using JitBot.Core.Audit;
using JitBot.Core.Grants;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Sweep;
using JitBot.Core.Targets;
using JitBot.Core.Work;

namespace JitBot.Core.Statements;

/// <param name="Typed">The statement as somebody typed it again; null for the approved one.</param>
/// <param name="Export">The result goes into a file.</param>
public sealed record RunCommand(RequestId Request, Person Runner, string? Typed = null, bool Export = false);

public abstract record RunOutcome
{
    private RunOutcome() { }

    /// <summary>It was run, and is on record. What it gave was given to the sink.</summary>
    /// <param name="Results">One for each database it was run in, in order. The first that did not give all it has, is the last.</param>
    public sealed record Ran(AccessRequest Request, StatementRun Run, ImmutableArray<DatabaseResult> Results) : RunOutcome
    {
        /// <summary>All of it as one: how it ended in the last database, with the rows, bytes and time of all.</summary>
        public RunResult Result => Results[^1].Result is RunResult.Ran last ? last with { Rows = Run.Rows, Bytes = Run.Bytes, Took = Run.Took } : Results[^1].Result;
    }

    /// <summary>Not the statement that was approved.</summary>
    /// <param name="At">Where it first differs, in UTF-16 units of the approved one from 0.</param>
    public sealed record Changed(AccessRequest Request, string Typed, int At) : RunOutcome;

    /// <summary>Taking its result out was not asked for.</summary>
    public sealed record NoExport(AccessRequest Request) : RunOutcome;

    /// <summary>A login was granted, and no statement.</summary>
    public sealed record NotAStatement(AccessRequest Request) : RunOutcome;

    /// <summary>Not active, or over.</summary>
    public sealed record NoAccess(AccessRequest Request) : RunOutcome;

    public sealed record NotYours : RunOutcome;

    /// <summary>One run at a time.</summary>
    public sealed record AlreadyRunning(AccessRequest Request) : RunOutcome;

    /// <summary>The login has gone from the target.</summary>
    public sealed record AccountMissing(AccessRequest Request) : RunOutcome;

    public sealed record TargetUnreachable(AccessRequest Request) : RunOutcome;

    /// <summary>The target is on hold: no login is opened there until an operator has looked.</summary>
    public sealed record TargetOnHold(AccessRequest Request) : RunOutcome;

    /// <summary>Something else is being done with this grant; a moment later it works.</summary>
    public sealed record Busy : RunOutcome;

    public sealed record UnknownRequest : RunOutcome;
}

/// <summary>
/// Runs what was approved, as the grant's own login with a password made for this run, and no longer than access lasts. Its result goes to the sink and
/// nowhere else; that it ran is on record from before it begins.
/// </summary>
public sealed class RunStatement(
    IAccessStore store, StoreLock storeLock, TargetRegistry targets, SweepRecords records, RunInEachDatabase running, StatementRuns runs, AuditLog audit, StatementCaps caps, TimeProvider time)
{
    /// <exception cref="StoreDownException">It could not be put on record, or not be kept apart from others: it did not begin, or was stopped.</exception>
    public async Task<RunOutcome> HandleAsync(RunCommand command, IResultSink sink, CancellationToken ct)
    {
        if (await store.FindAsync(command.Request, ct) is not { } request)
        {
            return new RunOutcome.UnknownRequest();
        }

        if (Refusal(request, command) is { } refusal)
        {
            return refusal;
        }

        // A run may take longer than the lane is held for, and an end must not wait for it: this keeps runs apart, and the lane only the making of a password.
        await using var turn = await storeLock.KeepAsync($"run {request.Id}", ct);
        if (turn is null)
        {
            return new RunOutcome.AlreadyRunning(request);
        }

        using var alone = CancellationTokenSource.CreateLinkedTokenSource(ct, turn.Lost);
        try
        {
            var password = Secret.NewPassword();
            return await OpenAsync(command, password, alone.Token) is var (opened, no) && no is not null
                ? no
                : await RunAsync(command, opened!, password, sink, alone.Token);
        }
        catch (OperationCanceledException) when (turn.Lost.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new StoreDownException($"The run of {request.Id} was stopped: that no other begins could not be held on to.");
        }
    }

    private RunOutcome? Refusal(AccessRequest request, RunCommand command)
    {
        if (request.Requester != command.Runner.Id || command.Runner.Disabled)
        {
            return new RunOutcome.NotYours();
        }

        if (request.Statement is not { } statement)
        {
            return new RunOutcome.NotAStatement(request);
        }

        if (request.State != RequestState.Active || time.Now() >= request.Grant.EndsAt)
        {
            return new RunOutcome.NoAccess(request);
        }

        if (command.Typed is { } typed && statement.DiffersAt(typed) is { } at)
        {
            return new RunOutcome.Changed(request, typed, at);
        }

        return command.Export && !statement.Export ? new RunOutcome.NoExport(request) : null;
    }

    /// <summary>Lets the login in, with the state read again while nothing else can be done with the grant.</summary>
    private async Task<(AccessRequest? Opened, RunOutcome? No)> OpenAsync(RunCommand command, Secret password, CancellationToken ct)
    {
        if (await store.LeaseAsync(command.Request, Lane.Access, time, ct) is not { } held)
        {
            return (null, new RunOutcome.Busy());
        }

        try
        {
            var request = held.Request;
            if (Refusal(request, command) is { } refusal)
            {
                return (null, refusal);
            }

            if (targets.Find(request.Scope.Target) is not { } target)
            {
                return (null, new RunOutcome.TargetUnreachable(request));
            }

            if (await records.HoldOfAsync(target.Id, ct) is not null)
            {
                return (null, new RunOutcome.TargetOnHold(request));
            }

            return await targets.ConnectorOf(target).OpenAsync(target, request.Account, password, ct) switch
            {
                OpenResult.Opened => (request, null),
                OpenResult.Missing => (null, new RunOutcome.AccountMissing(request)),
                OpenResult.Over => (null, new RunOutcome.NoAccess(request)),
                OpenResult.Unbound or OpenResult.Unreachable => (null, new RunOutcome.TargetUnreachable(request)),
                var unknown => throw new InvalidOperationException($"Unknown result {unknown}."),
            };
        }
        finally
        {
            await store.ReleaseAsync([held.Lease], CancellationToken.None);
        }
    }

    private async Task<RunOutcome> RunAsync(RunCommand command, AccessRequest request, Secret password, IResultSink sink, CancellationToken ct)
    {
        var (statement, now) = (request.Statement!, time.Now());
        var left = request.Grant.EndsAt!.Value - now;
        if (left < RunInEachDatabase.Shortest)
        {
            return new RunOutcome.NoAccess(request);
        }

        var limits = caps.Of(command.Export);
        limits = left < limits.Timeout ? limits with { Timeout = left } : limits;
        var run = new StatementRun($"{now:yyyyMMddHHmmssfff}.{Guid.NewGuid():N}", request.Id, command.Runner.Id, now, statement.Hash, statement.Text, command.Export)
        {
            Databases = [.. request.Scope.Databases.Select(database => new DatabaseRun(database, RunEnd.Unknown, 0))],
        };
        var version = await runs.BeginAsync(run, ct);
        await audit.AddAsync(run.Begun(command.Runner), request: request.Id, target: request.Scope.Target, ct: ct);
        List<DatabaseResult> results = [];
        var leaving = new LeavingRows(sink);
        try
        {
            await foreach (var result in running.HandleAsync(request, password, limits, leaving, ct))
            {
                results.Add(result);
            }

            run = run.With(results, leaving, unknown: null) with { Took = time.Now() - now };
            return new RunOutcome.Ran(request, run, [.. results]);
        }
        catch (Exception stopped)
        {
            run = run.With(results, leaving, stopped is OperationCanceledException ? RunEnd.Cancelled : RunEnd.Broken) with { Took = time.Now() - now };
            throw;
        }
        finally
        {
            await runs.EndAsync(run, version);
            await audit.AddAsync(run.Ended(command.Runner), request: request.Id, target: request.Scope.Target, ct: CancellationToken.None);
        }
    }
}
