using System.Collections.Immutable;
using JitBot.Core.Approvals;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation.Cards;

/// <summary>Several requests on one card: a line each for what, how it stands, and the id that commands take.</summary>
internal static class ListCards
{
    /// <param name="now">UTC; an answer to a question, unlike a card that stays, may say how much time is left.</param>
    public static CardView Mine(ImmutableArray<AccessRequest> requests, bool andMore, DateTimeOffset now) => requests.IsEmpty
        ? Nothing("You have no requests and no access", "Nothing of yours is waiting or on.")
        : new()
        {
            Title = "Your requests and your access",
            Tone = CardTone.Neutral,
            Summary = "Your requests and your access",
            Text =
            [
                .. requests.SelectMany(request => OneOfMine(request, now)), .. More(andMore),
                CardText.Of($"To give access back early: {CardPiece.Command("done")} and its id.") with { Subtle = true },
            ],
        };

    /// <param name="explained">The requests whose reason the reader may see.</param>
    public static CardView Who(
        Target target, ImmutableArray<AccessRequest> requests, bool andMore, Names names, IReadOnlySet<RequestId> explained) => requests.IsEmpty
        ? Nothing($"Nobody has access to {target.Id}", $"No access that I gave to {target.Id} is on at the moment.")
        : new()
        {
            Title = $"Who has access to {target.Id}",
            Tone = CardTone.Neutral,
            Summary = $"Who has access to {target.Id}",
            Text =
            [
                .. requests.SelectMany(request => OneOfMany(request, names, explained.Contains(request.Id))), .. More(andMore),
                CardText.Of($"An owner ends one early: {CardPiece.Command("revoke")}, its id and the reason.") with { Subtle = true },
            ],
        };

    private static CardView Nothing(string title, string text) =>
        new() { Title = title, Tone = CardTone.Neutral, Summary = title, Text = [CardText.Of($"{text}")] };

    private static ImmutableArray<CardText> OneOfMine(AccessRequest request, DateTimeOffset now) =>
    [
        CardText.Of($"{request.Scope.Target}: {request.Scope.Level}, {ScopeWords.Brief(request.Scope)}") with { Strong = true },
        request switch
        {
            { State: RequestState.Pending } => CardText.Of($"{Standing.Status(request)}, lapses {request.LapsesAt}. Id {request.Id.Value}"),
            { State: RequestState.Active, Grant.EndsAt: { } end } when end > now =>
                CardText.Of($"{Standing.Status(request)} until {end}, {Left(end - now)} left. Id {request.Id.Value}"),
            _ => CardText.Of($"{Standing.Status(request)}. Id {request.Id.Value}"),
        },
    ];

    /// <summary>To the minute while there is more than one: seconds would only look exact.</summary>
    public static TimeSpan Left(TimeSpan time) => time > TimeSpan.FromMinutes(1) ? TimeSpan.FromMinutes(Math.Floor(time.TotalMinutes)) : time;

    private static ImmutableArray<CardText> OneOfMany(AccessRequest request, Names names, bool explained)
    {
        var approvals = request.Decisions.Where(decision => decision.Verdict == Verdict.Approve);
        var until = request switch
        {
            { Grant.EndsAt: { } end } => CardText.Of($" until {end}"),
            { Until: { } end } => CardText.Of($", then until {end}"),
            _ => CardText.Of($", then for {request.Duration}"),
        };
        return
        [
            CardText.Of($"{names[request.Requester]}: {request.Scope.Level}, {ScopeWords.Brief(request.Scope)}") with { Strong = true },
            CardText.Of($"{Standing.Status(request)}{until}. "
                + $"Approved by {string.Join(", ", approvals.Select(decision => names[decision.Approver]))}. Id {request.Id.Value}"),
            .. explained ? RequestCards.Reason(request) : [],
        ];
    }

    private static ImmutableArray<CardText> More(bool andMore) => andMore ? [CardText.Of($"There are more; these are the newest.")] : [];
}
