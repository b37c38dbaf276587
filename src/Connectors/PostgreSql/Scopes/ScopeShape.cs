using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Scopes;

/// <summary>A relation or sequence in a scope, as it stands in the catalogue now.</summary>
/// <param name="Kind">PostgreSQL's <c>relkind</c>.</param>
/// <param name="Giveable">JitBot holds every right on it that the scope needs, with the option to pass it on.</param>
/// <param name="Entries">How long its access list is.</param>
internal sealed record ScopeRelation(
    uint Oid, uint SchemaOid, TableName Name, char Kind, ImmutableArray<string> Privileges, bool Giveable, int Entries);

/// <summary>A right on one object. <paramref name="Class"/>: <c>d</c>atabase, <c>n</c>amespace, <c>r</c>elation.</summary>
internal readonly record struct HeldRight(char Class, uint Oid, string Privilege);

/// <summary>
/// The concrete objects that a scope means at this moment. Objects are told apart by OID, not by name: access lists belong to OIDs, so a table
/// that is dropped and made anew, or swapped by renaming, is another scope, and a live grant never comes to reach it. For the same reason a
/// scope of a whole schema is another one as soon as a table is added.
/// </summary>
internal sealed record ScopeShape(uint DatabaseOid, string Database, AccessLevel Level, ImmutableArray<ScopeRelation> Relations)
{
    public IEnumerable<uint> Schemas => Relations.Select(relation => relation.SchemaOid).Distinct();

    public string RoleName(string installation)
    {
        var oids = Relations.Select(relation => relation.Oid).Order().Select(oid => oid.ToString(CultureInfo.InvariantCulture));
        var text = $"{installation}\n{DatabaseOid.ToString(CultureInfo.InvariantCulture)} {Database}\n{Level}\n{string.Join(' ', oids)}";
        return $"jit_scope_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32]}";
    }

    /// <summary>Everything the scope role holds: no more and no less.</summary>
    public HashSet<HeldRight> Rights()
    {
        HashSet<HeldRight> rights = [new('d', DatabaseOid, "CONNECT")];
        foreach (var schema in Schemas)
        {
            rights.Add(new('n', schema, "USAGE"));
        }

        foreach (var relation in Relations)
        {
            rights.UnionWith(relation.Privileges.Select(privilege => new HeldRight('r', relation.Oid, privilege)));
        }

        return rights;
    }
}
