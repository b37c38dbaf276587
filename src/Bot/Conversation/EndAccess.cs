using JitBot.Bot.Conversation.Commands;
using JitBot.Core.Grants;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Bot.Conversation;

/// <summary>The typed words that end access before its time: <c>done</c> for one's own, <c>revoke</c> for somebody else's.</summary>
internal sealed class EndAccess(IAccessStore store, GiveBackGrant giveBack, RevokeGrant revoke, IDirectory directory)
{
    private static readonly RequestState[] Live = [RequestState.Approved, RequestState.Active];

    public async Task<Reply> DoneAsync(Asker asker, RequestId? named, CancellationToken ct)
    {
        if (named is not { } id)
        {
            var live = await store.ListAsync(new() { Requester = asker.Person.Id, States = Live }, ct);
            if (live is not [var only])
            {
                return new Reply.Card(Wording.WhichGrant(live).Card());
            }

            id = only.Id;
        }

        return new Reply.Card(Wording.Of(await giveBack.HandleAsync(id, asker.Person, ct)).Card());
    }

    public async Task<Reply> RevokeAsync(Asker asker, ChatCommand.Revoke command, CancellationToken ct)
    {
        var names = await Names.OfAsync(directory, await store.FindAsync(command.Id, ct) is { } request ? [request] : [], ct);
        var outcome = await revoke.HandleAsync(new(command.Id, asker.Person, command.Reason), ct);
        return new Reply.Card(Wording.Of(outcome, names).Card());
    }
}
