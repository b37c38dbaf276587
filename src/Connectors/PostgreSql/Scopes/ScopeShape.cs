using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Scopes;

/// <summary>A relation or sequence in a scope, as it stands in the catalogue now.</summary>
/// <param name="Kind">PostgreSQL's <c>relkind</c>.</param>
/// <param name="Privileges">On all of it, new columns included.</param>
/// <param name="Giveable">JitBot holds every right on it that the scope needs, with the option to pass it on.</param>
/// <param name="Entries">How long its longest access list is.</param>
internal sealed record ScopeRelation(
    uint Oid, uint SchemaOid, TableName Name, char Kind, ImmutableArray<string> Privileges, bool Giveable, int Entries)
{
    /// <summary>What is given on single columns, by their <c>attnum</c>.</summary>
    public ImmutableArray<ColumnRight> Columns { get; init; } = [];

    /// <summary>Of a sequence, the table whose rows it numbers; else 0.</summary>
    public uint DrawnOnBy { get; init; }

    public IEnumerable<HeldRight> Rights() => Privileges.Select(privilege => new HeldRight('r', Oid, privilege))
        .Concat(Columns.Select(column => new HeldRight('r', Oid, column.Privilege, column.Column)));
}

internal readonly record struct ColumnRight(short Column, string Privilege);

/// <summary>A right on one object, or on one column of it. <paramref name="Class"/>: <c>d</c>atabase, <c>n</c>amespace, <c>r</c>elation.</summary>
/// <param name="Column">Its <c>attnum</c>; 0 for the whole object.</param>
internal readonly record struct HeldRight(char Class, uint Oid, string Privilege, short Column = 0);

/// <summary>
/// The concrete objects that a scope means at this moment. Objects are told apart by OID, not by name: access lists belong to OIDs, so a table
/// that is dropped and made anew, or swapped by renaming, is another scope, and a live grant never comes to reach it. For the same reason a
/// scope of a whole schema is another one as soon as a table is added.
/// </summary>
/// <param name="Unmask">Masking leaves it alone, now and when it is tightened.</param>
internal sealed record ScopeShape(uint DatabaseOid, string Database, bool Unmask, ImmutableArray<ScopeRelation> Relations)
{
    /// <summary>Where names are looked for, so that masked views are found before what they stand for; empty where nothing is masked.</summary>
    public ImmutableArray<string> SearchPath { get; init; } = [];

    public IEnumerable<uint> Schemas => Relations.Where(relation => relation.Rights().Any()).Select(relation => relation.SchemaOid).Distinct();

    public string RoleName(string installation)
    {
        var rights = Rights()
            .OrderBy(right => right.Class).ThenBy(right => right.Oid).ThenBy(right => right.Column).ThenBy(right => right.Privilege, StringComparer.Ordinal)
            .Select(right => string.Create(CultureInfo.InvariantCulture, $"{right.Class}{right.Oid}.{right.Column} {right.Privilege}"));
        var text = $"{installation}\n{Database}\n{(Unmask ? "unmask" : "")}\n{string.Join('\n', rights)}";
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
            rights.UnionWith(relation.Rights());
        }

        return rights;
    }
}
