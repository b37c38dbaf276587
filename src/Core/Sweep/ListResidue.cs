using System.Collections.Immutable;
using JitBot.Core.Grants;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using JitBot.Core.Work;

namespace JitBot.Core.Sweep;

/// <summary>An end that is not done.</summary>
/// <param name="Due">UTC, when access should have been over.</param>
/// <param name="IsClosed">It is closed and without sessions; only the account remains.</param>
/// <param name="Why">What stood in its way when it was last tried.</param>
public sealed record UnfinishedEnd(RequestId Request, string Account, DateTimeOffset Due, bool IsClosed, string Why)
{
    /// <summary>Whose access it was, by their id in the directory.</summary>
    public string Person { get; init; } = "";
}

/// <summary>All that an operator may want to see to on one target.</summary>
/// <param name="Abandoned">Requests that have access there though the target is no longer configured, so that nothing ends it.</param>
public sealed record TargetResidue(string Target, SweepRecord Sweep, ImmutableArray<UnfinishedEnd> Ends, int Abandoned)
{
    /// <summary>Accounts that are left alone at the moment, wherever that was said.</summary>
    public ImmutableArray<KeptAccount> Kept { get; init; } = [];

    public ImmutableArray<SweepFinding> Findings => SweepFinding.All(Sweep, Ends, Kept);

    /// <summary>Whether any of it asks for somebody. Strangers do not: they are told, and may stay; nor does what somebody had kept.</summary>
    public bool NeedsSomebody => Sweep.Hold is not null || Findings.Any(finding => finding.Kind != FindingKind.Kept) || Abandoned > 0;

    public bool IsEmpty => Sweep is { Hold: null, Strangers.IsEmpty: true } && Findings.IsEmpty && Abandoned == 0;
}

/// <summary>Reads what is left over, from the store alone.</summary>
public sealed class ListResidue(IAccessStore store, SweepRecords records, TargetRegistry targets, TimeProvider time)
{
    private const int MostLive = 10_000;

    // It is asked all the time, and nobody reads more.
    private const int MostTold = 1000;

    private const string NothingOnRecord = "nothing is on record yet: the target does not answer, or no JitBot is running";

    // An end that has just begun is not residue.
    private static readonly TimeSpan Patience = RequestLifecycle.Lease;

    /// <returns>Every target that is configured, swept, or has access given on it, by id.</returns>
    public Task<ImmutableArray<TargetResidue>> HandleAsync(CancellationToken ct) =>
        ListAsync([RequestState.Approved, RequestState.Active, RequestState.Ending], MostLive, ct);

    /// <summary>
    /// The same for a JitBot that runs, where an end that is due has always begun: it looks at those that have, and not at all access there is.
    /// </summary>
    public Task<ImmutableArray<TargetResidue>> OfBegunEndsAsync(CancellationToken ct) => ListAsync([RequestState.Ending], MostTold, ct);

    private async Task<ImmutableArray<TargetResidue>> ListAsync(RequestState[] live, int most, CancellationToken ct)
    {
        var now = time.Now();
        var swept = await records.ListAsync(ct);
        var kept = KeptAccount.InForce(now, swept.Values);
        var requests = (await store.ListAsync(new() { States = live, Limit = most }, ct)).ToLookup(request => request.Scope.Target, StringComparer.Ordinal);
        var names = targets.All.Select(target => target.Id).Concat(swept.Keys).Concat(requests.Select(group => group.Key)).Distinct(StringComparer.Ordinal);
        return
        [
            .. names.Order(StringComparer.Ordinal).Select(target => new TargetResidue(
                target,
                swept.GetValueOrDefault(target) ?? new(),
                [.. requests[target].Select(Unfinished).OfType<UnfinishedEnd>().OrderBy(end => end.Due)],
                targets.Find(target) is null ? requests[target].Count() : 0)
            {
                Kept = kept,
            }),
        ];
    }

    private UnfinishedEnd? Unfinished(AccessRequest request)
    {
        DateTimeOffset? due = request.State switch
        {
            RequestState.Ending => request.Grant.Ending!.Due,
            RequestState.Active => request.Grant.EndsAt,
            _ => null,
        };
        return request.Grant.Residue is null && !(due + Patience <= time.Now())
            ? null
            : new(request.Id, request.Grant.AccountName, due!.Value, request.Grant.Residue is not null, request.WhyNotEnded() ?? NothingOnRecord)
            {
                Person = request.Requester.Value,
            };
    }
}
