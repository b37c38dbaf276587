using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Runs;
using JitBot.Bot.Teams.Cards;
using JitBot.Bot.Teams.Inbound;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using JitBot.Core.Storage;

namespace JitBot.Bot.Teams.Runs;

/// <summary>Runs a statement in a card of its own: Teams wants its answer long before a statement has to be done.</summary>
internal sealed class RunErrand(
    Dialogue dialogue, Answers answers, Messenger messenger, Forms forms, ShownResults shown, IAccessStore store, Errands errands)
{
    /// <param name="delivery">From a private chat.</param>
    /// <param name="typed">The statement as it was typed again; null if it was not.</param>
    public void Begin(Delivery delivery, Asker asker, RequestId request, string? typed) => errands.RunUntilStop(ct => RunAsync(delivery, asker, request, typed, ct));

    private async Task RunAsync(Delivery delivery, Asker asker, RequestId id, string? typed, CancellationToken ct)
    {
        // Whatever id was typed, of somebody else's request nothing is said.
        var own = await store.FindAsync(id, ct) is { } request && request.Requester == asker.Person.Id ? request : null;
        CardView Running(RunProgress progress) => RunWords.Running(id, own, progress);
        if (await answers.PostCardAsync(delivery, CardMessage.Of(Running(default)), ct) is not { } place)
        {
            return;
        }

        var card = new LiveCard(answers, messenger, place, Running);
        await card.SeeThroughAsync(async () => await EndAsync(card, id, await dialogue.RunAsync(asker, id, typed, card.TellAsync, ct), ct), ct);
    }

    private async Task EndAsync(LiveCard card, RequestId id, RunReply reply, CancellationToken ct)
    {
        switch (reply)
        {
            case RunReply.Shown result when await shown.RememberAsync(id, card.Place, ct):
                await card.EndAsync(ResultCard.Draw(result.View, result.Ticket), ct);
                await shown.HideIfOverAsync(id, card.Place, ct);
                break;
            case RunReply.Shown:
                await card.EndAsync(CardMessage.Of(await store.FindAsync(id, ct) is { State: RequestState.Active }
                    ? RunWords.NoRoom.Card()
                    : Wording.Of(new RunOutcome.NoAccess((await store.FindAsync(id, ct))!)).Card()), ct);
                break;
            case RunReply.Changed changed:
                await card.EndAsync(RunWords.Changed(changed.View, id, await forms.KeepAsync(changed.Line, ct)), ct);
                break;
            case RunReply.Said said:
                await card.EndAsync(CardMessage.Of(said.View), ct);
                break;
            default:
                throw new InvalidOperationException($"Unknown reply {reply.GetType().Name}.");
        }
    }
}
