using JitBot.Core.Targets;

namespace JitBot.Core.Tests.Targets;

public sealed class AccessScopeTests
{
    private static readonly AccessScope Scope = new()
    {
        Target = "hr-prod", Level = "read", Database = "hr", Tables = [new("public", "person"), new("public", "title")], Columns = [new("public", "person", "id"), new("public", "person", "name")],
    };

    [Fact]
    public void The_order_in_which_it_was_asked_makes_no_other_scope() =>
        Assert.Equal(Scope.Key, (Scope with { Tables = [.. Scope.Tables.Reverse()], Columns = [.. Scope.Columns.Reverse()] }).Key);

    // Rules 2, 3: who shares a key shares a role.
    [Fact]
    public void No_name_passes_for_another_scope()
    {
        var bare = Scope with { Columns = [], Tables = [new("public", "person")] };
        AccessScope[] others =
        [
            Scope, bare, bare with { Unmask = true }, bare with { Tables = [new("public", "person\nunmask")] }, bare with { Tables = [new("public\tperson", "")] },
            bare with { Tables = [new("public", "person\nt:public\ttitle")] }, bare with { Tables = [new("public", "person"), new("public", "title")] },
            bare with { Tables = [], Schemas = ["public"] }, bare with { Tables = [], Schemas = ["public", "person"] }, bare with { Columns = [new("public", "person", "id")] },
        ];

        Assert.Equal(others.Length, others.Select(scope => scope.Key).Distinct(StringComparer.Ordinal).Count());
    }
}
