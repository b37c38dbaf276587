using JitBot.Core.Requests;

namespace JitBot.Bot.Conversation.Cards;

/// <summary>What stands in a result's place once its rows are to be seen no longer.</summary>
internal static class HiddenResult
{
    /// <summary>Access is over, or newer results have taken the room.</summary>
    public static CardView Of(AccessRequest request) => new()
    {
        Title = $"Result: {ScopeWords.Title(request.Scope)}",
        Tone = CardTone.Neutral,
        Status = "Off the screen again",
        Summary = "A result is off the screen again",
        Text =
        [
            request.State == RequestState.Active
                ? CardText.Of($"The rows are off the screen again, because newer results stand below. To see them, run it again: {CardPiece.Command($"run {request.Id}")}")
                : CardText.Of($"The rows are off the screen again, because this access is over."),
            RequestCards.IdLine(request),
        ],
    };
}
