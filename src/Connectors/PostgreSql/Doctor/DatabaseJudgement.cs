using System.Collections.Immutable;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Doctor;

/// <summary>The databases that can be asked for: what JitBot's login has in each, and what it has too much.</summary>
internal static class DatabaseJudgement
{
    public static IEnumerable<Finding> Of(DatabaseAccess database, Target target, LoginFacts login)
    {
        var (name, to) = (SqlText.Identifier(database.Name), SqlText.Identifier(login.Name));
        if (!database.Exists)
        {
            yield return new(
                "database.missing", Severity.Problem,
                $"There is no database {database.Name}, or nobody may connect to it.", "Every grant there is refused.")
            {
                Settings = [$"JitBot:Targets:{target.Id}:Databases: correct it, or take it out"],
            };
        }
        else if (!database.Connects || !database.PassesOn)
        {
            yield return new(
                "database.kept", Severity.Problem,
                $"JitBot's login {login.Name} may not {(database.Connects ? "let others into" : "connect to")} {database.Name}.",
                "No grant can be given there, and nothing be cleared away.")
            {
                Sql = [$"GRANT CONNECT, CREATE ON DATABASE {name} TO {to} WITH GRANT OPTION"],
                Settings = [$"or run docs/postgres-setup.sql in {database.Name}, which also gives what is in it"],
            };
        }
    }

    /// <summary>Of a database that accounts reach and JitBot does not.</summary>
    public static Finding Unseen(string database, LoginFacts login) => new(
        "database.unseen", Severity.Problem,
        $"Accounts can connect to {database}, and JitBot's login {login.Name} cannot.",
        "What anybody may do there is not known, so grants are refused.")
    {
        Sql = [$"GRANT CONNECT ON DATABASE {SqlText.Identifier(database)} TO {SqlText.Identifier(login.Name)}"],
    };

    public static IEnumerable<Finding> Of(InsideFacts inside, Target target, LoginFacts login)
    {
        var to = SqlText.Identifier(login.Name);
        var again = $"run docs/postgres-setup.sql in {inside.Database}";
        var onlyPremade = target.Profiles.All(profile => !profile.MemberOf.IsEmpty);
        if (!inside.Given.RunsBlocks)
        {
            yield return new(
                "database.no-plpgsql", Severity.Problem,
                $"JitBot's login {login.Name} may not run DO blocks.",
                "Most of what it does there is one, so no grant is given.")
            {
                Database = inside.Database, Sql = [$"GRANT USAGE ON LANGUAGE plpgsql TO {to}"],
            };
        }

        if (inside.Given.Relations == 0 && !onlyPremade)
        {
            yield return new(
                "database.nothing-to-give", Severity.Warning, "There is no table that JitBot may give access to.", "Nothing can be asked for there.")
            {
                Database = inside.Database, Settings = [again],
            };
        }

        if (!inside.Given.Unburied.IsEmpty)
        {
            yield return new(
                "database.no-create", Severity.Warning,
                $"JitBot's login {login.Name} may not pass on CREATE in {Listed.Names(inside.Given.Unburied)}.",
                "What an account leaves behind in a schema cannot be handed over there: the account stays, closed, as residue.")
            {
                Database = inside.Database,
                Sql = Listed.Lines(inside.Given.Unburied.Select(schema => $"GRANT USAGE, CREATE ON SCHEMA {SqlText.Identifier(schema)} TO {to} WITH GRANT OPTION")),
                Settings = Listed.Rest(inside.Given.Unburied.Length, again),
            };
        }

        if (onlyPremade && !inside.OwnRights.IsEmpty)
        {
            yield return new(
                "login.own-rights", Severity.Warning,
                $"JitBot's login {login.Name} has rights on data of its own, and every profile of {target.Id} names premade roles.",
                "It needs none of them, and whoever has its password has them, too.")
            {
                Database = inside.Database,
                Sql = Listed.Lines(inside.OwnRights.Select(right => Revoke(right, to))),
                Settings = Listed.Rest(inside.OwnRights.Length, "run doctor again for the rest"),
            };
        }
    }

    private static string Revoke(OwnRight right, string from)
    {
        var schema = right.Schema is null ? "" : $" IN SCHEMA {SqlText.Identifier(right.Schema)}";
        return right.FutureOf is { } maker
            ? $"ALTER DEFAULT PRIVILEGES FOR ROLE {SqlText.Identifier(maker)}{schema} REVOKE ALL ON {right.What} FROM {from}"
            : $"REVOKE ALL ON ALL {right.What}{schema} FROM {from} CASCADE";
    }
}
