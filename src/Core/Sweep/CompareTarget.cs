using System.Collections.Immutable;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using JitBot.Core.Storage;
using JitBot.Core.Targets;

namespace JitBot.Core.Sweep;

/// <summary>
/// Holds what stands on a target against the store. Grants are made and ended meanwhile, and none may be taken for what it is not, so the order of
/// the looks matters:
/// <para>
/// An account that is found has had an approved request in the store since before it was made. Its request is therefore looked for
/// <em>after</em> the target was read; if there is none then, there never was.
/// </para>
/// <para>
/// A request that is active has an account from before it became so until after it stopped. An account is therefore missing only if its request was
/// active <em>before</em> the target was read and still is afterwards.
/// </para>
/// </summary>
internal sealed class CompareTarget(IAccessStore store, TargetRegistry targets, PlanningLogins planning, TimeProvider time)
{
    private const int MostLive = 10_000;

    // The look one lease after the end may still be to come, or under way.
    private static readonly TimeSpan SettlesIn = RequestLifecycle.Lease * 4;

    /// <returns>No comparison if the target cannot be read, and why not.</returns>
    public async Task<(Comparison? Comparison, string Down)> CompareAsync(Target target, CancellationToken ct)
    {
        RequestState[] live = [RequestState.Approved, RequestState.Active, RequestState.Ending];
        var before = (await store.ListAsync(new() { States = live, Limit = MostLive }, ct)).ToDictionary(request => request.Id);
        switch (await targets.ConnectorOf(target).InspectAsync(target, ct))
        {
            case InspectResult.Unreachable down:
                return (null, down.Why);
            case InspectResult.Read { Found: var found }:
                var known = found.Accounts.Count(account => before.GetValueOrDefault(account.Account.Request)?.Scope.Target == target.Id);
                return (new(found, await UnknownAsync(found, before, ct), await MissingAsync(target, found, before, ct), known), "");
            case var other:
                throw new InvalidOperationException($"Unknown result {other}.");
        }
    }

    private async Task<ImmutableArray<(InspectedAccount, string)>> UnknownAsync(
        TargetInspection found, Dictionary<RequestId, AccessRequest> before, CancellationToken ct)
    {
        var unknown = ImmutableArray.CreateBuilder<(InspectedAccount, string)>();
        var planned = await planning.UnderWayAsync(ct);
        foreach (var account in found.Accounts.Where(account => !before.ContainsKey(account.Account.Request) && !planned.Contains(account.Account.Name)))
        {
            if (await WhyUnknownAsync(account.Account.Request, ct) is { } why)
            {
                unknown.Add((account, why));
            }
        }

        return unknown.ToImmutable();
    }

    private async Task<string?> WhyUnknownAsync(RequestId id, CancellationToken ct)
    {
        try
        {
            return await store.FindAsync(id, ct) switch
            {
                null => $"there is no request {id}",
                { IsOver: true, Grant: { EndedAt: not null, ConfirmedAt: null } } => null,
                { IsOver: true } over when time.Now() - over.StateSince < SettlesIn => null,
                { State: RequestState.Ended } => $"request {id} has ended",
                { IsOver: true } or { State: RequestState.Pending } => $"request {id} was never approved",
                _ => null,
            };
        }
        catch (UnreadableDocumentException)
        {
            // Whatever it says, there is one.
            return null;
        }
    }

    /// <summary>At its end the target takes a login out of its account by itself, before anything is written about it; that is no finding.</summary>
    private bool IsAsItShouldBe(InspectedAccount account, AccessRequest request) =>
        account.Reaches(request.Grant.OwnLogin) || time.Now() >= (request.Grant.CarriedEnd ?? request.Grant.EndsAt);

    private async Task<ImmutableArray<AccessRequest>> MissingAsync(
        Target target, TargetInspection found, Dictionary<RequestId, AccessRequest> before, CancellationToken ct)
    {
        var there = found.Accounts.ToLookup(account => account.Account.Request);
        var missing = ImmutableArray.CreateBuilder<AccessRequest>();
        var active = before.Values.Where(request => request.State == RequestState.Active && request.Scope.Target == target.Id);
        foreach (var request in active.Where(request => !there[request.Id].Any(account => IsAsItShouldBe(account, request))))
        {
            if (await store.FindAsync(request.Id, ct) is { State: RequestState.Active } still)
            {
                missing.Add(still);
            }
        }

        return missing.ToImmutable();
    }
}
