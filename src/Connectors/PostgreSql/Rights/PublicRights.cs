using System.Collections.Immutable;
using System.Data.Common;
using JitBot.Connectors.PostgreSql.Scopes;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Rights;

/// <summary>
/// What accounts can do beyond their scope because anybody can. Everything else they have comes through roles that were seen to hold exactly
/// what they should. Looked at anew when the last look is ten seconds old: a crowd of grants shares one.
/// </summary>
internal sealed class PublicRights(ServerConnections connections, TimeProvider time)
{
    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(10);

    private readonly BriefMemory<(string Target, string What), ImmutableArray<PublicRight>> _seen = new(time, Trust);

    /// <summary>Every right beyond the source's, in each database that an account of the source could connect to.</summary>
    public async Task<ImmutableArray<PublicRight>> BeyondAsync(Target target, RightsSource source, string database, CancellationToken ct)
    {
        var all = await RecallAsync(target, $"account {database} {string.Join('\n', source.Roles)}", () => LookAsync(target, source, database), ct);
        return [.. all.Where(right => !source.Covers(right) && (right.Schema is not { } schema || source.Enters(right.Database, schema)))];
    }

    private async Task<ImmutableArray<PublicRight>> LookAsync(Target target, RightsSource source, string database)
    {
        var accepted = new AcceptedRights(target.AcceptedRights);
        var (beyond, reachable, login) = await LookAroundAsync(target, source, CancellationToken.None);
        foreach (var found in reachable)
        {
            var (name, connect) = (SqlText.Identifier(found.Name), $"CONNECT {found.Name}");
            var asked = found.LetIn || found.Name == database;
            beyond.AddRange(found.ByPublic
                .Where(privilege => privilege != "CONNECT" || !asked)
                .Select(privilege => new PublicRight(
                    $"{(privilege == "TEMPORARY" ? "TEMP" : privilege)} {found.Name}", $"REVOKE {privilege} ON DATABASE {name} FROM PUBLIC", found.Oid)));
            if (!asked && !accepted.Contains(connect))
            {
                continue; // nobody will get in there, and looking into a template would stand in the way of CREATE DATABASE
            }

            try
            {
                beyond.AddRange(await RecallAsync(target, $"database {found.Name}", () => LookIntoAsync(target, found), CancellationToken.None));
            }
            catch (PostgresException closed) when (found.Name != database && CannotEnter(closed))
            {
                // What cannot be looked into cannot be vouched for, so being able to connect there is itself reported.
                beyond.Add(new(connect, $"GRANT CONNECT ON DATABASE {name} TO {SqlText.Identifier(login)}", found.Oid));
            }
        }

        return [.. beyond.DistinctBy(right => right.Text, StringComparer.Ordinal)];
    }

    private async Task<(List<PublicRight> OnServer, List<ReachableDatabase> Databases, string Login)> LookAroundAsync(
        Target target, RightsSource source, CancellationToken ct)
    {
        await using var home = await connections.OpenHomeAsync(target, ct);
        var onServer = await home.AskAsync(
            RightsStatements.Parameters,
            [],
            row => new PublicRight(
                $"{row.GetString(0)} {row.GetString(1)}", $"REVOKE {row.GetString(0)} ON PARAMETER {row.GetString(1)} FROM PUBLIC", Database: 0),
            ct);
        var databases = await home.AskAsync(
            RightsStatements.Databases,
            [source.Roles.ToArray()],
            row => new ReachableDatabase(row.GetString(0), row.GetFieldValue<uint>(1), row.GetBoolean(2), row.GetFieldValue<string[]>(3)),
            ct);
        return (onServer, databases, home.UserName!);
    }

    private async Task<ImmutableArray<PublicRight>> LookIntoAsync(Target target, ReachableDatabase database)
    {
        await using var connection = await connections.OpenAsync(target, database.Name, CancellationToken.None);
        return [.. await connection.AskAsync(RightsStatements.InDatabase, [], row => Read(row, database), CancellationToken.None)];
    }

    private static PublicRight Read(DbDataReader row, ReachableDatabase database)
    {
        var (privilege, schema) = (row.GetString(0), row.GetString(1));
        var name = row.IsDBNull(2) ? schema : $"{schema}.{row.GetString(2)}";
        var mend = row.IsDBNull(3) ? "ALTER SYSTEM RESET lo_compat_privileges" : $"REVOKE {privilege} ON {row.GetString(3)} FROM PUBLIC";
        HeldRight? held = row.IsDBNull(4) ? null : new(row.GetString(4)[0], row.GetFieldValue<uint>(5), privilege);
        return new($"{privilege} {database.Name}.{name}", mend, database.Oid, held, row.IsDBNull(6) ? null : row.GetFieldValue<uint>(6));
    }

    private Task<ImmutableArray<PublicRight>> RecallAsync(
        Target target, string what, Func<Task<ImmutableArray<PublicRight>>> look, CancellationToken ct) =>
        _seen.RecallAsync((target.Id, what), look, believe: _ => true, ct);

    private static bool CannotEnter(PostgresException problem) => problem.SqlState is
        PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidAuthorizationSpecification
        or PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.ObjectNotInPrerequisiteState;

    /// <param name="LetIn">By the roles themselves.</param>
    private sealed record ReachableDatabase(string Name, uint Oid, bool LetIn, string[] ByPublic);
}
