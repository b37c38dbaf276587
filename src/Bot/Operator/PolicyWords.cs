using System.Collections.Immutable;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Commands;
using JitBot.Core.Policy;

namespace JitBot.Bot.Operator;

/// <summary>What rules and verdicts come to, in a few words.</summary>
internal static class PolicyWords
{
    /// <summary>Such as <c>denied</c>, <c>nobody decides</c>, <c>anyone in dba (after 30 min also hr-owners), then anyone in target-owners</c>.</summary>
    public static string Verdict(PolicyRule rule) => rule.Deny is null ? Deciders(rule.Steps) : "denied";

    public static string Deciders(ImmutableArray<ApprovalStep> steps) => steps.IsEmpty ? "nobody decides" : string.Join(", then ", steps.Select(Decider));

    public static string Decider(ApprovalStep step) => step.EscalateAfter is { } after && !step.EscalateTo.IsEmpty
        ? $"{Wording.Deciders(step)} ({string.Join(", ", step.EscalateTo.Select((group, place) => $"after {DurationText.Words(after * (place + 1))} also {group}"))})"
        : Wording.Deciders(step);

    /// <summary>Such as <c>2 h</c>; of a rule that tells kinds of request apart <c>login 2 h, statement 10 min</c>; nothing of one that refuses.</summary>
    public static string Longest(PolicyRule rule)
    {
        if (rule.Deny is not null)
        {
            return "";
        }

        var kinds = RequestKinds.All.Select(kind => (Kind: kind, Longest: DurationText.Words(rule.LongestByKind.GetValueOrDefault(kind, rule.Longest)))).ToArray();
        return kinds.DistinctBy(kind => kind.Longest, StringComparer.Ordinal).Count() == 1 ? kinds[0].Longest : string.Join(", ", kinds.Select(kind => $"{kind.Kind} {kind.Longest}"));
    }
}
