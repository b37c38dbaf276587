using JitBot.Core.Grants;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation.Cards;

/// <summary>To the requester: it came to an end that they did not bring about, and what they can do now.</summary>
internal static class ClosingCard
{
    public static CardView? Of(AccessRequest request, Names names, Target? target)
    {
        if (Title(request) is not { } words)
        {
            return null;
        }

        var title = $"{words}: {ScopeWords.Title(request.Scope)}";
        return new()
        {
            Title = title,
            Tone = Standing.Tone(request),
            Status = Standing.Status(request),
            Summary = title,
            Text =
            [
                .. Standing.Outcome(request, names),
                .. CanAskAgain(request) ? [RequestCards.AskAgain(request, target)] : Array.Empty<CardText>(),
                RequestCards.IdLine(request),
            ],
        };
    }

    private static string? Title(AccessRequest request) => request switch
    {
        { State: RequestState.Denied } => "Your request was denied",
        { State: RequestState.Lapsed } => "Your request lapsed",
        { State: RequestState.Ending or RequestState.Ended, Grant.Ending: { } ending } => ending.Cause switch
        {
            EndCause.GivenBack => null,
            EndCause.Revoked => "Your access was revoked",
            EndCause.NotIssued => "Your access could not be given",
            _ => "Your access is over",
        },
        _ => null,
    };

    private static bool CanAskAgain(AccessRequest request) => request.Grant.Ending?.Cause != EndCause.HolderDisabled;
}
