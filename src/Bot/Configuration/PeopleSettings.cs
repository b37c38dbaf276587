using System.Collections.Immutable;
using JitBot.Core.People;

namespace JitBot.Bot.Configuration;

/// <summary>Who people are, and which chat accounts are theirs.</summary>
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
            Accounts = ReadAccounts(settings),
            Logins = settings.Sections("Logins").ToImmutableDictionary(
                entry => entry.Name, entry => settings.Text($"Logins:{entry.Name}", "\"Logins\": { \"hr-prod\": \"dana\" }"), StringComparer.OrdinalIgnoreCase),
            AskedInPrivate = settings.Flag("AskedInPrivate"),
            Disabled = settings.Flag("Disabled"),
        };
    }

    /// <summary>The first is where they are told things.</summary>
    private static ImmutableArray<ChatAccount> ReadAccounts(Settings settings)
    {
        ImmutableArray<ChatAccount> accounts =
        [
            .. settings.Has("Slack") ? [ReadSlack(settings.Section("Slack"))] : Array.Empty<ChatAccount>(),
            .. settings.Has("Teams") ? [ReadTeams(settings.Section("Teams"))] : Array.Empty<ChatAccount>(),
        ];
        var preferred = settings.OptionalText("Prefers");
        if (preferred is not null && accounts.All(account => account.Platform != preferred))
        {
            settings.Problem("Prefers", $"is '{preferred}', where they have no account", "\"Prefers\": \"slack\"");
        }

        return [.. accounts.OrderBy(account => account.Platform != preferred)];
    }

    private static ChatAccount ReadSlack(Settings settings)
    {
        var team = settings.Text("TeamId", "\"TeamId\": \"T0123456789\"");
        var user = settings.Text("UserId", "\"UserId\": \"U0123456789\"");
        if (team.Length > 0 && (team[0] is not ('T' or 'E') || !team.All(char.IsAsciiLetterOrDigit)))
        {
            settings.Problem("TeamId", $"is '{team}', not a workspace's id (T…) or an organisation's (E…)", "\"TeamId\": \"T0123456789\"");
        }

        if (user.Length > 0 && (user[0] is not ('U' or 'W') || !user.All(char.IsAsciiLetterOrDigit)))
        {
            settings.Problem("UserId", $"is '{user}', not a member's id (U… or W…)", "\"UserId\": \"U0123456789\"");
        }

        return new("slack", team, user);
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
