using System.Collections.Immutable;
using JitBot.Core.Audit;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using JitBot.Core.Work;

namespace JitBot.Core.Grants;

/// <summary>
/// Ends grants of one target together: the decision is written first, then all accounts are closed and cut, removed and looked for again.
/// It is tried for ever; what can only be half done is residue, and an end that is overdue is told to the operators.
/// </summary>
public sealed class EndGrants(IAccessStore store, TargetRegistry targets, EndOnTarget endOnTarget, TimeProvider time)
{
    /// <summary>How far past its due time an end may be before the operators are told.</summary>
    public static readonly TimeSpan OverstayPatience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan FirstRepeat = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan LongestRepeat = TimeSpan.FromDays(1);
    private static readonly TimeSpan ResiduePause = TimeSpan.FromMinutes(10);
    private const int WritersAtOnce = 12;
    private const int Crowd = 16;
    private const int MostChanges = 50;
    private const int LongestChange = 500;

    /// <param name="batch">All of one target.</param>
    /// <returns>One outcome for each, in the order given.</returns>
    public async Task<ImmutableArray<WorkOutcome>> HandleAsync(ImmutableArray<Claimed> batch, CancellationToken ct)
    {
        // In a crowd the sessions of the last need not wait until the ends of all are written down: what is over by the server's own clock is cut
        // meanwhile, as it is when there is no store at all (rule 16).
        var cutting = batch.Length >= Crowd && targets.Find(batch[0].Request.Scope.Target) is { } crowded
            ? targets.ConnectorOf(crowded).CutOverdueAsync(crowded, ct)
            : Task.CompletedTask;
        var begun = await EachAsync(batch, (_, held) => BeginAsync(held, ct));

        // Whatever came of it: the ends below close and cut each account themselves, and say what kept them from it.
        await cutting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var ending = begun.Where(held => held.Request.State == RequestState.Ending).ToImmutableArray();
        var outcomes = (await EndAsync(ending, ct)).Zip(ending).ToDictionary(ended => ended.Second.Request.Id, ended => ended.First);

        // Extended between the claim and the decision, or ended by somebody else: nothing is to be done about it now.
        return [.. begun.Select(held => outcomes.GetValueOrDefault(held.Request.Id) ?? new WorkOutcome.Done())];
    }

    private async Task<ImmutableArray<WorkOutcome>> EndAsync(ImmutableArray<Claimed> ending, CancellationToken ct)
    {
        if (ending.IsEmpty)
        {
            return [];
        }

        if (targets.Find(ending[0].Request.Scope.Target) is not { } target)
        {
            return await EachAsync(ending, (_, held) => TellAsync(held, "The target is no longer configured, so its accounts cannot be removed."));
        }

        var results = await endOnTarget.EndAsync(target, [.. ending.Select(held => held.Request.Account)], ct);
        return await EachAsync(ending, (i, held) => SettleAsync(held, results[i]));
    }

    /// <summary>From this write on, the grant can be neither shown nor extended.</summary>
    private async Task<Claimed> BeginAsync(Claimed held, CancellationToken ct)
    {
        if (Begin(held.Request, time.Now()).Write is not { } ending)
        {
            return held;
        }

        if (await store.TryReplaceAsync(ending, null, ct) is { } begun)
        {
            return held with { Request = begun };
        }

        // Somebody wrote since it was claimed: decided again on what is there now.
        await store.ChangeAsync(held.Request.Id, false, current => Begin(current, time.Now()), ct);
        return held with { Request = await store.FindAsync(held.Request.Id, ct) ?? held.Request };
    }

    private static Change<bool> Begin(AccessRequest request, DateTimeOffset now) => request.State == RequestState.Active && now >= request.Grant.EndsAt
        ? new Change<bool>(true, request.BeginEnding(new(EndCause.Expired, now, request.Grant.EndsAt!.Value, null, null)))
        : false;

    /// <summary>Never cancelled: what was found on the target has to be on record.</summary>
    private async Task<WorkOutcome> SettleAsync(Claimed held, EndResult result) => result switch
    {
        EndResult.Gone gone => await SettleAsync(held, gone, await ChangesAsync(held.Request)),
        // Not with the lease: it is let go once the pause is written, or the request would be claimed again before.
        EndResult.Residue residue => await store.ChangeAsync<WorkOutcome>(
            held.Request, new WorkOutcome.Done(), request => KeepResidue(request, residue.Why, time.Now()), CancellationToken.None),
        EndResult.CannotTell unclear => await TellAsync(held, unclear.Why),
        EndResult.Unreachable down => await TellAsync(held, down.Why) is WorkOutcome.Again ? new WorkOutcome.TargetDown(down.Why) : new WorkOutcome.Done(),
        _ => throw new InvalidOperationException($"Unknown result {result}."),
    };

