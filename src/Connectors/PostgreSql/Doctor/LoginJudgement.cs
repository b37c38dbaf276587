using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Doctor;

/// <summary>JitBot's login: more than <c>docs/postgres-setup.sql</c> gives is a danger, less does not work. The statements are that file's.</summary>
internal static class LoginJudgement
{
    public static IEnumerable<Finding> Of(LoginFacts login, int major)
    {
        var name = SqlText.Identifier(login.Name);
        foreach (var power in login.Powers)
        {
            yield return new($"login.{power.ToLowerInvariant()}", Severity.Problem, $"JitBot's login {login.Name} has {power}.", Danger(power))
            {
                Sql = [$"ALTER ROLE {name} NO{power}"],
                Settings = power == "SUPERUSER" ? ["if it is the server's first superuser, give JitBot a login of its own: docs/postgres-setup.sql makes it"] : [],
            };
        }

        if (login.IsSuperuser)
        {
            yield break; // it lacks nothing
        }

        if (!login.CreateRole)
        {
            yield return Lacks("createrole", $"{login.Name} has no CREATEROLE.", "It cannot make or remove logins, so no grant is given.", $"ALTER ROLE {name} CREATEROLE");
        }

        if (!login.Inherits)
        {
            yield return Lacks(
                "inherit", $"{login.Name} does not inherit the rights of roles it is in.", "It cannot end sessions or clear away what an account leaves behind.", $"ALTER ROLE {name} INHERIT");
        }

        if (!login.CanSignal)
        {
            yield return Lacks(
                "signal-backend", $"{login.Name} may not end sessions of others.", "A session stays open after its grant's end.",
                $"GRANT pg_signal_backend TO {name}{(major < 16 ? "" : " WITH INHERIT TRUE")}");
        }

        if (!login.UsesGraveyard)
        {
            var grant = $"GRANT jit_graveyard TO {name}{(major < 16 ? "" : " WITH INHERIT TRUE, SET TRUE")}";
            yield return Lacks(
                "graveyard", login.HasGraveyard ? $"{login.Name} is not in jit_graveyard." : "There is no role jit_graveyard.",
                "An account that owns something cannot be removed: it stays, closed, as residue.",
                login.HasGraveyard ? [grant] : ["CREATE ROLE jit_graveyard NOLOGIN", grant]);
        }

        if (!login.ReadsIdentity)
        {
            yield return Lacks(
                "control-system", $"{login.Name} may not read which server it is on.", "A server that was replaced would be taken for the old one, so the sweep does nothing here.",
                $"GRANT EXECUTE ON FUNCTION pg_catalog.pg_control_system() TO {name}") with { Database = login.Home };
        }
    }

    private static Finding Lacks(string what, string found, string meaning, params string[] sql) =>
        new($"login.no-{what}", Severity.Problem, found, meaning) { Sql = [.. sql] };

    private static string Danger(string power) => power switch
    {
        "SUPERUSER" => "Whoever has its password owns the server and its machine, and no right that JitBot checks holds for it.",
        "CREATEDB" => "It could make databases of its own; JitBot never does.",
        "REPLICATION" => "It could copy the whole server; JitBot never does.",
        "BYPASSRLS" => "Row-level security does not hold for it.",
        _ => throw new ArgumentOutOfRangeException(nameof(power), power, "Not a power that was asked for."),
    };
}
