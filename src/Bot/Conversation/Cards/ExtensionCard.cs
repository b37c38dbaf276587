using JitBot.Core.Approvals;
using JitBot.Core.Grants;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation.Cards;

/// <summary>An ask for more time: to those who decide it, and what they decided to the holder.</summary>
internal static class ExtensionCard
{
    /// <param name="terms">Which of the request's extensions.</param>
    public static CardView? ToApprovers(AccessRequest request, int terms, Names names, Target? target)
    {
        if (Find(request, terms) is not { } asked)
        {
            return null;
        }

        var open = request.OpenExtension == asked;
        var title = $"{names[request.Requester]} {(open ? "asks" : "asked")} for {Words(asked)} more: {ScopeWords.Title(request.Scope)}";
        return new()
        {
            Title = title,
            Tone = Tone(request, asked),
            Status = Status(request, asked),
            Summary = $"{title}: {Status(request, asked)}",
            Lead = asked.Reason is { } reason ? [CardText.Quote(reason)] : [],
            Facts =
            [
                .. RequestCards.Facts(request, target).Where(fact => fact.Label is not ("For" or "From")),
                .. request.Scope.Address is { } address ? [new("From", CardText.Of($"{address.Text} only"))] : Array.Empty<CardFact>(),
                new("Until", CardText.Of($"{asked.Until} instead of {asked.From}")),
                new("Decides", CardText.Of($"{Wording.Deciders(asked.Rule)} (rule {asked.Rule.Name})")),
                .. request.Reason.Length > 0 ? [new("First reason", CardText.Of($"{request.Reason}"))] : Array.Empty<CardFact>(),
            ],
            Text = [.. RequestCards.ScopeList(request), .. Story(request, asked, names), RequestCards.IdLine(request)],
            Actions = open
                ?
                [
                    RequestCards.Action(request, ActionIds.Approve, "Approve", ActionStyle.Primary),
                    RequestCards.Action(request, ActionIds.Deny, "Deny", ActionStyle.Danger) with { AsksFor = "Why not? The requester reads this." },
                ]
                : [],
            Details = RequestCards.Action(request, ActionIds.Details, "Details"),
        };
    }

    public static CardView? ToHolder(AccessRequest request, int terms, Names names)
    {
        if (Find(request, terms) is not { Verdict: { } verdict } asked)
        {
            return null;
        }

        var given = verdict == Verdict.Approve;
        var title = given
            ? $"You have {Words(asked)} more: {ScopeWords.Title(request.Scope)}"
            : $"No more time: {ScopeWords.Title(request.Scope)}";
        return new()
        {
            Title = title,
            Tone = given ? CardTone.Good : CardTone.Bad,
            Status = Status(request, asked),
            Summary = title,
            Text =
            [
                given
                    ? CardText.Of($"It ends {asked.Until} now. {(request.Grant.OwnLogin is null ? "Your credentials and open" : "Open")} sessions stay as they are.")
                    : CardText.Of($"It still ends {asked.From}."),
                .. Story(request, asked, names),
                RequestCards.IdLine(request),
            ],
        };
    }

    /// <summary>Who said what about it, and that it came to nothing if it did.</summary>
    public static IEnumerable<CardText> Story(AccessRequest request, Extension asked, Names names)
    {
        foreach (var text in Standing.Votes(asked.Decisions, names))
        {
            yield return text;
        }

        if (asked.Verdict == Verdict.Deny && asked.Decisions.All(decision => decision.Verdict != Verdict.Deny))
        {
            yield return CardText.Of($"The policy refuses it by now.");
        }

        if (request.OpenExtension == asked)
        {
            yield return CardText.Of($"Until it is decided, access ends {asked.From} as before.");
        }
        else if (asked.Verdict is null)
        {
            yield return CardText.Of($"Access was over before it was decided.");
        }
    }

    /// <summary>Such as <c>1 h 30 min</c>.</summary>
    public static string Words(Extension extension) => Commands.DurationText.Words(extension.By);

    private static Extension? Find(AccessRequest request, int terms) => request.Extensions.FirstOrDefault(extension => extension.Terms == terms);

    private static string Status(AccessRequest request, Extension asked) => asked.Verdict switch
    {
        Verdict.Approve => "Extended",
        Verdict.Deny => "Denied",
        _ when request.OpenExtension != asked => "Not decided in time",
        _ => Standing.Waiting(Ballot.Of(request)!),
    };

    private static CardTone Tone(AccessRequest request, Extension asked) => asked.Verdict switch
    {
        Verdict.Approve => CardTone.Good,
        Verdict.Deny => CardTone.Bad,
        _ => request.OpenExtension == asked ? CardTone.Waiting : CardTone.Neutral,
    };
}
