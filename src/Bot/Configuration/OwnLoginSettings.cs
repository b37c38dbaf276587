using System.Collections.Immutable;
using JitBot.Core.People;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Bot.Configuration;

/// <summary>The logins that people have on targets anyway, and the levels that give them something.</summary>
internal static class OwnLoginSettings
{
    private const string Example = "\"Logins\": { \"hr-prod\": \"dana\" }";

    /// <summary>Each login is one person's, none is JitBot's, and every target that has some is there.</summary>
    public static void Check(Settings settings, ImmutableArray<Person> people, ImmutableArray<Target> targets)
    {
        foreach (var (person, id, login) in people.SelectMany(person => person.Logins.Select(own => (person, own.Key, own.Value))))
        {
            var key = $"People:{person.Id}:Logins:{id}";
            var target = targets.FirstOrDefault(target => string.Equals(target.Id, id, StringComparison.OrdinalIgnoreCase));
            if (target is null)
            {
                settings.Problem(key, "names a target that is not under JitBot:Targets", Example);
            }
            else if (login.StartsWith("jit_", StringComparison.Ordinal) || login.StartsWith("pg_", StringComparison.Ordinal) || login == JitBotsOwn(target))
            {
                settings.Problem(key, $"is '{login}', which is JitBot's or the server's own", Example);
            }
        }

        var twice = people
            .SelectMany(person => person.Logins.Select(own => (person.Id, Target: own.Key.ToLowerInvariant(), Login: own.Value)))
            .GroupBy(own => (own.Target, own.Login))
            .Where(group => group.Count() > 1);
        foreach (var shared in twice)
        {
            settings.Problem("People", $"gives the login {shared.Key.Login} on {shared.Key.Target} to {string.Join(" and ", shared.Select(own => own.Id))}", "one person for each login");
        }
    }

    /// <summary>What a level of this kind has to say, and what only levels of this kind can.</summary>
    public static void CheckLevel(Settings settings, AccessProfile profile)
    {
        if (profile is { CutSessions: true, ForOwnLogin: false })
        {
            settings.Problem("CutSessions", "is for levels that give roles to people's own logins; of a login that JitBot makes they are always cut", "\"ForOwnLogin\": true");
        }

        if (!profile.ForOwnLogin)
        {
            return;
        }

        if (profile.Level == AccessLevel.Ddl)
        {
            settings.Problem("ForOwnLogin", "is not for level ddl, whose logins become the owner", "\"Level\": \"write\"");
        }
        else if (!profile.IsPremade)
        {
            settings.Problem("MemberOf", "has to name the roles that people's own logins are given", "\"MemberOf\": [\"hr_support\"]");
        }

        foreach (var limit in new[] { "ConnectionLimit", "StatementTimeout" }.Where(settings.Has))
        {
            settings.Problem(limit, "is for logins that JitBot makes, and people's own are left as they are", "remove it");
        }
    }

    private static string? JitBotsOwn(Target target) => new NpgsqlConnectionStringBuilder(target.Connection.Reveal()).Username;
}
