using System.Collections.Immutable;
using JitBot.Bot.Conversation.Commands;
using JitBot.Core.Policy;
using JitBot.Core.Requests;

namespace JitBot.Bot.Tests.Policy;

/// <summary>An analysis in the few words that the cookbook uses for it.</summary>
internal static class Answer
{
    public static string Of(DraftAnalysis analysis) => string.Join(", once ", analysis.Problems.Select(Missing).Prepend(analysis switch
    {
        { Verdict.Denied: not null } => "refused",
        { Rule.IsAutomatic: true } => "nobody",
        _ => string.Join(", then ", analysis.Rule!.Steps.Select(Words)),
    }));

    private static string Words(ApprovalStep step)
    {
        var groups = step.FromEach ? $"each of {string.Join(" and ", step.Groups)}" : string.Join(" or ", step.Groups);
        return $"{step.People} of {groups}{(step.EscalateAfter is { } after ? $", after {DurationText.Words(after)} {string.Join(", then ", step.EscalateTo)} too" : "")}";
    }

    private static string Missing(DraftProblem problem) => problem switch
    {
        DraftProblem.Missing { Field: DraftField.Ticket } => "a ticket is given",
        DraftProblem.Missing { Field: DraftField.Reason } => "a reason is given",
        DraftProblem.NotAsAsked asked => $"the {asked.Field.ToString().ToLowerInvariant()} is as asked",
        DraftProblem.TooLongATime => "it is short enough",
        _ => problem.ToString(),
    };
}
