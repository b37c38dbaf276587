using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation.Cards;

/// <summary>To the requester: what they asked and how it stands.</summary>
internal static class StatusCard
{
    public static CardView Of(AccessRequest request, Names names, Target? target)
    {
        var title = $"You asked for {ScopeWords.Title(request.Scope)}";
        return new()
        {
            Title = title,
            Tone = Standing.Tone(request),
            Status = Standing.Status(request),
            Summary = $"{title}: {Standing.Status(request)}",
            Lead = [.. RequestCards.Reason(request), .. StatementWords.Text(request, $"stands in {DetailsCard.Typed(request)}")],
            Facts = [.. RequestCards.Facts(request, target)],
            Text =
            [
                .. RequestCards.ScopeList(request), .. Standing.Story(request, names),
                .. Next(request), RequestCards.IdLine(request),
            ],
            Actions = request.State == RequestState.Pending
                ?
                [
                    .. request.NudgedAt is null ? [RequestCards.Action(request, ActionIds.Nudge, "Nudge")] : Array.Empty<CardAction>(),
                    RequestCards.Action(request, ActionIds.Why, "Why?"), RequestCards.Action(request, ActionIds.Withdraw, "Withdraw"),
                ]
                : [],
        };
    }

    private static IEnumerable<CardText> Next(AccessRequest request)
    {
        switch (request.State)
        {
            case RequestState.Pending:
                yield return CardText.Of($"It waits for {Wording.WaitsFor(request)}, and lapses {request.LapsesAt} if nobody decides.");
                break;
            case RequestState.Approved when request.Grant.OwnLogin is { } own:
                yield return CardText.Of($"Your login {own.Name} is being given {OwnLoginWords.Roles(own)}. A card follows when it has them.");
                break;
            case RequestState.Approved when request.Statement is not null:
                yield return CardText.Of($"It is being made ready. A card with the button to run it follows.");
                break;
            case RequestState.Approved:
                yield return CardText.Of($"The account is being made. A card with the credentials' button follows when it is there.");
                break;
        }
    }
}
