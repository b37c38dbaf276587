using System.Collections.Immutable;
using JitBot.Connectors.PostgreSql.Masks;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Scopes;

/// <summary>A role as it stands, with what it holds.</summary>
/// <param name="Tampered">It is more than a bare group of rights.</param>
internal sealed record FoundRole(uint Oid, string Marker, bool Tampered, HashSet<HeldRight> Rights);

/// <summary>What a scope means and what its role holds, read from the catalogue of its database.</summary>
internal static class ScopeReader
{
    /// <summary>The relations a scope means, as if nothing were masked and no columns named.</summary>
    public static async Task<ScopeShape> ExpandAsync(NpgsqlConnection connection, AccessScope scope, ImmutableArray<string> privileges, CancellationToken ct)
    {
        var relations = await connection.AskAsync(
            ScopeStatements.Expand,
            [
                privileges.ToArray(),
                scope.Tables.Select(table => table.Schema).ToArray(),
                scope.Tables.Select(table => table.Name).ToArray(),
                scope.Schemas.ToArray(),
                scope.IsWholeDatabase,
            ],
            row => new ScopeRelation(
                Oid: row.GetFieldValue<uint>(0),
                SchemaOid: row.GetFieldValue<uint>(1),
                Name: new(row.GetString(2), row.GetString(3)),
                Kind: row.GetString(4)[0],
                Privileges: [.. row.GetFieldValue<string[]>(5)],
                Entries: row.GetInt32(6),
                Giveable: row.GetBoolean(7)) { DrawnOnBy = row.GetFieldValue<uint>(8) },
            ct);
        return new(await DatabaseAsync(connection, ct), scope.Database, scope.Unmask, [.. relations]);
    }

    /// <returns>The OID of the database.</returns>
    public static async Task<uint> DatabaseAsync(NpgsqlConnection connection, CancellationToken ct) => (await connection.AskAsync(
        "SELECT oid FROM pg_database WHERE datname = current_database()", [], row => row.GetFieldValue<uint>(0), ct))[0];

    public static async Task<FoundRole?> InspectAsync(NpgsqlConnection connection, string role, CancellationToken ct)
    {
        var found = await connection.AskAsync(
            ScopeStatements.Inspect, [role], row => (Marker: row.GetString(0), Tampered: row.GetBoolean(1), Oid: row.GetFieldValue<uint>(2)), ct);
        return found is [var (marker, tampered, oid)] ? new(oid, marker, tampered, await HeldAsync(connection, oid, ct)) : null;
    }

    /// <param name="role">Its OID.</param>
    public static async Task<HashSet<HeldRight>> HeldAsync(NpgsqlConnection connection, uint role, CancellationToken ct) =>
    [
        .. await connection.AskAsync(
            ScopeStatements.Held, [role], row => new HeldRight(row.GetString(0)[0], row.GetFieldValue<uint>(1), row.GetString(2), row.GetInt16(3)), ct),
    ];
}
