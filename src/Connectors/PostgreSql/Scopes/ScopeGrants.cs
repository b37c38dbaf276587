namespace JitBot.Connectors.PostgreSql.Scopes;

/// <summary>What has to be granted to a scope role, as orders for <see cref="ScopeStatements.Grant"/>.</summary>
internal static class ScopeGrants
{
    private const int GrantedAtOnce = 500;

    // In parts that commit by themselves: one statement over ten thousand tables would need more locks than a server has, and what is done
    // stays done if the time runs out. Nobody is in the role until it is complete.
    public static IEnumerable<object[]> Of(ScopeShape shape, HashSet<HeldRight> held)
    {
        yield return [Grant("DATABASE", "CONNECT", [shape.DatabaseOid]), Grant("SCHEMA", "USAGE", shape.Schemas)];
        var whole = shape.Relations
            .Where(relation => !relation.Privileges.All(privilege => held.Contains(new('r', relation.Oid, privilege))))
            .GroupBy(relation => (Class: relation.Kind == 'S' ? "SEQUENCE" : "TABLE", Privileges: string.Join(", ", relation.Privileges)));
        foreach (var alike in whole)
        {
            foreach (var part in alike.Chunk(GrantedAtOnce))
            {
                yield return [Grant(alike.Key.Class, alike.Key.Privileges, part.Select(relation => relation.Oid))];
            }
        }

        var single = shape.Relations
            .SelectMany(relation => relation.Columns.Where(column => !held.Contains(new('r', relation.Oid, column.Privilege, column.Column))), (relation, column) => (relation.Oid, column))
            .GroupBy(right => (right.Oid, right.column.Privilege), right => right.column.Column);
        foreach (var part in single.Chunk(GrantedAtOnce))
        {
            yield return [.. part.Select(columns => Grant("TABLE", columns.Key.Privilege, [columns.Key.Oid], columns))];
        }
    }

    /// <param name="columns">By number, of the one relation; null for all of each.</param>
    public static object Grant(string kind, string privileges, IEnumerable<uint> oids, IEnumerable<short>? columns = null) => Order(kind, privileges, oids, columns, revoke: false);

    public static object Revoke(string privileges, uint oid, IEnumerable<short>? columns = null) => Order("TABLE", privileges, [oid], columns, revoke: true);

    private static object Order(string kind, string privileges, IEnumerable<uint> oids, IEnumerable<short>? columns, bool revoke) => new { @class = kind, privileges, oids, columns, revoke };
}
