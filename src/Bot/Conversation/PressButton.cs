using JitBot.Bot.Conversation.Cards;
using JitBot.Core.Approvals;
using JitBot.Core.Grants;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation;

/// <summary>A press on a card: done if it may be, and answered with that card as it stands now, under a word on what happened.</summary>
internal sealed class PressButton(
    IAccessStore store,
    DecideRequest decide,
    WithdrawRequest withdraw,
    NudgeApprovers nudge,
    ExtendAccess extend,
    GiveBackGrant giveBack,
    RevealSecret reveal,
    AdoptCard adopt,
    ApproverRouting routing,
    IDirectory directory,
    TargetRegistry targets)
{
    public async Task<Reply> HandleAsync(Asker asker, ButtonPress press, CancellationToken ct)
    {
        if (await store.FindAsync(press.Request, ct) is not { } request)
        {
            return new Reply.Card(Wording.UnknownRequest.Card());
        }

        return press.ActionId == ActionIds.ShowCredentials
            ? await ShowCredentialsAsync(asker, press, request, ct)
            : await AnswerAsync(asker, press, await ActAsync(asker, press, request, ct), ct);
    }

    /// <summary>Shows the password in a window that the platform has opened for this person alone; a minute later it is hidden there.</summary>
    /// <param name="window">The surface's reference of it.</param>
    public async Task<Reply> RevealInAsync(Asker asker, RequestId id, string window, CancellationToken ct) =>
        await reveal.HandleAsync(id, asker.Person, new(asker.Platform, CardSlot.Credentials, window, 0), ct) switch
        {
            RevealOutcome.Revealed shown => new Reply.Credentials(CredentialsCard.Of(shown.Request, shown.Credentials, targets.Find(shown.Request.Scope.Target))),
            var refused => new Reply.Card(Wording.Of(refused).Card()),
        };

    /// <summary>
    /// The button as it is drawn now, for a platform that asks only after the press for what it needs; null if the card has no such button any more.
    /// </summary>
    public async Task<CardAction?> FindAsync(Asker asker, ButtonPress press, CancellationToken ct)
    {
        if (await store.FindAsync(press.Request, ct) is not { } request)
        {
            return null;
        }

        var key = CardPressed(asker, press, request) is { } known ? new CardKey(known.Slot, known.Number) : KeyOf(press, request);
        return RequestCards.For(request, key, Names.Of(), targets.Find(request.Scope.Target))?.Actions
            .FirstOrDefault(action => action.Id == press.ActionId && action.About == new ButtonSubject.OfRequest(request.Id, press.Terms));
    }

    private async Task<Note?> ActAsync(Asker asker, ButtonPress press, AccessRequest request, CancellationToken ct) => press.ActionId switch
    {
        ActionIds.Approve => await DecideAsync(asker, press, Verdict.Approve, request, ct),
        ActionIds.Deny => await DecideAsync(asker, press, Verdict.Deny, request, ct),
        ActionIds.Withdraw => Wording.Of(await withdraw.HandleAsync(press.Request, asker.Person, ct)),
        ActionIds.Nudge => Wording.Of(await nudge.HandleAsync(press.Request, asker.Person, ct)),
        ActionIds.Why => Wording.Why(request),
        ActionIds.Extend => await extend.PressedAsync(asker, press, ct),
        ActionIds.GiveBack => Wording.Of(await giveBack.HandleAsync(press.Request, asker.Person, ct)),
        _ => Wording.UnknownButton,
    };

    private async Task<Note?> DecideAsync(Asker asker, ButtonPress press, Verdict verdict, AccessRequest request, CancellationToken ct)
    {
        var outcome = await decide.HandleAsync(new(press.Request, press.Terms, asker.Person, verdict, press.Text), ct);
        // Whoever was first is not yet on the request that was looked at before.
        return Wording.Of(outcome, await Names.OfAsync(directory, [outcome is DecideOutcome.AlreadyDecided decided ? decided.Request : request], ct));
    }

    /// <summary>
    /// A password goes only where it is hidden again a minute later: onto a card the request knows of, in private. A card it has lost sight of
    /// is adopted first, and shows nothing on this press.
    /// </summary>
    private async Task<Reply> ShowCredentialsAsync(Asker asker, ButtonPress press, AccessRequest request, CancellationToken ct)
    {
        if (!asker.InPrivate)
        {
            return new Reply.Card(Wording.OnlyInPrivate.Card());
        }

        if (press.Message is not null && CardPressed(asker, press, request) is null && request.Requester == asker.Person.Id)
        {
            return await AnswerAsync(asker, press, Wording.AskedAnew, ct);
        }

        return await reveal.HandleAsync(press.Request, asker.Person, null, ct) switch
        {
            RevealOutcome.Revealed shown => new Reply.Credentials(
                CredentialsCard.Of(shown.Request, shown.Credentials, targets.Find(shown.Request.Scope.Target))),
            var refused => await AnswerAsync(asker, press, Wording.Of(refused), ct),
        };
    }

    private async Task<Reply> AnswerAsync(Asker asker, ButtonPress press, Note? note, CancellationToken ct)
    {
        if (await store.FindAsync(press.Request, ct) is not { } now)
        {
            return new Reply.Card(Wording.UnknownRequest.Card());
        }

        var known = CardPressed(asker, press, now);
        var key = known is null ? KeyOf(press, now) : new CardKey(known.Slot, known.Number);
        // The id may come from a client that made it up: a card it was not pressed on is shown only to those the request concerns.
        if (known is null && !await ConcernsAsync(asker.Person, key.Slot, now, ct))
        {
            return new Reply.Card((note ?? Wording.UnknownRequest).Card());
        }

        if (known is null && press.Message is { } message)
        {
            await adopt.HandleAsync(now.Id, new(asker.Platform, key.Slot, message, 0, key.Number), ct);
        }

        var names = await Names.OfAsync(directory, [now], ct);
        var target = targets.Find(now.Scope.Target);
        var card = RequestCards.For(now, key, names, target) ?? RequestCards.For(now, CardSlot.Status, names, target)!;
        return new Reply.Card(card with { Note = note }, IsPressed: true);
    }

    private static PostedCard? CardPressed(Asker asker, ButtonPress press, AccessRequest request) =>
        request.Cards.FirstOrDefault(card => card.Surface == asker.Platform && card.Message == press.Message);

    /// <summary>Which card it must have been: terms tell the request's own from those of an extension.</summary>
    private static CardKey KeyOf(ButtonPress press, AccessRequest request) => press.ActionId switch
    {
        ActionIds.Approve or ActionIds.Deny or ActionIds.Why => request.Extensions.Any(extension => extension.Terms == press.Terms)
            ? new CardKey(CardSlot.Extension, press.Terms)
            : CardSlot.Decision,
        ActionIds.ShowCredentials or ActionIds.GiveBack or ActionIds.Extend => CardSlot.Grant,
        _ => CardSlot.Status,
    };

    private async Task<bool> ConcernsAsync(Person person, CardSlot slot, AccessRequest request, CancellationToken ct) =>
        CardPlan.IsForChannel(slot)
            ? await routing.AnswersForAsync(person, request, targets.Find(request.Scope.Target), ct)
            : request.Requester == person.Id;
}
