using System.Collections.Frozen;
using System.Collections.Immutable;
using JitBot.Core.People;

namespace JitBot.Bot.Configuration;

/// <summary>The groups people form: a list of people, or an object that names people, user groups of Slack, or both.</summary>
internal static class GroupSettings
{
    private const string UserGroups = "SlackUserGroups";
    private const string UserGroupsExample = "\"SlackUserGroups\": [\"S0123456789\"]";

    public static FrozenDictionary<string, Group> Read(Settings settings, ImmutableArray<Person> people)
    {
        var groups = new Dictionary<string, Group>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, section) in settings.Sections("Groups"))
        {
            groups[name] = IsList(settings, name)
                ? new(ReadPeople(settings, $"Groups:{name}", people, required: true), [])
                : ReadObject(name, section, people, settings.Has("Slack"));
        }

        return groups.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The entries of a list are named by their numbers; an empty list, and a text in its place, have none.</summary>
    private static bool IsList(Settings settings, string name) => settings.Sections($"Groups:{name}").All(entry => entry.Name.All(char.IsAsciiDigit));

    private static Group ReadObject(string name, Settings settings, ImmutableArray<Person> people, bool hasSlack)
    {
        var group = new Group(ReadPeople(settings, "People", people, required: false), ReadUserGroups(settings, hasSlack));
        if (group is { People: [], SlackUserGroups: [] })
        {
            settings.Problem("", "names neither People nor SlackUserGroups, so nobody is in it", $"\"{name}\": {{ {UserGroupsExample} }}");
        }

        return group;
    }

    private static ImmutableArray<PersonId> ReadPeople(Settings settings, string key, ImmutableArray<Person> people, bool required)
    {
        var members = settings.Names(key, "\"dana\"", required);
        foreach (var stranger in members.Where(member => people.All(person => person.Id.Value != member)))
        {
            settings.Problem(key, $"names '{stranger}', who is not under JitBot:People", $"\"{key[(key.LastIndexOf(':') + 1)..]}\": [\"{people.FirstOrDefault()?.Id.Value ?? "dana"}\"]");
        }

        return [.. members.Select(member => new PersonId(member))];
    }

    private static ImmutableArray<string> ReadUserGroups(Settings settings, bool hasSlack)
    {
        var ids = settings.Names(UserGroups, "", required: false);
        foreach (var wrong in ids.Where(id => id.Length < 2 || id[0] != 'S' || !id.All(char.IsAsciiLetterOrDigit)))
        {
            settings.Problem(UserGroups, $"has '{wrong}', not a user group's id (S…)", UserGroupsExample);
        }

        if (!ids.IsEmpty && !hasSlack)
        {
            settings.Problem(UserGroups, "is there, but Slack is not: nobody could be asked who is in them", "\"Slack\": { \"BotToken\": \"xoxb-…\", \"Workspaces\": [\"T0123456789\"] }");
        }

        return ids;
    }
}
