using System.Collections.Immutable;
using JitBot.Bot.Api.Tokens;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Targets;

namespace JitBot.Bot.Api;

/// <summary>Which requests a token shows: its owner's, those they decide or own the target of, or all.</summary>
/// <param name="Groups">The owner's, as far as it can be told now.</param>
internal sealed record Sight(PersonId Person, bool All, ImmutableArray<string> Groups, TargetRegistry Targets)
{
    public bool Sees(AccessRequest request) => All || request.Requester == Person || Answers(request.Rule.AllGroups) || Answers(request.OpenExtension?.Rule.AllGroups ?? [])
        || Answers(Targets.Find(request.Scope.Target)?.Owners ?? []);

    /// <summary>The same filter where nothing but their own could be found.</summary>
    public RequestFilter Narrow(RequestFilter filter) => All || !Groups.IsEmpty || filter.Requester is not null ? filter : filter with { Requester = Person };

    private bool Answers(ImmutableArray<string> groups) => groups.Intersect(Groups, StringComparer.OrdinalIgnoreCase).Any();
}

/// <summary>Requests as a token may see them. One that it may not see is as if it were not there.</summary>
internal sealed class SeenRequests(IAccessStore store, IDirectory directory, TargetRegistry targets)
{
    // How many are looked at for one page: somebody may see few of very many.
    private const int MostRead = 300;
    private const int LeastAtOnce = 50;

    public async Task<AccessRequest?> FindAsync(ApiCaller caller, string id, CancellationToken ct) =>
        RequestId.TryParse(id, out var known) && await store.FindAsync(known, ct) is { } request && (await SightAsync(caller, ct)).Sees(request) ? request : null;

    /// <param name="filter">Its limit is that of the page.</param>
    /// <returns>At most a page, and the place to read on from; null if there are no more.</returns>
    public async Task<(IReadOnlyList<AccessRequest> Requests, RequestPlace? Next)> ListAsync(ApiCaller caller, RequestFilter filter, CancellationToken ct)
    {
        var (sight, found) = (await SightAsync(caller, ct), new List<AccessRequest>());
        var batch = sight.Narrow(filter) with { Limit = Math.Max(filter.Limit, LeastAtOnce) };
        for (var read = 0; read < MostRead; read += batch.Limit)
        {
            var requests = await store.ListAsync(batch, ct);
            foreach (var request in requests)
            {
                batch = batch with { After = RequestPlace.Of(request) };
                if (sight.Sees(request))
                {
                    found.Add(request);
                    if (found.Count == filter.Limit)
                    {
                        return (found, batch.After);
                    }
                }
            }

            // A batch is also short when some of it cannot be read; then there is more after the last that could.
            if (requests.Count < batch.Limit && (requests.Count == 0 || await store.CountAsync(batch with { Limit = 1 }, ct) == 0))
            {
                return (found, null);
            }
        }

        return (found, batch.After);
    }

    private async Task<Sight> SightAsync(ApiCaller caller, CancellationToken ct) =>
        new(caller.Owner.Id, caller.Token.Allows(ApiScopes.ReadAllRequests), (await directory.GroupsOfAsync(caller.Owner.Id, ct)).Groups, targets);
}
