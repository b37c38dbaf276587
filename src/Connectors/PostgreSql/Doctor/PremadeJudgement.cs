using System.Collections.Immutable;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Doctor;

/// <summary>The roles that profiles name in <c>MemberOf</c>: there, harmless, and JitBot's to hand out.</summary>
internal static class PremadeJudgement
{
    public static IEnumerable<Finding> Of(LoginFacts login, ImmutableArray<string> premade, ImmutableArray<RolePower> powers)
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
        }
    }

    /// <summary>What takes the role's own power away. One that comes through another role is for whoever knows why it is in that.</summary>
    private static ImmutableArray<string> Without(string name, string power) => power.Split(' ') is ["membership", "of", .. var through]
        ? [$"REVOKE {SqlText.Identifier(string.Join(' ', through))} FROM {name}"]
        : [$"ALTER ROLE {name} NO{power}"];
}
