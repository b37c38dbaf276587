using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation.Cards;

/// <summary>In the target's channel: what is asked, with the buttons to decide; then who decided, and the rest of its life.</summary>
internal static class DecisionCard
{
    public static CardView Of(AccessRequest request, Names names, Target? target)
    {
        var title = $"{names[request.Requester]} {(request.State == RequestState.Pending ? "asks" : "asked")} for {ScopeWords.Title(request.Scope)}";
        return new()
        {
            Title = title,
            Tone = Standing.Tone(request),
            Status = Standing.Status(request),
            Summary = $"{title}: {Standing.Status(request)}",
            Lead = [.. RequestCards.Reason(request), .. StatementWords.Text(request, "follows below")],
            Facts = [.. RequestCards.Facts(request, target), .. Deciding(request)],
            Text =
            [
                .. RequestCards.ScopeList(request), .. StatementWords.Warnings(request), .. MaskWords.Limits(request, target), .. OwnLoginWords.Terms(request), .. Beyond(request, target), .. Standing.Story(request, names), .. Foot(request),
            ],
            Actions = request.State == RequestState.Pending
                ?
                [
                    RequestCards.Action(request, ActionIds.Approve, "Approve", ActionStyle.Primary),
                    RequestCards.Action(request, ActionIds.Deny, "Deny", ActionStyle.Danger) with { AsksFor = "Why not? The requester reads this." },
                    RequestCards.Action(request, ActionIds.Why, "Why?"),
                ]
                : [],
            Details = RequestCards.Action(request, ActionIds.Details, "Details"),
        };
    }

    private static IEnumerable<CardFact> Deciding(AccessRequest request)
    {
        if (!request.Rule.IsAutomatic)
        {
            yield return new("Decides", CardText.Of($"{Wording.Deciders(request.Rule)} (rule {request.Rule.Name})"));
        }

        if (request.State == RequestState.Pending)
        {
            yield return new("Lapses", CardText.Of($"{request.LapsesAt}"));
        }
    }

    /// <summary>What comes with any login there, so that it is part of what is approved.</summary>
    private static IEnumerable<CardText> Beyond(AccessRequest request, Target? target)
    {
        if (request is { State: RequestState.Pending, Grant.OwnLogin: null } && target is { AcceptedRights: { IsEmpty: false } accepted })
        {
            yield return CardText.Of($"Any login on {target.Id}{(request.Statement is null ? "" : ", this statement's too,")} may also do this, which the operator has accepted: {string.Join(", ", accepted)}.") with { Subtle = true };
        }
    }

    private static IEnumerable<CardText> Foot(AccessRequest request)
    {
        yield return request.State == RequestState.Active
            ? CardText.Of($"Request {new CardPiece.Code(request.Id.Value)}. An owner ends it early with "
                + $"{CardPiece.Command($"revoke {request.Id} because …")}")
                with { Subtle = true }
            : RequestCards.IdLine(request);
    }
}
