using JitBot.Bot.Conversation;
using JitBot.Core;
using JitBot.Core.Audit;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Sweep;

namespace JitBot.Bot.Reports;

/// <summary>Gathers an access report from the store, page by page.</summary>
internal sealed class MakeReport(IAccessStore store, IDirectory directory, ListResidue residue, ReadChain chain, TimeProvider time)
{
    /// <summary>More than anybody reviews, and as much as a browser shows at ease.</summary>
    public const int Most = 5_000;

    private const int AtOnce = 200;

    /// <param name="from">UTC; 30 days before <paramref name="to"/> if not given.</param>
    /// <param name="to">UTC; now if not given, or if that is later.</param>
    public async Task<AccessReport> HandleAsync(DateTimeOffset? from, DateTimeOffset? to, CancellationToken ct)
    {
        var now = time.Now();
        var end = to < now ? to.Value : now;
        var begin = from < end ? from.Value : end.AddDays(-30);
        var (grants, isCut) = await GrantsAsync(begin, end, ct);
        var live = await store.ListAsync(new() { States = [RequestState.Active, RequestState.Ending], Limit = Most }, ct);
        var names = await Names.OfAsync(directory, live, ct);
        return new(begin, end, now, [.. live.Select(request => ReportedGrant.Of(request, names)).OfType<ReportedGrant>()], [.. grants], isCut, [.. (await residue.HandleAsync(ct)).Where(target => !target.IsEmpty)], (await chain.NewestAsync(ct))?.Head);
    }

    private async Task<(List<ReportedGrant> Grants, bool IsCut)> GrantsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var grants = new List<ReportedGrant>();
        // Nobody had access before they asked. Whose place it is does not matter: it is a moment later. How long before the period it was asked for says nothing:
        // requests wait, are extended, and end late where a target is down.
        RequestPlace? after = new(to.AddMilliseconds(1), RequestId.From(new("", "", "")));
        while (await store.ListAsync(new() { LiveSince = from, After = after, Limit = AtOnce }, ct) is { Count: > 0 } page)
        {
            var live = page.Where(request => request.Grant.ActiveSince is { } start && start <= to).ToArray();
            var names = await Names.OfAsync(directory, live, ct);
            foreach (var grant in live.Select(request => ReportedGrant.Of(request, names)).OfType<ReportedGrant>())
            {
                if (grants.Count == Most)
                {
                    return (grants, true);
                }

                grants.Add(grant);
            }

            after = RequestPlace.Of(page[^1]);
        }

        return (grants, false);
    }
}