    private Task<WorkOutcome> SettleAsync(Claimed held, EndResult.Gone gone, ImmutableArray<string> changes) => store.ChangeAsync<WorkOutcome>(
        held, new WorkOutcome.Done(), request => Settle(request, gone, changes, time.Now()), CancellationToken.None);

    /// <summary>What somebody who could alter tables left different. An end does not wait for it: if it cannot be told now, that is what is told.</summary>
    private async Task<ImmutableArray<string>> ChangesAsync(AccessRequest request)
    {
        if (request.Grant.ServerId is null || targets.Find(request.Scope.Target) is not { } target || target.Profile(request.Scope.Level) is { Level: not AccessLevel.Ddl })
        {
            return [];
        }

        var changes = await targets.ConnectorOf(target).CompareAsync(target, request.Account, CancellationToken.None) switch
        {
            CompareResult.Compared compared => compared.Changes,
            CompareResult.Unreachable down => [$"What was changed could not be told. {down.Why}"],
            var unknown => throw new InvalidOperationException($"Unknown result {unknown}."),
        };
        var told = changes.Take(MostChanges).Select(change => PlainText.Shorten(change, LongestChange));
        return changes.Length > MostChanges ? [.. told, $"and {changes.Length - MostChanges} more"] : [.. told];
    }

    private static Change<WorkOutcome> Settle(AccessRequest request, EndResult.Gone gone, ImmutableArray<string> changes, DateTimeOffset now)
    {
        if (request.State != RequestState.Ending)
        {
            return new WorkOutcome.Done();
        }

        var ended = request.MoveTo(RequestState.Ended, AuditEntry.Of(now, AuditEvents.Ended, AuditEntry.Service, null,
            ("account", request.Grant.AccountName), ("cause", request.Grant.Ending!.Cause.ToString()), ("kept", string.Join("; ", gone.Kept)), ("changed", string.Join("; ", changes))));
        return new(new WorkOutcome.Done(), ended with
        {
            Grant = ended.Grant with { EndedAt = now, Kept = gone.Kept, Changes = changes, Residue = null },
            Retries = ended.Retries.Remove(WorkKind.End),
        });
    }

    /// <summary>On record once, however its reason changes: a document must not grow for as long as somebody leaves things as they are.</summary>
    private static Change<WorkOutcome> KeepResidue(AccessRequest request, string why, DateTimeOffset now)
    {
        var again = new WorkOutcome.Again(why, ResiduePause);
        return request.State != RequestState.Ending || request.Grant.Residue is not null
            ? again
            : new Change<WorkOutcome>(again, request.Record(AuditEntry.Of(now, AuditEvents.Residue, AuditEntry.Service, null, ("why", why))) with
            {
                Grant = request.Grant with { Residue = why },
            });
    }

    /// <summary>
    /// Puts an overdue end on record and in front of the operators: after five minutes, half an hour later, and after twice as long each time until it
    /// is once a day.
    /// </summary>
    private Task<WorkOutcome> TellAsync(Claimed held, string why) =>
        store.ChangeAsync<WorkOutcome>(held.Request, new WorkOutcome.Done(), request => Tell(request, why, time.Now()), CancellationToken.None);

    private static Change<WorkOutcome> Tell(AccessRequest request, string why, DateTimeOffset now)
    {
        var again = new WorkOutcome.Again(why);
        if (request is not { State: RequestState.Ending, Grant: { Ending: { } ending, Residue: null } }
            || now < NextNotice(ending))
        {
            return again;
        }

        var told = request.Record(AuditEntry.Of(now, AuditEvents.Overstay, AuditEntry.Service, null, ("why", why), ("due", ending.Due.ToString("o"))));
        return new(again, told with { Grant = told.Grant with { Ending = ending with { OverstayNotices = ending.OverstayNotices + 1, ToldAt = now } } });
    }

    private static DateTimeOffset NextNotice(Ending ending)
    {
        var pause = FirstRepeat * Math.Pow(2, Math.Min(ending.OverstayNotices - 1, 10));
        return ending.ToldAt is { } told ? told + (pause < LongestRepeat ? pause : LongestRepeat) : ending.Due + OverstayPatience;
    }

    /// <summary>Store writes for a batch, several at a time, answers in order.</summary>
    private static async Task<ImmutableArray<T>> EachAsync<T>(ImmutableArray<Claimed> batch, Func<int, Claimed, Task<T>> step)
    {
        var results = new T[batch.Length];
        await Parallel.ForAsync(0, batch.Length, new ParallelOptions { MaxDegreeOfParallelism = WritersAtOnce },
            async (i, _) => results[i] = await step(i, batch[i]));
        return [.. results];
    }
}
