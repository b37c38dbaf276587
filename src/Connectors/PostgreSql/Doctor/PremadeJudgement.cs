using System.Collections.Immutable;
using JitBot.Connectors.PostgreSql.Scopes;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Doctor;

/// <summary>The roles that profiles name in <c>MemberOf</c>: there, harmless, and JitBot's to hand out.</summary>
internal static class PremadeJudgement
{
    public static IEnumerable<Finding> Of(LoginFacts login, ImmutableArray<string> premade, ImmutableArray<RolePower> powers, Target target, int major)
    {
        foreach (var role in premade)
        {
            var name = SqlText.Identifier(role);
            var found = powers.FirstOrDefault(one => one.Role == role);
            if (found is null)
            {
                yield return new(
                    "premade.missing", Severity.Problem,
                    $"There is no role {role}, which a profile names in MemberOf.",
                    "Every grant of that profile is refused.")
                {
                    Sql = [$"CREATE ROLE {name} NOLOGIN"],
                    Settings = ["or take it out of MemberOf; a role that is made anew has no rights yet and is not JitBot's to hand out"],
                };
            }
            else if (found.Power is { } power)
            {
                yield return new(
                    "premade.powerful", Severity.Problem,
                    $"The role {role} has {power}.",
                    "JitBot never hands such a role out, so every grant of its profile is refused.")
                {
                    Sql = Without(name, power),
                    Settings = [$"or take {role} out of MemberOf"],
                };
            }
            else if (!found.Giveable)
            {
                yield return new(
                    "premade.kept", Severity.Problem,
                    $"JitBot's login {login.Name} may not hand out the role {role}.",
                    "Every grant of its profile is refused.")
                {
                    Sql = [$"GRANT {name} TO {SqlText.Identifier(login.Name)} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE"],
                };
            }
            else
            {
                foreach (var finding in OfUse(found, target, major))
                {
                    yield return finding;
                }
            }
        }
    }

    /// <summary>Rights in one database that whoever is given a role can give to others, for good. Of owners that goes without saying.</summary>
    public static IEnumerable<Finding> OfPassable(InsideFacts inside, Target target)
    {
        foreach (var held in inside.Passable.GroupBy(right => right.Role, StringComparer.Ordinal))
        {
            var isLent = target.Profiles.Any(profile => profile.ForOwnLogin && profile.MemberOf.Intersect(held.Select(right => right.Given), StringComparer.Ordinal).Any());
            var rights = held.DistinctBy(right => right.Mend, StringComparer.Ordinal).ToArray();
            yield return new(
                "premade.grant-option", isLent ? Severity.Problem : Severity.Warning,
                $"The role {held.Key} holds {Listed.Names([.. rights.Select(right => right.What)])} with grant option.",
                "Whoever is given that role, or one that is in it, can give that to anybody, themselves included, and it stays after the end." + (isLent ? " Every grant of it to somebody's own login is refused." : ""))
            {
                Database = inside.Database,
                Sql = Listed.Lines(rights.Select(right => right.Mend)),
                Settings = Listed.Rest(rights.Length, "run doctor again for the rest"),
            };
        }
    }

    /// <summary>What whoever is given the role can make of it.</summary>
    private static IEnumerable<Finding> OfUse(RolePower role, Target target, int major)
    {
        AccessProfile[] profiles = [.. target.Profiles.Where(profile => profile.MemberOf.Contains(role.Role, StringComparer.Ordinal))];
        if (role.Login is { } login && profiles.Any(profile => PremadeRoles.Becomes(profile, major)) && !new AcceptedRights(target.AcceptedRights).Contains(PremadeRoles.AsRight(login)))
        {
            yield return new(
                "premade.login", Severity.Problem,
                $"The role {login} can log in, and who is given {role.Role} can become it.",
                "They could give it a password and come back after the end, so every grant of the profile is refused.")
            {
                Sql = [$"ALTER ROLE {SqlText.Identifier(login)} NOLOGIN"],
                Settings = [Acceptance.Of(target, [PremadeRoles.AsRight(login)])],
            };
        }

        if (role.Owner is { } owner && profiles.Any(profile => profile.Level != AccessLevel.Ddl))
        {
            var isLent = profiles.Any(profile => profile.ForOwnLogin);
            var heir = SqlText.Identifier($"{owner}_owner");
            yield return new(
                "premade.owner", isLent ? Severity.Problem : Severity.Warning,
                $"The role {owner} owns something, and who is given {role.Role} has an owner's rights on it.",
                "They can give it to anybody, themselves included, and that stays after the end." + (isLent ? " Every grant of it to somebody's own login is refused." : ""))
            {
                Sql = [$"CREATE ROLE {heir} NOLOGIN", $"REASSIGN OWNED BY {SqlText.Identifier(owner)} TO {heir}"],
                Settings = ["REASSIGN OWNED counts in one database: run it in each where the role owns something. Or give the role at level ddl, where owners are told what was changed"],
            };
        }
    }

    /// <summary>What takes the role's own power away. One that comes through another role is for whoever knows why it is in that.</summary>
    private static ImmutableArray<string> Without(string name, string power) => power.Split(' ') switch
    {
        ["membership", "of", .. var through] => [$"REVOKE {SqlText.Identifier(string.Join(' ', through))} FROM {name}"],
        ["ADMIN", "OPTION", "on", .. var of] => [$"REVOKE ADMIN OPTION FOR {SqlText.Identifier(string.Join(' ', of))} FROM {name}"],
        _ => [$"ALTER ROLE {name} NO{power}"],
    };
}
