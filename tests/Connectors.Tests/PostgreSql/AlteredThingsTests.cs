using JitBot.Connectors.PostgreSql.Altering;

namespace JitBot.Connectors.Tests.PostgreSql;

public sealed class AlteredThingsTests
{
    private static readonly AlteredThing Owner = new("r1", "r1 owner", "TABLE public.title", "hr_owner", null, "ALTER TABLE public.title OWNER TO hr_owner");
    private static readonly AlteredThing Right = new("r1", "r1 SELECT ann", "SELECT on TABLE public.title for ann", "false", "REVOKE SELECT …", "GRANT SELECT …");
    private static readonly AlteredThing Trigger = new("r1", "t7", "trigger copy on TABLE public.title", "O one", "DROP TRIGGER …", "CREATE TRIGGER … one");
    private static readonly AlteredThing Policy = new("r1", "p7", "policy own on TABLE public.title", "x", "DROP POLICY …", null);

    // Rule 9
    [Fact]
    public void What_did_not_change_is_not_told() => Assert.Empty(AlteredThings.Between([Owner, Right, Trigger, Policy], [Policy, Trigger, Right, Owner]));

    // Rule 9
    [Fact]
    public void What_is_new_comes_with_what_takes_it_away() => Assert.Equal(
        ["SELECT on TABLE public.title for ann is new: REVOKE SELECT …", "trigger copy on TABLE public.title is new: DROP TRIGGER …"],
        AlteredThings.Between([Owner], [Owner, Right, Trigger]));

    // Rule 9
    [Fact]
    public void What_is_gone_or_changed_comes_with_what_brings_it_back() => Assert.Equal(
        ["SELECT on TABLE public.title for ann is gone: GRANT SELECT …", "trigger copy on TABLE public.title was changed: CREATE TRIGGER … one", "policy own on TABLE public.title is gone"],
        AlteredThings.Between([Owner, Right, Trigger, Policy], [Owner, Trigger with { Value = "D one" }]));

    // Rule 9
    [Fact]
    public void A_table_that_was_dropped_is_told_once_and_a_new_one_only_by_what_hangs_on_it()
    {
        Assert.Equal(["TABLE public.title was dropped"], AlteredThings.Between([Owner, Right, Trigger], []));
        Assert.Equal(["SELECT on TABLE public.title for ann is new: REVOKE SELECT …"], AlteredThings.Between([], [Owner, Right]));
    }

    // Rule 9
    [Fact]
    public void A_table_that_was_given_away_comes_with_what_takes_it_back() => Assert.Equal(
        ["TABLE public.title belongs to mallory now: ALTER TABLE public.title OWNER TO hr_owner"],
        AlteredThings.Between([Owner], [Owner with { Value = "mallory", Redo = "ALTER TABLE public.title OWNER TO mallory" }]));
}
