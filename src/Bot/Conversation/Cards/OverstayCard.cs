using JitBot.Core;
using JitBot.Core.Audit;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation.Cards;

/// <summary>To the operators: an account that should be gone may still be there, and what they can do by hand.</summary>
internal static class OverstayCard
{
    public static CardView? Of(AccessRequest request, Names names, Target? target)
    {
        if (request.Grant.Ending is not { OverstayNotices: > 0 } ending)
        {
            return null;
        }

        var account = request.Grant.AccountName;
        var closed = request.Grant.Residue is not null;
        var gone = request.Grant.IsOver;
        var title = gone ? $"Access of {names[request.Requester]} to {request.Scope.Target} has ended, late"
            : closed ? $"Access of {names[request.Requester]} to {request.Scope.Target} is closed; its account remains"
            : $"Access of {names[request.Requester]} to {request.Scope.Target} has not ended";
        return new()
        {
            Title = title,
            Tone = gone ? CardTone.Good : closed ? CardTone.Warning : CardTone.Bad,
            Status = gone ? "Resolved" : closed ? "Closed, not removed" : "Overdue",
            Summary = title,
            Facts =
            [
                RequestCards.Account(request),
                new("Target", CardText.Of($"{request.Scope.Target}{(target is null ? ", no longer configured" : $" ({target.Environment})")}")),
                new("Database", CardText.Of($"{string.Join(", ", request.Scope.Databases)}")),
                new("Was due", CardText.Of($"{ending.Due}")),
                .. gone ? [new CardFact("Gone", CardText.Of($"{request.Grant.EndedAt!.Value}"))] : Array.Empty<CardFact>(),
            ],
            Text =
            [
                .. gone
                    ? [CardText.Of($"The account was removed, and a look at the server found nothing left of it.")]
                    : Open(request, account, target),
                RequestCards.IdLine(request),
            ],
        };
    }

    private static IEnumerable<CardText> Open(AccessRequest request, string account, Target? target)
    {
        yield return CardText.Of($"Why not yet: {Why(request)}");
        yield return CardText.Of($"It is tried again until it is done, and this card then says so.");
        if (request.Grant.Residue is null && ByHand(account, request.Grant.OwnLogin, target) is { } statement)
        {
            yield return CardText.Of($"To close it by hand now, as a superuser on the server:");
            yield return CardText.Code(statement);
        }
    }

    private static string Why(AccessRequest request) => PlainText.Shorten(
        request.Grant.Residue
        ?? request.Audit.LastOrDefault(entry => entry.Event == AuditEvents.Overstay)?.Facts.GetValueOrDefault("why")
        ?? "not known.", 300);

    /// <summary>The login first, then its sessions: the other way round, a client that reconnects at once is back in.</summary>
    private static string? ByHand(string account, OwnLogin? own, Target? target) => target?.Engine == "postgresql"
        ? own is not null ? $"DROP ROLE \"{account}\";" : $"ALTER ROLE \"{account}\" NOLOGIN; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{account}';"
        : null;
}
