using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using JitBot.Core.People;
using JitBot.Core.Policy;
using JitBot.Core.Targets;

namespace JitBot.Bot.Configuration;

/// <summary>Who decides what: ordered rules, and the people who decide what no rule matches.</summary>
internal static class PolicySettings
{
    private static readonly TimeSpan LongestEver = TimeSpan.FromDays(30);

    public static PolicyDocument Read(
        Settings settings,
        ImmutableArray<Person> people,
        FrozenDictionary<string, Group> groups,
        ImmutableArray<Target> targets)
    {
        var policy = settings.Section("Policy");
        var rules = policy.Sections("Rules").Select(entry => ReadRule(entry.Section, targets, people, groups)).ToImmutableArray();
        foreach (var twice in rules.GroupBy(rule => rule.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            policy.Problem("Rules", $"has more than one rule named '{twice.Key}'", "a name of its own for each rule");
        }

        var fallback = ReadApproval(policy.Section("Fallback"), "fallback", people, groups);
        return new(Version(rules, fallback), rules, fallback);
    }

    private static PolicyRule ReadRule(
        Settings settings, ImmutableArray<Target> targets, ImmutableArray<Person> people, FrozenDictionary<string, Group> groups) =>
        ReadApproval(settings, settings.Text("Name", "\"Name\": \"production writes\""), people, groups) with
        {
            Targets = Known(settings, "Targets", targets.Select(target => target.Id)),
            Environments = Known(settings, "Environments", targets.Select(target => target.Environment)),
            Levels = Known(settings, "Levels", targets.SelectMany(target => target.Profiles).Select(profile => profile.Name)),
        };

    private static PolicyRule ReadApproval(
        Settings settings, string name, ImmutableArray<Person> people, FrozenDictionary<string, Group> groups)
    {
        var approvers = TargetSettings.ReadGroupNames(settings, "Approvers", groups);
        var approvals = settings.Number("Approvals", 1, 1, 10);
        var named = approvers.Select(groups.GetValueOrDefault).OfType<Group>().ToArray();
        var able = named.SelectMany(group => group.People).Distinct()
            .Count(id => people.Any(person => person.Id == id && !person.Disabled && !person.Accounts.IsEmpty));
        // Who is in a user group of Slack shows only once Slack is asked.
        if (approvers.All(groups.ContainsKey) && !approvers.IsEmpty && able < approvals && named.All(group => group.SlackUserGroups.IsEmpty))
        {
            settings.Problem("Approvers", $"gives {able} enabled people with a linked chat account, but {approvals} must approve", "a group with more such people");
        }

        return new()
        {
            Name = name,
            Approvers = approvers,
            Approvals = approvals,
            LongestDuration = settings.Duration("LongestDuration", LongestEver),
            ExtendsWithoutApproval = settings.Flag("ExtendsWithoutApproval"),
        };
    }

    /// <summary>A condition that can never hold is a typing mistake.</summary>
    private static ImmutableArray<string> Known(Settings settings, string key, IEnumerable<string> known)
    {
        var all = known.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).ToArray();
        var names = settings.Names(key, "", required: false);
        foreach (var unknown in names.Where(name => !all.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            settings.Problem(key, $"names '{unknown}', which no target has", $"\"{key}\": [{string.Join(", ", all.Select(name => $"\"{name}\""))}]");
        }

        return names;
    }

    private static string Version(ImmutableArray<PolicyRule> rules, PolicyRule fallback) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { rules, fallback })))[..12];
}
