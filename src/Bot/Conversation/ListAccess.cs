using JitBot.Bot.Conversation.Cards;
using JitBot.Core;
using JitBot.Core.Approvals;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation;

/// <summary>Who has what at this moment: one's own requests, or everybody's on one target.</summary>
internal sealed class ListAccess(IAccessStore store, ApproverRouting routing, IDirectory directory, TargetRegistry targets, TimeProvider time)
{
    private const int MostListed = 20;
    private static readonly RequestState[] Open = [RequestState.Pending, RequestState.Approved, RequestState.Active, RequestState.Ending];
    private static readonly RequestState[] Live = [RequestState.Approved, RequestState.Active, RequestState.Ending];

    public async Task<Reply> MineAsync(Asker asker, CancellationToken ct)
    {
        var requests = await store.ListAsync(new() { Requester = asker.Person.Id, States = Open, Limit = MostListed + 1 }, ct);
        return new Reply.Card(ListCards.Mine([.. requests.Take(MostListed)], requests.Count > MostListed, time.Now()));
    }

    /// <summary>Everybody linked may see who has access. Why they have it is shown in private, to those who answer for the target.</summary>
    public async Task<Reply> WhoAsync(Asker asker, string? name, CancellationToken ct)
    {
        if (Named(name) is not { } target)
        {
            var known = PlainText.Nearest(name ?? "", targets.All.Select(candidate => candidate.Id), MostListed);
            return new Reply.Card(Wording.WhichTarget(PlainText.Shorten(name ?? "", 100), known, "who").Card());
        }

        var requests = await store.ListAsync(new() { Target = target.Id, States = Live, Limit = MostListed + 1 }, ct);
        var names = await Names.OfAsync(directory, requests, ct);
        var explained = new HashSet<RequestId>();
        foreach (var request in requests)
        {
            if (asker.InPrivate && await routing.AnswersForAsync(asker.Person, request, target, ct))
            {
                explained.Add(request.Id);
            }
        }

        return new Reply.Card(ListCards.Who(target, [.. requests.Take(MostListed)], requests.Count > MostListed, names, explained));
    }

    private Target? Named(string? name) => name is null ? (targets.All is [var only] ? only : null) : targets.Find(name);
}
