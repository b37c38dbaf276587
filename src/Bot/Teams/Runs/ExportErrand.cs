using System.Text.Json;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Runs;
using JitBot.Bot.Exports;
using JitBot.Bot.Teams.Cards;
using JitBot.Bot.Teams.Connector;
using JitBot.Bot.Teams.Inbound;
using JitBot.Core;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using JitBot.Core.Storage;

namespace JitBot.Bot.Teams.Runs;

/// <summary>
/// Takes a result out as a file, the way Teams wants it: first a card that asks whether a file may be put into the reader's OneDrive, then the run, then
/// the file. Nothing is run before they agree, and no file is kept.
/// </summary>
internal sealed class ExportErrand(
    Dialogue dialogue, Answers answers, Messenger messenger, FileUpload upload, IAccessStore store, StatementCaps caps, Once once, Errands errands, TimeProvider time)
{
    /// <summary>Asks for consent, in a card of its own.</summary>
    /// <returns>A word on the card that was pressed.</returns>
    public async Task<CardView> OfferAsync(Delivery delivery, Asker asker, RequestId id, ExportFormat format, CancellationToken ct)
    {
        // Looked at once more when it is run; here so that nobody agrees to what then cannot be.
        if (await RefusalAsync(asker, id, ct) is { } no)
        {
            return Wording.Of(no).Card();
        }

        if (await once.IsFirstAsync($"export {delivery.Conversation}\n{delivery.Id}", ct))
        {
            var target = (await store.FindAsync(id, ct))!.Scope.Target;
            var limits = caps.Of(export: true);
            var name = ExportName.Of(target, id, time.Now(), RunInChat.Ending(format));
            var context = ConsentContext.Write(id, format);
            errands.Run(token => answers.PostCardAsync(delivery, CardMessage.Consent(name, RunWords.ConsentIs(target, limits), limits.Bytes, context), token));
        }

        return RunWords.ConsentBelow.Card();
    }

    /// <summary>Somebody has answered a card that asked.</summary>
    /// <param name="card">The card's message.</param>
    public async Task AnsweredAsync(Delivery delivery, Asker asker, JsonElement value, MessageReference? card, CancellationToken ct)
    {
        if (!delivery.InPrivate || ConsentContext.Read(value) is not { } context || !await once.IsFirstAsync($"consent {card?.ToString() ?? delivery.Id}", ct))
        {
            return;
        }

        errands.RunUntilStop(token => ConsentContext.PlaceOf(value) is { } place
            ? ExportAsync(delivery, asker, context.Request, context.Format, place, card, token)
            : SayAsync(delivery, card, RunWords.Declined.Card(), token));
    }

    private async Task<RunOutcome?> RefusalAsync(Asker asker, RequestId id, CancellationToken ct) => await store.FindAsync(id, ct) switch
    {
        null => new RunOutcome.UnknownRequest(),
        var request when request.Requester != asker.Person.Id || asker.Person.Disabled => new RunOutcome.NotYours(),
        { Statement: null } request => new RunOutcome.NotAStatement(request),
        { State: not RequestState.Active } request => new RunOutcome.NoAccess(request),
        { Statement.Export: false } request => new RunOutcome.NoExport(request),
        _ => null,
    };

    private async Task ExportAsync(
        Delivery delivery, Asker asker, RequestId id, ExportFormat format, UploadPlace place, MessageReference? consent, CancellationToken ct)
    {
        CardView Running(RunProgress progress) => RunWords.Exporting(id, place.Name, progress);
        if (await SayAsync(delivery, consent, Running(default), ct) is not { } where)
        {
            return;
        }

        var card = new LiveCard(answers, messenger, where, Running);
        await card.SeeThroughAsync(async () =>
        {
            var reply = await dialogue.ExportAsync(asker, id, format, place.Name, card.TellAsync, ct);
            await card.EndAsync(CardMessage.Of(reply switch
            {
                RunReply.Exported exported => await PutAsync(delivery, exported, place, ct),
                RunReply.Said said => said.View,
                _ => throw new InvalidOperationException($"Unknown reply {reply.GetType().Name}."),
            }), ct);
        }, ct);
    }

    private async Task<CardView> PutAsync(Delivery delivery, RunReply.Exported exported, UploadPlace place, CancellationToken ct)
    {
        await using var file = exported.File;
        if (file.Length == 0)
        {
            return RunWords.NothingInIt.Card();
        }

        var outcome = await upload.PutAsync(place, file, ct);
        if (outcome == UploadOutcome.Done)
        {
            await answers.PostCardAsync(delivery, CardMessage.File(place), ct);
        }

        return outcome switch
        {
            UploadOutcome.Done => exported.View,
            UploadOutcome.Expired => RunWords.UploadExpired.Card(),
            UploadOutcome.NotAllowed => RunWords.UploadNotAllowed.Card(),
            _ => RunWords.UploadFailed.Card(),
        };
    }

    /// <summary>In the place of the card that asked; where that is gone, below.</summary>
    private async Task<MessageReference?> SayAsync(Delivery delivery, MessageReference? card, CardView view, CancellationToken ct) =>
        card is not null && await answers.ReplaceAsync(card, CardMessage.Of(view), ct) ? card : await answers.PostCardAsync(delivery, CardMessage.Of(view), ct);
}
