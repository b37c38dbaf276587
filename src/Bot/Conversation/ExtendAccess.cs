using JitBot.Bot.Conversation.Commands;
using JitBot.Core.Grants;
using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Bot.Conversation;

/// <summary>More time, by the button on a card or by the typed word.</summary>
internal sealed class ExtendAccess(IAccessStore store, ExtendGrant extend)
{
    private static readonly RequestState[] Live = [RequestState.Active];

    public async Task<Reply> TypedAsync(Asker asker, ChatCommand.Extend command, Origin origin, CancellationToken ct)
    {
        if (command.Id is not { } id)
        {
            var live = await store.ListAsync(new() { Requester = asker.Person.Id, States = Live }, ct);
            if (live is not [var only])
            {
                return new Reply.Card(Wording.ExtendWhich(live).Card());
            }

            id = only.Id;
        }

        return new Reply.Card(Wording.Of(await extend.HandleAsync(new(id, asker.Person, command.By, command.Reason, null, origin), ct)).Card());
    }

    /// <summary>The card, as it stands then, is the rest of the answer.</summary>
    public async Task<Note> PressedAsync(Asker asker, ButtonPress press, CancellationToken ct) =>
        DurationText.Read(press.HowLong ?? "", out var by) is not DurationFault.None and var fault
            ? Wording.Of(new LineProblem.HowMuchLonger(Core.PlainText.Shorten(press.HowLong ?? "", 40), fault))
            : Wording.Of(await extend.HandleAsync(new(press.Request, asker.Person, by, press.Text, press.Terms, null), ct));
}
