using System.Collections.Immutable;
using JitBot.Core.Policy;

namespace JitBot.Bot.Configuration;

/// <summary>What a policy file says: rules in order, the people who decide what no rule matches, and what may be had at once.</summary>
internal static class PolicySettings
{
    private const int MostRules = 1000;

    /// <param name="version">A hash of all it says.</param>
    public static PolicyDocument Read(Settings policy, Organisation organisation, string version)
    {
        var sections = policy.Sections("Rules").ToImmutableArray();
        var rules = sections.Select(entry => RuleSettings.ReadRule(entry.Section, organisation)).ToImmutableArray();
        if (rules.Length > MostRules)
        {
            policy.Problem("Rules", $"has {rules.Length} rules, more than {MostRules}", "fewer rules, with conditions that take several cases together");
        }

        foreach (var twice in rules.Where(rule => rule.Name.Length > 0).GroupBy(rule => rule.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            policy.Problem("Rules", $"has more than one rule named '{twice.Key}'", "a name of its own for each rule");
        }

        var fallback = RuleSettings.ReadFallback(policy.Section("Fallback"), organisation);
        var document = new PolicyDocument(version, rules, fallback) { Caps = ReadCaps(policy.Section("Caps")) };
        foreach (var finding in Reachability.Of(document))
        {
            sections[finding.Place].Section.Problem("When", Words(finding, document), Remedy(finding, document));
        }

        return document;
    }

    private static PolicyCaps ReadCaps(Settings caps) => new(
        Cap(caps, "GrantsPerPerson"), Cap(caps, "GrantsPerTarget"), Cap(caps, "AutomaticPerPersonAndDay"));

    private static int? Cap(Settings caps, string key) => caps.OptionalText(key) is null ? null : caps.Number(key, 3, 1, 10_000);

    private static string Words(RuleFinding finding, PolicyDocument policy) => finding.ShadowedBy switch
    {
        [] => "can never hold: it contradicts itself",
        [var only] => $"is never reached: rule '{policy.Rules[only].Name}' before it applies whenever it would",
        _ => $"is never reached: {string.Join(" and ", finding.ShadowedBy.Select(place => $"'{policy.Rules[place].Name}'"))} before it apply whenever it would",
    };

    private static string Remedy(RuleFinding finding, PolicyDocument policy) => finding.ShadowedBy is [var first, ..]
        ? $"move it before '{policy.Rules[first].Name}', or remove it"
        : "\"When\": \"request.level == 'write' || request.level == 'read'\"";
}
