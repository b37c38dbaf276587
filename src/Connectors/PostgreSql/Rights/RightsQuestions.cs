using System.Collections.Immutable;
using System.Data.Common;
using JitBot.Connectors.PostgreSql.Scopes;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Rights;

/// <summary>What anybody may do, asked of the server and of each database.</summary>
internal static class RightsQuestions
{
    public static Task<List<PublicRight>> AskServerRightsAsync(this NpgsqlConnection home, CancellationToken ct) => home.AskAsync(
        RightsStatements.Parameters,
        [],
        row => new PublicRight(
            $"{row.GetString(0)} {row.GetString(1)}", $"REVOKE {row.GetString(0)} ON PARAMETER {row.GetString(1)} FROM PUBLIC", Database: 0),
        ct);

    /// <summary>Every database that a login could connect to which is in these roles.</summary>
    public static Task<List<ReachableDatabase>> AskReachableDatabasesAsync(this NpgsqlConnection home, ImmutableArray<string> roles, CancellationToken ct) => home.AskAsync(
        RightsStatements.Databases,
        [roles.ToArray()],
        row => new ReachableDatabase(row.GetString(0), row.GetFieldValue<uint>(1), row.GetBoolean(2), row.GetFieldValue<string[]>(3)),
        ct);

    public static Task<List<PublicRight>> AskRightsInsideAsync(this NpgsqlConnection connection, ReachableDatabase database, CancellationToken ct) =>
        connection.AskAsync(RightsStatements.InDatabase, [], row => Read(row, database), ct);

    /// <summary>Whether the server answered that this database is not to be entered, as against not answering.</summary>
    public static bool CannotEnter(PostgresException problem) => problem.SqlState is
        PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidAuthorizationSpecification
        or PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.ObjectNotInPrerequisiteState;

    private static PublicRight Read(DbDataReader row, ReachableDatabase database)
    {
        var (privilege, schema) = (row.GetString(0), row.GetString(1));
        var name = row.IsDBNull(2) ? schema : $"{schema}.{row.GetString(2)}";
        var mend = row.IsDBNull(3) ? "ALTER SYSTEM RESET lo_compat_privileges" : $"REVOKE {privilege} ON {row.GetString(3)} FROM PUBLIC";
        HeldRight? held = row.IsDBNull(4) ? null : new(row.GetString(4)[0], row.GetFieldValue<uint>(5), privilege);
        return new($"{privilege} {database.Name}.{name}", mend, database.Oid, held, row.IsDBNull(6) ? null : row.GetFieldValue<uint>(6));
    }
}

/// <param name="LetIn">By the roles themselves.</param>
/// <param name="ByPublic">What anybody may do with the database as a whole.</param>
internal sealed record ReachableDatabase(string Name, uint Oid, bool LetIn, string[] ByPublic)
{
    /// <param name="orConnect">Whether it counts that anybody may connect.</param>
    public IEnumerable<PublicRight> Rights(bool orConnect) => ByPublic
        .Where(privilege => orConnect || privilege != "CONNECT")
        .Select(privilege => new PublicRight(
            $"{(privilege == "TEMPORARY" ? "TEMP" : privilege)} {Name}", $"REVOKE {privilege} ON DATABASE {SqlText.Identifier(Name)} FROM PUBLIC", Oid));
}
