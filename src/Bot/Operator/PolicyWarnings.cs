using System.Collections.Immutable;
using JitBot.Bot.Configuration;
using JitBot.Bot.Conversation;
using JitBot.Core.Policy;

namespace JitBot.Bot.Operator;

/// <summary>What is allowed in a policy and still deserves a thought.</summary>
internal static class PolicyWarnings
{
    public static IEnumerable<string> Of(PolicyDocument policy, Organisation organisation)
    {
        var decisions = policy.Rules.Append(policy.Fallback).SelectMany(rule => organisation.Targets.Select(target => rule.Pin(policy.Version, target, RequestKinds.Login))).ToArray();
        return [.. InSlack(decisions, organisation), .. decisions.SelectMany(decision => Scarce(decision, organisation)).Distinct(StringComparer.Ordinal)];
    }

    // Rule 34
    private static IEnumerable<string> InSlack(IEnumerable<PinnedRule> decisions, Organisation organisation) =>
        from name in decisions.SelectMany(decision => decision.AllGroups).Distinct(StringComparer.OrdinalIgnoreCase)
        let userGroups = organisation.Groups.GetValueOrDefault(name)?.SlackUserGroups ?? []
        where !userGroups.IsEmpty
        select $"{name} decides and is kept in Slack ({string.Join(", ", userGroups)}): whoever may edit it there decides who approves.";

    /// <summary>Nobody decides on their own request: a step that takes everybody there is leaves nobody for theirs.</summary>
    private static IEnumerable<string> Scarce(PinnedRule decision, Organisation organisation)
    {
        foreach (var (place, step) in decision.Steps.Index())
        {
            ImmutableArray<string> groups = [.. step.Groups.Concat(step.EscalateTo).Distinct(StringComparer.OrdinalIgnoreCase)];
            if (organisation.AbleIn(groups) is not { } able || able > step.Needed)
            {
                continue;
            }

            var where = decision.Steps.Length == 1 ? decision.Name : $"{decision.Name}, step {place + 1}";
            yield return able < step.Needed
                ? $"{where}: {step.Needed} must approve, and {Wording.Either(groups)} gives {able} enabled people with a linked chat account, so nothing passes."
                : able == 1
                    ? $"{where}: {Wording.Either(groups)} gives one person who can approve, so what that one asks for is refused."
                    : $"{where}: {Wording.Either(groups)} gives no more than the {able} people it takes, so what one of them asks for is refused.";
        }
    }
}
