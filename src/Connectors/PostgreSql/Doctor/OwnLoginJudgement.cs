using System.Collections.Immutable;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Doctor;

/// <summary>The logins that people have anyway and the configuration names: able to take what levels for them give, and unable to keep it.</summary>
internal static class OwnLoginJudgement
{
    /// <param name="lent">The roles that such levels give.</param>
    public static IEnumerable<Finding> Of(OwnLoginFacts login, ImmutableArray<string> lent, Target target, int major)
    {
        var name = SqlText.Identifier(login.Name);
        if (!login.Exists)
        {
            yield return new(
                "own-login.missing", Severity.Problem, $"There is no login {login.Name}, which a person has under Logins.", "Nothing can be given to it, so every request of that person for such a level is refused.")
            {
                Sql = [$"CREATE ROLE {name} LOGIN", .. target.Databases.Select(database => Enter(database, name))],
                Settings = [$"or set another one for {target.Id} under Logins of the person"],
            };
            yield break;
        }

        if (login.IsOurs)
        {
            yield return Refused("marked", $"{login.Name} is named or marked as JitBot's own roles are.", [$"COMMENT ON ROLE {name} IS NULL"], $"or set another one for {target.Id} under Logins of the person");
        }

        if (!login.CanLogIn)
        {
            yield return Refused("no-login", $"{login.Name} may not log in.", [$"ALTER ROLE {name} LOGIN"]);
        }

        foreach (var power in login.Powers)
        {
            yield return Refused("powerful", $"{login.Name} has {power}, with which it could keep what it is given.", [$"ALTER ROLE {name} NO{power}"]);
        }

        if (!login.Inherits && major < 16)
        {
            yield return Refused("no-inherit", $"{login.Name} does not have the rights of the roles that it is in.", [$"ALTER ROLE {name} INHERIT"]);
        }

        foreach (var finding in OfMemberships(login, lent, major))
        {
            yield return finding;
        }

        if (login.Expired)
        {
            yield return new("own-login.expired", Severity.Warning, $"The password of {login.Name} is past its VALID UNTIL.", "Where it logs in with a password, it has nothing of what it is given.")
            {
                Sql = [$"ALTER ROLE {name} VALID UNTIL 'infinity'"],
            };
        }

        foreach (var database in login.ShutOut)
        {
            yield return new("own-login.connect", Severity.Warning, $"{login.Name} may not connect to {database}.", "What it is given there is of no use, unless one of the roles lets it in.")
            {
                Sql = [Enter(database, name)],
            };
        }
    }

    private static IEnumerable<Finding> OfMemberships(OwnLoginFacts login, ImmutableArray<string> lent, int major)
    {
        foreach (var held in login.Memberships.GroupBy(one => one.Role, StringComparer.Ordinal))
        {
            if (held.FirstOrDefault(one => one.Power is not null) is { Power: { } power })
            {
                yield return new(
                    "own-login.powerful-member", Severity.Warning,
                    power == $"membership of {held.Key}" ? $"{login.Name} is in {held.Key}." : $"{login.Name} is in {held.Key}, which has {power}.",
                    "It reaches with that what levels are meant to give it for a time, or could keep it.")
                {
                    Sql = [.. held.Select(one => Revoke("", one, login, major))],
                };
            }
            else if (lent.Contains(held.Key, StringComparer.Ordinal))
            {
                yield return held.Any(one => one.IsAdmin)
                    ? new("own-login.admin", Severity.Problem, $"{login.Name} may put itself and others into {held.Key}, which is given for a time.", "The end takes nothing from it.")
                    {
                        Sql = [.. held.Where(one => one.IsAdmin).Select(one => Revoke("ADMIN OPTION FOR ", one, login, major))],
                    }
                    : new("own-login.member", Severity.Warning, $"{login.Name} is always in {held.Key}, which is given for a time.", "Whoever approves that gives it nothing that it has not got, and the end takes nothing from it.")
                    {
                        Sql = [.. held.Select(one => Revoke("", one, login, major))],
                    };
            }
        }
    }

    private static Finding Refused(string what, string found, ImmutableArray<string> sql, params string[] settings) =>
        new($"own-login.{what}", Severity.Problem, found, "Every request for it is refused when it would be given something.") { Sql = sql, Settings = [.. settings] };

    private static string Enter(string database, string name) => $"GRANT CONNECT ON DATABASE {SqlText.Identifier(database)} TO {name}";

    // From 16 on everybody's grant of a role stands by itself, and only a REVOKE in the name of who gave it takes it away.
    private static string Revoke(string option, OwnMembership held, OwnLoginFacts login, int major) =>
        $"REVOKE {option}{SqlText.Identifier(held.Role)} FROM {SqlText.Identifier(login.Name)}{(major < 16 ? "" : $" GRANTED BY {SqlText.Identifier(held.Grantor)}")}";
}
