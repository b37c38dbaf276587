using JitBot.Connectors.PostgreSql.Scopes;

namespace JitBot.Connectors.Tests.PostgreSql;

public sealed class ScopeShapeTests
{
    private static readonly ScopeShape Shape = new(5, "hr", Unmask: false, [Relation(100), Relation(200)]);

    // Rules 2, 3
    [Fact]
    public void The_same_objects_at_the_same_level_share_a_role_whatever_the_order_or_the_names()
    {
        var name = Shape.RoleName("0123");

        Assert.Matches("^jit_scope_[0-9a-f]{32}$", name);
        Assert.Equal(name, (Shape with { Relations = [Relation(200), Relation(100) with { Name = new("public", "renamed") }] }).RoleName("0123"));
    }

    // Rules 2, 3
    [Fact]
    public void Another_installation_database_right_object_or_column_is_another_role() => Assert.Equal(
        9,
        new[]
        {
            Shape.RoleName("0123"),
            Shape.RoleName("4567"),
            (Shape with { DatabaseOid = 6 }).RoleName("0123"),
            (Shape with { Database = "pay" }).RoleName("0123"),
            (Shape with { Unmask = true }).RoleName("0123"),
            (Shape with { Relations = [Relation(100), Relation(200) with { Privileges = ["SELECT", "INSERT"] }] }).RoleName("0123"),
            (Shape with { Relations = [Relation(100), Relation(200) with { Privileges = [], Columns = [new(1, "SELECT")] }] }).RoleName("0123"),
            (Shape with { Relations = [Relation(100), Relation(200) with { Privileges = [], Columns = [new(2, "SELECT")] }] }).RoleName("0123"),
            (Shape with { Relations = [Relation(100), Relation(201)] }).RoleName("0123"),
        }.Distinct(StringComparer.Ordinal).Count());

    private static ScopeRelation Relation(uint oid) => new(oid, 1, new("public", $"t{oid}"), 'r', ["SELECT"], Giveable: true, Entries: 0);
}
