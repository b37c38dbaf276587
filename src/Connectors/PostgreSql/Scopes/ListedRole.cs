using System.Collections.Immutable;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Scopes;

/// <summary>A scope role as the server lists it.</summary>
/// <param name="HasMembers">Anybody but JitBot itself.</param>
/// <param name="IsRetired">Nobody new is put into it.</param>
/// <param name="Unmask">Masking leaves it alone.</param>
/// <param name="DefaultsIn">Where somebody who has its rights has given it default privileges.</param>
internal sealed record ListedRole(string Name, uint Oid, bool HasMembers, bool IsRetired, string Database, bool Unmask, ImmutableArray<string> DefaultsIn)
{
    /// <summary>Every scope role of an installation, whichever database its rights lie in.</summary>
    public static Task<List<ListedRole>> AllAsync(NpgsqlConnection connection, string installation, CancellationToken ct) => connection.AskAsync(
        ScopeStatements.List,
        [Marker.AnyScopePrefix(installation)],
        row => new ListedRole(row.GetString(0), row.GetFieldValue<uint>(1), row.GetBoolean(2), row.GetBoolean(3), row.GetString(4), row.GetBoolean(5), [.. row.GetFieldValue<string[]>(6)]),
        ct);
}
