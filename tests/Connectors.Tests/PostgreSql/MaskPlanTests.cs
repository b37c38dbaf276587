using System.Collections.Immutable;
using JitBot.Connectors.PostgreSql.Masks;
using JitBot.Core.Targets;

namespace JitBot.Connectors.Tests.PostgreSql;

public sealed class MaskPlanTests
{
    private static readonly TableFacts Person = Table(1, "person", Text(1, "name"), Text(2, "email"));
    private static readonly TableFacts Other = Table(2, "other", Text(1, "name"), Text(2, "email"));
    private static readonly MaskingRule PersonEmail = new("public", "person", "email", new(MaskKind.Full));

    [Fact]
    public void A_table_without_masked_columns_is_open() => Assert.IsType<TableMask.Open>(Plan([PersonEmail], []).Of(Other.Oid));

    // Rule 24
    [Fact]
    public void A_table_with_masked_columns_is_masked_and_keeps_the_order_of_its_columns()
    {
        var masked = Assert.IsType<TableMask.Masked>(Plan([PersonEmail], []).Of(Person.Oid));

        Assert.Equal(["name", "email"], masked.Columns.Select(column => column.Column.Name));
        Assert.Equal(["name"], masked.Plain.Select(column => column.Name));
    }

    // Rule 28
    [Fact]
    public void Under_another_name_no_column_is_shown_that_a_rule_masks_under_either()
    {
        TableName before = new("public", "person");

        Assert.Equal(["name"], Assert.IsType<TableMask.Masked>(Plan([PersonEmail], []).Of(Other.Oid, before)).Plain.Select(column => column.Name));
        Assert.Empty(Assert.IsType<TableMask.Masked>(Plan([PersonEmail, new("public", "other", "name", Mask.Hidden)], []).Of(Other.Oid, before)).Plain);
        Assert.IsType<TableMask.Open>(Plan([new("public", "another", "email", Mask.Hidden)], []).Of(Other.Oid, before));
    }

    public static TheoryData<string, string> Leaks => new()
    {
        { nameof(Tie.Reads), "made from public.person" },
        { nameof(Tie.ChildOf), "holds rows of public.person" },
        { nameof(Tie.ParentOf), "shows the column email of public.person" },
    };

    // Rule 7
    [Theory, MemberData(nameof(Leaks))]
    public void What_shares_rows_with_a_masked_table_is_given_only_unmasked(string tie, string why) =>
        Assert.Contains(why, Assert.IsType<TableMask.OnlyUnmasked>(Plan([PersonEmail], [new(Other.Oid, Enum.Parse<Tie>(tie), Person.Oid)]).Of(Other.Oid)).Why, StringComparison.Ordinal);

    // Rule 7: a pattern that was written for tables cannot have thought of a view.
    [Theory, MemberData(nameof(Leaks))]
    public void A_pattern_does_not_classify_it_and_a_rule_that_names_it_does(string tie, string _)
    {
        TiedTables[] ties = [new(Other.Oid, Enum.Parse<Tie>(tie), Person.Oid)];

        Assert.IsType<TableMask.OnlyUnmasked>(Plan([PersonEmail, new("*", "*", "*", Mask.Plain)], ties).Of(Other.Oid));
        Assert.IsType<TableMask.Open>(Plan([PersonEmail, new("public", "other", "*", Mask.Plain)], ties).Of(Other.Oid));
        Assert.IsType<TableMask.Masked>(Plan([PersonEmail, new("public", "other", "email", new(MaskKind.Full)), new("public", "other", "*", Mask.Plain)], ties).Of(Other.Oid));
    }

    // Rule 7
    [Fact]
    public void A_parent_that_masks_the_same_column_is_masked_like_any_other_table()
    {
        var plan = Plan([new("*", "*", "email", new(MaskKind.Full))], [new(Other.Oid, Tie.ParentOf, Person.Oid)]);

        Assert.IsType<TableMask.Masked>(plan.Of(Other.Oid));
    }

    // Rule 26
    [Fact]
    public void A_table_with_row_level_security_is_masked_by_the_operators_own_view_or_not_at_all()
    {
        var guarded = Person with { HasRowSecurity = true };

        Assert.Contains("row-level security", Assert.IsType<TableMask.OnlyUnmasked>(new MaskPlan(new() { Rules = [PersonEmail] }, [guarded], []).Of(1)).Why, StringComparison.Ordinal);
        var instead = new Masking { Rules = [PersonEmail], Views = ImmutableDictionary<TableName, TableName>.Empty.Add(Person.Name, new("safe", "person")) };
        Assert.Equal(new TableName("safe", "person"), Assert.IsType<TableMask.Instead>(new MaskPlan(instead, [guarded], []).Of(1)).View);
    }

    // Rule 7
    [Fact]
    public void What_is_made_from_a_table_that_a_view_stands_for_is_given_only_unmasked()
    {
        var instead = new Masking { Views = ImmutableDictionary<TableName, TableName>.Empty.Add(Person.Name, new("safe", "person")) };

        Assert.IsType<TableMask.OnlyUnmasked>(new MaskPlan(instead, [Person, Other], [new(Other.Oid, Tie.Reads, Person.Oid)]).Of(Other.Oid));
    }

    public static TheoryData<string, char, int?, string, bool> Fits => new()
    {
        { "text", 'S', null, "full", true },
        { "text", 'S', null, "partial(1,1)", true },
        { "text", 'S', null, "hash", true },
        { "varchar", 'S', 31, "hash", false },
        { "varchar", 'S', 32, "hash", true },
        { "int4", 'N', null, "full", false },
        { "int4", 'N', null, "hash", false },
        { "int4", 'N', null, "range(10)", true },
        { "int4", 'N', null, "range(day)", false },
        { "money", 'N', null, "range(10)", false },
        { "timestamptz", 'D', null, "range(day)", true },
        { "date", 'D', null, "range(10)", false },
        { "interval", 'T', null, "range(day)", false },
        { "jsonb", 'U', null, "full", false },
        { "jsonb", 'U', null, "null", true },
    };

    // Rule 25
    [Theory, MemberData(nameof(Fits))]
    public void A_mask_has_to_fit_the_type_of_its_column(string type, char category, int? length, string mask, bool fits)
    {
        var table = Table(1, "person", new ColumnFacts(1, "c", type, type, category, length, "", 0));

        var planned = new MaskPlan(new() { Rules = [new("*", "*", "c", MaskText.Read(mask)!)] }, [table], []).Of(1);

        Assert.Equal(fits, planned is TableMask.Masked);
        Assert.Equal(!fits, planned is TableMask.OnlyUnmasked { Why: var why } && why.Contains("c is ", StringComparison.Ordinal));
    }

    private static MaskPlan Plan(ImmutableArray<MaskingRule> rules, IEnumerable<TiedTables> ties) => new(new() { Rules = rules }, [Person, Other], ties);

    private static TableFacts Table(uint oid, string name, params ImmutableArray<ColumnFacts> columns) => new(oid, new("public", name), HasRowSecurity: false, columns);

    private static ColumnFacts Text(short number, string name) => new(number, name, "text", "text", 'S', null, "", 0);
}
