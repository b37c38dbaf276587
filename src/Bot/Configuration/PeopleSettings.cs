using System.Collections.Frozen;
using System.Collections.Immutable;
using JitBot.Core.People;

namespace JitBot.Bot.Configuration;

/// <summary>Who people are, which chat accounts are theirs, and the groups they form.</summary>
internal static class PeopleSettings
{
    public static ImmutableArray<Person> ReadPeople(Settings settings)
    {
        var people = settings.Sections("People").Select(entry => ReadPerson(entry.Name, entry.Section)).ToImmutableArray();
        if (people.IsEmpty)
        {
            settings.Problem("People", "has no entry", """
                "People": { "dana": { "Name": "Dana Fox", "Email": "dana@example.com" } }
                """);
        }

        foreach (var twice in people.SelectMany(person => person.Accounts).GroupBy(account => account).Where(group => group.Count() > 1))
        {
            settings.Problem("People", $"links the {twice.Key.Platform} account {twice.Key.User} to more than one person", "one person for each account");
        }

        // Two entries with one address are one person, who could otherwise give two approvals.
        foreach (var twice in people.Where(person => person.Email.Length > 0).GroupBy(person => person.Email, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            settings.Problem("People", $"has {twice.Key} for {string.Join(" and ", twice.Select(person => person.Id))}", "one entry for each person");
        }

        return people;
    }

    public static FrozenDictionary<string, ImmutableArray<PersonId>> ReadGroups(Settings settings, ImmutableArray<Person> people)
    {
        var groups = new Dictionary<string, ImmutableArray<PersonId>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, section) in settings.Sections("Groups"))
        {
            var members = settings.Names($"Groups:{name}", "\"dana\"", required: true);
            foreach (var stranger in members.Where(member => people.All(person => person.Id.Value != member)))
            {
                section.Problem("", $"names '{stranger}', who is not under JitBot:People", $"\"{name}\": [\"{people.FirstOrDefault()?.Id.Value ?? "dana"}\"]");
            }

            groups[name] = [.. members.Select(member => new PersonId(member))];
        }

        return groups.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private static Person ReadPerson(string id, Settings settings)
    {
        if (!id.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-' or '@') || id.Length > 100)
        {
            settings.Problem("", "is not a person's id: letters, digits and . _ - @, at most 100", "\"dana\": { … }");
        }

        return new()
        {
            Id = new(id),
            Name = settings.Text("Name", "\"Name\": \"Dana Fox\""),
            Email = settings.Text("Email", "\"Email\": \"dana@example.com\""),
            Accounts = settings.Has("Teams") ? [ReadTeams(settings.Section("Teams"))] : [],
            Disabled = settings.Flag("Disabled"),
        };
    }

    private static ChatAccount ReadTeams(Settings settings) => new("teams", Guid(settings, "TenantId"), Guid(settings, "ObjectId"));

    private static string Guid(Settings settings, string key)
    {
        const string Example = "00000000-0000-0000-0000-000000000000";
        var text = settings.Text(key, $"\"{key}\": \"{Example}\"");
        if (text.Length > 0 && !System.Guid.TryParseExact(text, "D", out _))
        {
            settings.Problem(key, $"is '{text}', not an Entra id", $"\"{key}\": \"{Example}\"");
        }

        return text.ToLowerInvariant();
    }
}
