using System.Collections.Frozen;
using System.Collections.Immutable;
using JitBot.Core.People;
using JitBot.Core.Targets;

namespace JitBot.Bot.Configuration;

/// <summary>Whom and what a policy can speak of.</summary>
/// <param name="Groups">By name, in any case.</param>
internal sealed record Organisation(ImmutableArray<Person> People, FrozenDictionary<string, Group> Groups, ImmutableArray<Target> Targets)
{
    /// <summary>The sources of webhooks, by the names that a policy's steps can call them.</summary>
    public ImmutableArray<string> Sources { get; init; } = [];

    /// <param name="connects">Whether anything connects to the targets: if not, how is not read, and no secret is needed.</param>
    public static Organisation Read(Settings settings, bool connects)
    {
        var people = PeopleSettings.ReadPeople(settings);
        var groups = GroupSettings.Read(settings, people);
        var targets = TargetSettings.Read(settings, groups, connects);
        OwnLoginSettings.Check(settings, people, targets);
        return new(people, groups, targets) { Sources = [.. settings.Sections("Webhooks:In").Select(source => source.Name)] };
    }

    /// <summary>The same for who reads little else of the configuration: notes what is not a setting of these sections, and of no other.</summary>
    public static Organisation ReadAlone(Settings settings, bool connects)
    {
        var organisation = Read(settings, connects);
        foreach (var section in (string[])["People", "Groups", "Targets"])
        {
            settings.Section(section).NoteUnread();
        }

        return organisation;
    }

    /// <summary>How many enabled people with a chat account the groups hold; null if that shows only once Slack is asked.</summary>
    public int? AbleIn(IReadOnlyCollection<string> groups)
    {
        var named = groups.Select(Groups.GetValueOrDefault).OfType<Group>().ToArray();
        return named.All(group => group.SlackUserGroups.IsEmpty)
            ? named.SelectMany(group => group.People).Distinct().Count(id => People.Any(person => person.Id == id && !person.Disabled && !person.Accounts.IsEmpty))
            : null;
    }
}
