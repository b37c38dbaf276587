using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation.Cards;

/// <summary>To the requester: access ends soon.</summary>
internal static class ReminderCard
{
    public static CardView? Of(AccessRequest request, Names names, Target? target)
    {
        if (request.Grant is not { RemindedAt: not null, EndsAt: { } endsAt })
        {
            return null;
        }

        if (request.State != RequestState.Active)
        {
            return new()
            {
                Title = $"Your access is over: {ScopeWords.Title(request.Scope)}",
                Tone = CardTone.Neutral,
                Status = Standing.Status(request),
                Summary = "Your access is over.",
                Text = [.. Standing.End(request, names), RequestCards.IdLine(request)],
            };
        }

        return new()
        {
            Title = $"Your access ends soon: {ScopeWords.Title(request.Scope)}",
            Tone = CardTone.Warning,
            Status = "Ends soon",
            Summary = $"Your access ends soon: {ScopeWords.Title(request.Scope)}",
            Text =
            [
                CardText.Of($"It ends {endsAt}. Open sessions are cut then, and what is not committed is rolled back."),
                RequestCards.AskAgain(request, target),
                RequestCards.IdLine(request),
            ],
            Actions = [RequestCards.Action(request, ActionIds.GiveBack, "I am done")],
        };
    }
}
