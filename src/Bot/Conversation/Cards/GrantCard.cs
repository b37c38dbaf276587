using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation.Cards;

/// <summary>To the requester: access is there, with the buttons to show its credentials and to give it back.</summary>
internal static class GrantCard
{
    public static CardView? Of(AccessRequest request, Names names, Target? target)
    {
        if (request.Grant is not { ActiveSince: not null })
        {
            return null;
        }

        var active = request.State == RequestState.Active;
        var title = $"{(active ? request.Statement is null ? "Your access is ready" : "It can be run" : "Your access is over")}: {ScopeWords.Title(request.Scope)}";
        return new()
        {
            Title = title,
            Tone = Standing.Tone(request),
            Status = Standing.Status(request),
            Summary = title,
            Lead = [.. StatementWords.Text(request, $"stands in {DetailsCard.Typed(request)}")],
            Facts = [.. RequestCards.Facts(request, target), RequestCards.Account(request)],
            Text =
            [
                .. RequestCards.ScopeList(request),
                .. active ? MaskWords.Limits(request, target) : [],
                .. active ? Terms(request).Concat(Standing.MoreTime(request, names)) : Standing.End(request, names),
                RequestCards.IdLine(request),
            ],
            Actions = active
                ?
                [
                    .. Use(request),
                    .. RequestCards.Extend(request),
                    RequestCards.Action(request, ActionIds.GiveBack, "I am done"),
                ]
                : [],
        };
    }

    private static IEnumerable<CardAction> Use(AccessRequest request) => request switch
    {
        { Statement.Export: true } =>
        [
            RequestCards.Action(request, ActionIds.Run, "Run", ActionStyle.Primary),
            RequestCards.Action(request, ActionIds.ExportCsv, "Export CSV"), RequestCards.Action(request, ActionIds.ExportJsonLines, "Export JSON lines"),
        ],
        { Statement: not null } => [RequestCards.Action(request, ActionIds.Run, "Run", ActionStyle.Primary)],
        { Grant.OwnLogin: null } => [RequestCards.Action(request, ActionIds.ShowCredentials, "Show credentials", ActionStyle.Primary)],
        _ => [],
    };

    private static IEnumerable<CardText> Terms(AccessRequest request) => request switch
    {
        { Statement: not null } => [CardText.Of($"Run it as often as you need until then; each run is on record. Its result is shown to you alone."), .. Accepted(request)],
        { Grant.OwnLogin: { } own } => OwnLoginWords.Given(own),
        _ => Limits(request),
    };

    private static IEnumerable<CardText> Limits(AccessRequest request)
    {
        yield return CardText.Of($"{Limit(request)} At the end the login is closed and open sessions are cut.");
        if (WithoutJitBot(request.Grant.FailSafe) is { } alone)
        {
            yield return CardText.Of($"{alone}") with { Subtle = true };
        }

        foreach (var line in Accepted(request))
        {
            yield return line;
        }

        if (request is { Masked.Count: > 0, Scope.Unmask: false })
        {
            yield return CardText.Of($"Tables with masked columns are found by their bare names, such as {new CardPiece.Code("employee")}: with a schema before it, a name means the table itself, "
                + $"which gives its other columns only.") with { Subtle = true };
        }

        yield return CardText.Of($"Showing the credentials makes a new password each time; the one before stops working.") with { Subtle = true };
    }

    private static IEnumerable<CardText> Accepted(AccessRequest request) => request.Grant.AcceptedRights.IsEmpty ? [] :
    [
        CardText.Of($"Beyond its scope the account can also do this, which the operator has accepted:"), .. RequestCards.Lines(request.Grant.AcceptedRights),
    ];

    /// <summary>No more than is so: what nothing is known of is not spoken of.</summary>
    private static string? WithoutJitBot(FailSafeReach reach) => reach switch
    {
        FailSafeReach.EveryLogin => "Should JitBot be down then, the database itself no longer lets this account in; open sessions are cut when JitBot is back.",
        FailSafeReach.Passwords => "Should JitBot be down then, the database itself still refuses the password, but no other way of logging in; open sessions are cut when JitBot is back.",
        _ => null,
    };

    private static string Limit(AccessRequest request) => request.Scope switch
    {
        { IsWholeDatabase: true } => $"It is for the database {request.Scope.Database}.",
        { Schemas.IsEmpty: false } => "What lies outside these schemas is refused by the database.",
        _ => "Any other table is refused by the database; ask again if you need one.",
    };
}
