using System.Collections.Immutable;
using JitBot.Core.Audit;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation.Cards;

/// <summary>All there is to know about one request, to somebody it concerns: what was asked, under which rule, and each step on record.</summary>
internal static class DetailsCard
{
    private const int MostSteps = 40;

    /// <summary>What is typed to see it.</summary>
    public static string Typed(AccessRequest request) => $"show {request.Id}";

    /// <param name="runs">Of its statement.</param>
    public static CardView Of(AccessRequest request, Names names, Target? target, RunsOnRecord runs)
    {
        var title = $"{names[request.Requester]}: {ScopeWords.Title(request.Scope)}";
        return new()
        {
            Title = title,
            Tone = Standing.Tone(request),
            Status = Standing.Status(request),
            Summary = title,
            Lead = [.. RequestCards.Reason(request), .. StatementWords.Whole(request)],
            Facts =
            [
                .. RequestCards.Facts(request, target),
                new("Decides", CardText.Of($"{Wording.Deciders(request.Rule)} (rule {request.Rule.Name})")),
                RequestCards.Account(request),
            ],
            Text = [.. RequestCards.ScopeList(request), .. StatementWords.List(request), .. StatementWords.Warnings(request), .. MaskWords.List(request), .. MaskWords.Limits(request, target), .. OwnLoginWords.Terms(request), .. WhyThisRule(request), CardText.Of($"On record") with { Strong = true }, .. Steps(request, names), .. Runs(runs), RequestCards.IdLine(request)],
        };
    }

    private static IEnumerable<CardText> Runs(RunsOnRecord runs)
    {
        if (runs.Total == 0)
        {
            yield break;
        }

        yield return CardText.Of($"Runs") with { Strong = true };
        if (runs.Total > runs.Newest.Length)
        {
            yield return CardText.Of($"{runs.Total} in all; these are the newest.");
        }

        foreach (var run in runs.Newest)
        {
            yield return CardText.Of($"{run.At}: {Wording.Of(run)}");
        }
    }

    private static IEnumerable<CardText> WhyThisRule(AccessRequest request) => request.Explanation is { } explanation
        ? [CardText.Of($"Why this rule") with { Strong = true }, .. Wording.Explained(explanation)]
        : [];

    private static IEnumerable<CardText> Steps(AccessRequest request, Names names)
    {
        ImmutableArray<AuditEntry> shown = [.. request.Audit.Take(1), .. request.Audit.Skip(Math.Max(1, request.Audit.Length - MostSteps + 1))];
        foreach (var entry in shown)
        {
            yield return CardText.Of($"{entry.At}: {Trail.Words(request, entry, names)}");
            // The first reason stands above already.
            if (entry is { Reason: { } said, Event: not AuditEvents.Submitted })
            {
                yield return CardText.Quote(said);
            }
        }
    }
}
