using JitBot.Bot.Api;
using System.Collections.Immutable;
using JitBot.Bot.Conversation.Commands;
using JitBot.Core;
using JitBot.Bot.Webhooks.Inbound;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation.Cards;

/// <summary>
/// What each card of a request says in the state the request is in. Pure, and the same whoever asks: a card says nothing that is only true
/// at the moment it is drawn. Every card's last state has no buttons.
/// </summary>
internal static class RequestCards
{
    private static readonly TimeSpan[] Longer =
        [TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4)];

    /// <param name="target">Null if it is no longer configured.</param>
    /// <returns>Null if the request has nothing to say there: a reminder before it is due, a closing word before the end.</returns>
    public static CardView? For(AccessRequest request, CardKey key, Names names, Target? target) => key.Slot switch
    {
        CardSlot.Decision => DecisionCard.Of(request, names, target),
        CardSlot.Status => StatusCard.Of(request, names.AsSeenBy(request.Requester), target),
        CardSlot.Grant => GrantCard.Of(request, names.AsSeenBy(request.Requester), target),
        CardSlot.Extension => ExtensionCard.ToApprovers(request, key.Number, names, target),
        CardSlot.ExtensionDecided => ExtensionCard.ToHolder(request, key.Number, names.AsSeenBy(request.Requester)),
        CardSlot.Reminder => ReminderCard.Of(request, key.Number, names.AsSeenBy(request.Requester)),
        CardSlot.Closing => ClosingCard.Of(request, names.AsSeenBy(request.Requester), target),
        CardSlot.Overstay => OverstayCard.Of(request, names, target),
        CardSlot.Step => StepLine.Of(request, key.Number, names),
        CardSlot.Statement => StatementCard.Of(request, names),
        CardSlot.Credentials => CredentialsCard.Hidden(request),
        CardSlot.Result => request.State == RequestState.Active ? null : HiddenResult.Of(request),
        _ => throw new InvalidOperationException($"Unknown slot {key.Slot}."),
    };

    /// <summary>What was asked, in the same words wherever it is shown.</summary>
    public static IEnumerable<CardFact> Facts(AccessRequest request, Target? target)
    {
        var scope = request.Scope;
        yield return new("Target", CardText.Of($"{scope.Target}{(target is null ? "" : $" ({target.Environment})")}, {(scope.Also.IsEmpty ? "database" : "databases")} {string.Join(", ", scope.Databases)}"));
        yield return new("Access", request.Statement is null
            ? CardText.Of($"{scope.Level}: {ScopeWords.Reach(scope)}")
            : CardText.Of($"this one statement, which only reads; JitBot runs it, and nobody gets a login"));
        foreach (var fact in StatementWords.Facts(request))
        {
            yield return fact;
        }

        foreach (var fact in MaskWords.Facts(request))
        {
            yield return fact;
        }

        var isToCome = request.State is RequestState.Pending or RequestState.Approved;
        yield return request switch
        {
            { Grant: { EndsAt: { } end, ActiveSince: { } since } } => new("For", CardText.Of($"{end - since}, until {end}")),
            { Until: { } until } => new("Until", CardText.Of($"{until}{(isToCome ? ", however late access begins" : "")}")),
            _ => new("For", CardText.Of($"{request.Duration}{(isToCome ? ", counted from when access is there" : "")}")),
        };
        if (scope.Address is { } address)
        {
            yield return new("From", request switch
            {
                { Grant.EndsAt: { } end } => CardText.Of($"{address.Text} only, until {end}"),
                { Until: { } until } => CardText.Of($"{address.Text} only, until {until}"),
                _ => CardText.Of($"{address.Text} only, for {request.Duration}"),
            });
        }

        if (request.Rule.Risk is { } risk)
        {
            yield return new("Risk", CardText.Of($"{risk}"));
        }

        if (request.Ticket is { } ticket)
        {
            yield return new("Ticket", CardText.Of($"{ticket}"));
        }

        switch (request.Origin)
        {
            case { Platform: WebhookSource.Platform, Tenant: var source }:
                yield return new("Asked by", CardText.Of($"the webhook source {source}, in their name"));
                break;
            case { Platform: ApiCall.Platform, Tenant: var token }:
                yield return new("Asked with", CardText.Of($"their API token {token}"));
                break;
        }
    }

    public static CardFact Account(AccessRequest request) => request.Grant.OwnLogin is { } own
        ? new("Login", CardText.Of($"{own.Name}, through {request.Grant.AccountName}"))
        : new("Account", CardText.Of($"{request.Grant.AccountName}"));

    /// <summary>The requester's own words; a rule may not ask for any.</summary>
    public static ImmutableArray<CardText> Reason(AccessRequest request) => request.Reason.Length > 0 ? [CardText.Quote(request.Reason)] : [];

    /// <summary>The scope's names where they are too many for a fact.</summary>
    public static ImmutableArray<CardText> ScopeList(AccessRequest request) => request.Statement is null && ScopeWords.List(request.Scope) is { } list ? [list] : [];

    public static CardAction Action(AccessRequest request, string id, string label, ActionStyle style = ActionStyle.Plain) =>
        new(id, label, style, new ButtonSubject.OfRequest(request.Id, request.Terms));

    /// <summary>More time, on the holder's cards while access is on; nothing while some is asked for already.</summary>
    public static IEnumerable<CardAction> Extend(AccessRequest request) => request.OpenExtension is not null ? [] :
    [
        Action(request, ActionIds.Extend, "Extend") with
        {
            HowLong = [.. Longer.Where(time => time <= request.Rule.LongestDuration).DefaultIfEmpty(request.Rule.LongestDuration)],
            AsksFor = "Why? Whoever decides reads this.",
            AnswerIsOptional = request.Rule.ExtendsWithoutApproval || request.Rule.IsAutomatic,
        },
    ];

    public static CardText IdLine(AccessRequest request) => CardText.Of($"Request {new CardPiece.Code(request.Id.Value)}") with { Subtle = true };

    public static CardText AskAgain(AccessRequest request, Target? target) =>
        CardText.Of($"To ask again: {CardPiece.Command(RequestLine.Write(request, target))}");

    /// <summary>Lines of a server's or connector's making, in a number that no card chokes on.</summary>
    public static IEnumerable<CardText> Lines(ImmutableArray<string> lines)
    {
        const int Most = 20;
        foreach (var line in lines.Take(Most))
        {
            yield return CardText.Of($"• {PlainText.Shorten(line, 200)}");
        }

        if (lines.Length > Most)
        {
            yield return CardText.Of($"• and {lines.Length - Most} more, on record in full");
        }
    }
}
