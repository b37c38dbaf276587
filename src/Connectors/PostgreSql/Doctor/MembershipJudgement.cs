using System.Collections.Immutable;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Doctor;

/// <summary>The roles that JitBot's login is in: those that <c>docs/postgres-setup.sql</c> puts it in, and premade ones to hand out and not to use.</summary>
internal static class MembershipJudgement
{
    public static IEnumerable<Finding> Of(
        LoginFacts login, ImmutableArray<Membership> memberships, ImmutableArray<RolePower> powers, ImmutableArray<string> premade, int major)
    {
        foreach (var held in memberships.Where(one => one.Role is not ("pg_signal_backend" or "jit_graveyard")).GroupBy(one => one.Role, StringComparer.Ordinal))
        {
            var role = held.Key;
            var power = powers.FirstOrDefault(one => one.Role == role)?.Power;
            if (premade.Contains(role, StringComparer.Ordinal))
            {
                if (held.Any(one => one.Inherits || one.Becomes) && OfPremade(login, role, [.. held], major) is { } more)
                {
                    yield return more;
                }
            }
            else
            {
                yield return new(
                    power is null ? "login.member" : "login.powerful-member",
                    power is null ? Severity.Warning : Severity.Problem,
                    power is null || power == $"membership of {role}"
                        ? $"JitBot's login {login.Name} is in {role}, which no profile names."
                        : $"JitBot's login {login.Name} is in {role}, which has {power}.",
                    power is null ? "It can use or hand out that role, and needs neither." : "JitBot never needs such a power, and whoever has its password has it, too.")
                {
                    Sql = [.. held.Select(one => Revoke("", one, login, major))],
                };
            }
        }
    }

    // JitBot can give itself back what is taken here, as whoever may hand out a role can take it; but until somebody does so, it is not there.
    private static Finding OfPremade(LoginFacts login, string role, ImmutableArray<Membership> held, int major) => new(
        "login.premade-use", Severity.Warning,
        $"JitBot's login {login.Name} has the rights of the premade role {role}.",
        major < 16 ? "It need not be in a role to hand it out, and reads and writes whatever the role may." : "It is to hand the role out, and not to read and write what the role may.")
    {
        Sql = major < 16
            ? [$"REVOKE {SqlText.Identifier(role)} FROM {SqlText.Identifier(login.Name)}"]
            :
            [
                .. held.Where(one => one.Inherits).Select(one => Revoke("INHERIT OPTION FOR ", one, login, major)),
                .. held.Where(one => one.Becomes).Select(one => Revoke("SET OPTION FOR ", one, login, major)),
            ],
    };

    // From 16 on everybody's grant of a role stands by itself, and only a REVOKE in the name of who gave it takes it away.
    private static string Revoke(string option, Membership held, LoginFacts login, int major) =>
        $"REVOKE {option}{SqlText.Identifier(held.Role)} FROM {SqlText.Identifier(login.Name)}{(major < 16 ? "" : $" GRANTED BY {SqlText.Identifier(held.Grantor)}")}";
}
