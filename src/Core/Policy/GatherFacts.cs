using System.Collections.Frozen;
using System.Collections.Immutable;
using JitBot.Core.Incidents;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using JitBot.Core.Storage;
using JitBot.Core.Targets;

namespace JitBot.Core.Policy;

/// <summary>Looks up what conditions are judged on beyond what was asked: the requester's groups, their live grants, the tables behind a scope, what is wrong elsewhere.</summary>
public sealed class GatherFacts(IDirectory directory, IAccessStore store, TargetRegistry targets, OpenIncidents incidents, TimeProvider time)
{
    private const int MostCounted = 1000;
    private static readonly RequestState[] Live = [RequestState.Approved, RequestState.Active];

    /// <param name="asked">The request it is about, if it is stored: it is not one of those they have beside it.</param>
    /// <param name="policy">The one that will judge them: what it does not ask about is not looked up.</param>
    public async Task<RequesterFacts> RequesterAsync(Person person, AccessRequest? asked, PolicyDocument policy, CancellationToken ct)
    {
        var groups = await directory.GroupsOfAsync(person.Id, ct);
        var live = policy.Mentions("requester.active_grants")
            ? await store.CountAsync(new() { Requester = person.Id, States = Live, Limit = MostCounted }, ct)
            : 0;
        return new(person.Id, person.Email, groups.Unknown.IsEmpty ? groups.Groups : null, asked is not null && Live.Contains(asked.State) ? live - 1 : live)
        {
            OwnLogins = [.. person.Logins.Keys],
        };
    }

    /// <summary>How severe the worst open incident is.</summary>
    /// <param name="policy">The one that will judge it: if it does not ask about incidents, none is looked up.</param>
    /// <returns>Null if none is open.</returns>
    public async Task<string?> IncidentAsync(PolicyDocument policy, CancellationToken ct) =>
        policy.Mentions("incident.active") || policy.Mentions("incident.severity") ? await incidents.WorstAsync(ct) : null;

    /// <summary>What a request is judged on at this moment.</summary>
    /// <param name="lasts">For how long access would be from now.</param>
    /// <param name="policy">The one that will judge it: what it does not ask about is not looked up.</param>
    /// <returns>Null if its target, its level or its requester is no longer there.</returns>
    public async Task<RequestFacts?> OfAsync(AccessRequest request, TimeSpan lasts, PolicyDocument policy, CancellationToken ct)
    {
        if (targets.Find(request.Scope.Target) is not { } target
            || target.Profile(request.Scope.Level) is not { } profile
            || await directory.FindAsync(request.Requester, ct) is not { } requester)
        {
            return null;
        }

        var catalog = await CatalogAsync(request.Scope, target, policy, ct);
        FrozenDictionary<TableName, ImmutableArray<string>>? MaskedIn(string database) =>
            target.Masking.IsEmpty ? RequestFacts.NoneMasked : catalog is null ? null : RequestFacts.MaskedIn(catalog, database);

        StatementPlan? PlanIn(string database) => request.Places.FirstOrDefault(place => place.Database == database)?.Plan;

        return new()
        {
            Target = target,
            Profile = profile,
            Kind = request.Statement is null ? RequestKinds.Login : RequestKinds.Statement,
            Statement = request.Statement?.Text ?? "",
            DataExport = request.Statement is { Export: true },
            Database = request.Scope.Database,
            Tables = RequestFacts.Touched(RequestFacts.Reached(request.Scope, catalog), PlanIn(request.Scope.Database)),
            TablesAreKnown = !request.Scope.Tables.IsEmpty || request.Scope.IsEmpty || catalog is not null,
            MaskedColumns = MaskedIn(request.Scope.Database),
            Elsewhere = [.. request.Scope.Also.Select(there => new DatabaseFacts(there.Database, RequestFacts.Touched(there.Tables, PlanIn(there.Database)), MaskedIn(there.Database)))],
            Unmask = RequestFacts.Unmasks(request.Scope.Unmask, profile, target),
            Duration = lasts,
            Reason = request.Reason,
            Ticket = request.Ticket ?? "",
            SourceIp = request.Scope.Address?.Text ?? "",
            Requester = await RequesterAsync(requester, request, policy, ct),
            Now = time.Now(),
            IncidentSeverity = await IncidentAsync(policy, ct),
        };
    }

    /// <summary>
    /// Read only where a condition asks for tables and the scope does not name them, or for what is masked. A target that does not answer keeps no
    /// decision back.
    /// </summary>
    private async Task<TargetCatalog?> CatalogAsync(AccessScope scope, Target target, PolicyDocument policy, CancellationToken ct) =>
        ((scope.Tables.IsEmpty && policy.MentionsTables) || (!target.Masking.IsEmpty && policy.Mentions("resource.masked_columns"))) && await targets.CatalogAsync(target, ct) is CatalogResult.Read read ? read.Catalog : null;
}
