using JitBot.Bot.Conversation.Cards;
using JitBot.Core.Approvals;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using JitBot.Core.Storage;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation;

/// <summary>One request in full, in private, to those it concerns. To anybody else it is as if there were none.</summary>
internal sealed class ShowRequest(IAccessStore store, ApproverRouting routing, IDirectory directory, TargetRegistry targets, StatementRuns runs)
{
    public async Task<Reply> HandleAsync(Asker asker, RequestId id, CancellationToken ct)
    {
        if (!asker.InPrivate)
        {
            return new Reply.Card(Wording.DetailsInPrivate.Card());
        }

        return await store.FindAsync(id, ct) is { } request && await ConcernsAsync(asker.Person, request, ct)
            ? new Reply.Card(DetailsCard.Of(request, await Names.OfAsync(directory, [request], ct), targets.Find(request.Scope.Target), request.Statement is null ? RunsOnRecord.None : await runs.ListAsync(id, ct)))
            : new Reply.Card(Wording.UnknownRequest.Card());
    }

    private async Task<bool> ConcernsAsync(Person person, AccessRequest request, CancellationToken ct) =>
        request.Requester == person.Id || await routing.AnswersForAsync(person, request, targets.Find(request.Scope.Target), ct);
}
