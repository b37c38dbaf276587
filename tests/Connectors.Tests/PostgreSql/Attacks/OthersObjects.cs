using System.Collections.Immutable;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Outcome;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Step;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary>What its owner alone may change, on tables that are granted.</summary>
internal static class OthersObjects
{
    public static readonly ImmutableArray<Attack> All =
    [
        new("owner.trigger", "Puts a trigger on a granted table, which runs with the rights of whoever writes", Denied,
            "CREATE TRIGGER trap BEFORE INSERT ON public.employee FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()"),
        new("owner.rule", "Puts a rule on a granted table", Denied, "CREATE RULE trap AS ON INSERT TO public.employee DO NOTHING"),
        new("owner.default", "Gives a column a default that runs a function", Denied, "ALTER TABLE public.employee ALTER email SET DEFAULT pg_sleep(1)::text"),
        new("owner.index", "Puts an index with an expression on a granted table", Denied, "CREATE INDEX trap ON public.employee (lower(name))"),
        new("owner.column", "Adds a column to a granted table", Denied, "ALTER TABLE public.employee ADD trap int"),
        new("owner.constraint", "Adds a constraint to a granted table", Denied, "ALTER TABLE public.employee ADD CHECK (pg_sleep(1) IS NULL)"),
        new("owner.policy", "Lets itself through row-level security: `CREATE POLICY`", Denied, "CREATE POLICY trap ON public.review USING (true)"),
        new("owner.policy-off", "Switches row-level security off: `ALTER TABLE … DISABLE ROW LEVEL SECURITY`", Denied,
            "ALTER TABLE public.review DISABLE ROW LEVEL SECURITY"),
        new("owner.take", "Makes itself the owner of a granted table: `ALTER TABLE … OWNER TO`", Denied, "ALTER TABLE public.employee OWNER TO {self}"),
        new("owner.statistics", "Has statistics kept of a granted table", Denied, "CREATE STATISTICS public.trap ON name, email FROM public.employee"),
        new("owner.view", "Replaces a granted view", Denied, "CREATE OR REPLACE VIEW public.low_pay AS SELECT employee, note FROM public.salary"),
        new("owner.drop", "Drops a granted table", Denied, "DROP TABLE public.employee CASCADE"),
        new("owner.comment", "Comments a granted table", Denied, "COMMENT ON TABLE public.employee IS 'mine'"),
        new("owner.attach", "Makes a granted table a child of another: `ALTER TABLE … INHERIT`", Denied, "ALTER TABLE public.employee INHERIT public.salary"),
        new("owner.detach", "Detaches a partition of a granted table", Denied, "ALTER TABLE pay.entry DETACH PARTITION pay.entry_2026"),
        new("owner.schema", "Renames a schema", Denied, "ALTER SCHEMA pay RENAME TO mine"),
        new("definer.closed", "Calls a `SECURITY DEFINER` function that PUBLIC may not execute", Denied, "SELECT public.total()"),
        new("definer.replace", "Replaces the body of a `SECURITY DEFINER` function", Denied,
            "CREATE OR REPLACE FUNCTION public.total() RETURNS numeric LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'"),
        new("definer.settings", "Gives a `SECURITY DEFINER` function another `search_path`: `ALTER FUNCTION … SET`", Denied,
            "ALTER FUNCTION public.total() SET search_path = pg_temp"),
        new("definer.new", "Calls a `SECURITY DEFINER` function that its owner makes while the grant is on",
            new Succeeds("PUBLIC may execute new functions by default. JitBot gives no further grants until that is taken away, but those that are on reach it: "
                + "`ALTER DEFAULT PRIVILEGES FOR ROLE` the owners `REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC`"),
            Given("CREATE FUNCTION public.peek() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT string_agg(note, '' '') FROM public.salary'"),
            "SELECT public.peek()")
        {
            Gained = "{seen} LIKE '%the paid secret%'", Undo = "DROP FUNCTION public.peek()",
        },
    ];
}
