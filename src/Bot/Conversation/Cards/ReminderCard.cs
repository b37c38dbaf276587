using JitBot.Core.Requests;

namespace JitBot.Bot.Conversation.Cards;

/// <summary>To the requester: access ends soon. Once the end has moved, only the reminder of the new one says so.</summary>
internal static class ReminderCard
{
    /// <param name="number">The how manieth reminder it is.</param>
    public static CardView? Of(AccessRequest request, int number, Names names)
    {
        if (request.Grant is not { EndsAt: { } endsAt } || (request.Grant.RemindedAt is null && number == 0))
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

        return request.Grant.RemindedAt is not null && number == request.Grant.Reminders
            ? EndsSoon(request, endsAt, names)
            : new()
            {
                Title = $"Your access goes on: {ScopeWords.Title(request.Scope)}",
                Tone = CardTone.Good,
                Status = "Extended",
                Summary = $"Your access goes on: {ScopeWords.Title(request.Scope)}",
                Text = [CardText.Of($"It ends {endsAt}."), RequestCards.IdLine(request)],
            };
    }

    private static string AtTheEnd(AccessRequest request) => request.Grant.OwnLogin is { } own
        ? OwnLoginWords.EndsSoon(own)
        : "Open sessions are cut then, and what is not committed is rolled back.";

    private static CardView EndsSoon(AccessRequest request, DateTimeOffset endsAt, Names names) => new()
    {
        Title = $"Your access ends soon: {ScopeWords.Title(request.Scope)}",
        Tone = CardTone.Warning,
        Status = "Ends soon",
        Summary = $"Your access ends soon: {ScopeWords.Title(request.Scope)}",
        Text =
        [
            CardText.Of($"It ends {endsAt}. {AtTheEnd(request)}"),
            .. Standing.MoreTime(request, names),
            RequestCards.IdLine(request),
        ],
        Actions =
        [
            .. RequestCards.Extend(request).Select(button => button with { Style = ActionStyle.Primary }),
            RequestCards.Action(request, ActionIds.GiveBack, "I am done"),
        ],
    };
}
