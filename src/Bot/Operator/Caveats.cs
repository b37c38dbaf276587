using JitBot.Bot.Configuration;
using JitBot.Core.Policy;

namespace JitBot.Bot.Operator;

/// <summary>In what a judgement made here may differ from the service's own, which asks Slack and the target's catalogue.</summary>
internal static class Caveats
{
    public static IEnumerable<string> Of(Judgement judgement, Organisation organisation)
    {
        var (policy, facts) = (judgement.Policy, judgement.Facts);
        if (organisation.People.First(person => person.Id == facts.Requester.Id) is { Disabled: true, Name: var name })
        {
            yield return $"{name} is disabled, so JitBot takes nothing from them.";
        }

        if (judgement.Verdict.Denied is null && facts.Duration > judgement.Verdict.Pinned.LongestDuration)
        {
            yield return "It is asked for longer than this rule gives, so it could not be submitted as it is.";
        }

        if (policy.MentionsTables)
        {
            yield return facts.Tables.IsEmpty
                ? "This policy goes by tables, and none is named. JitBot would judge every table of the database; here no catalogue is asked."
                : facts.Tables.Any(table => table.Name == "*")
                    ? "This policy goes by tables. JitBot would judge every table of the schemas; here no catalogue is asked, and * stands for them."
                    : "Tables are taken as they are named: no catalogue was asked whether they are there.";
        }

        var inSlack = organisation.Groups.Where(group => !group.Value.SlackUserGroups.IsEmpty).Select(group => group.Key).Order(StringComparer.Ordinal).ToArray();
        if (inSlack.Length > 0 && (policy.Mentions("requester.groups") || judgement.Verdict.Pinned.AllGroups.Intersect(inSlack, StringComparer.OrdinalIgnoreCase).Any()))
        {
            yield return $"{string.Join(", ", inSlack)}: kept in Slack, too, which was not asked. Only the people that the configuration lists count as members here.";
        }
    }
}
