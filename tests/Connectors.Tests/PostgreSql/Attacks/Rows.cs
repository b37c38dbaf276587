using System.Collections.Immutable;
using JitBot.Core.Targets;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Outcome;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Step;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

internal static class Rows
{
    public static readonly ImmutableArray<Attack> All =
    [
        new("rows.table", "Reads a table that was not granted", Denied, "SELECT * FROM public.salary"),
        new("rows.view", "Reads it through a view that was not granted", Denied, "SELECT * FROM public.payroll"),
        new("rows.partition", "Reads a partition directly, of a table that was granted", Denied, "SELECT * FROM pay.entry_2026"),
        new("rows.neighbour", "Reads another table of a schema in which one was granted", Denied, "SELECT * FROM pay.run"),
        new("rows.copy", "Copies a table that was not granted to itself: `COPY … TO STDOUT`", Denied, "COPY public.salary TO STDOUT"),
        new("rows.copy-query", "The same with a query: `COPY (SELECT …) TO STDOUT`", Denied, "COPY (SELECT * FROM public.salary) TO STDOUT"),
        new("rows.plan", "Has the plan of such a query shown, with what the planner guesses of its values: `EXPLAIN`", Denied,
            "EXPLAIN SELECT * FROM public.salary WHERE amount > 5000"),
        new("rows.xml", "Has a function of the server's run the query: `query_to_xml`", Denied, "SELECT query_to_xml('SELECT * FROM public.salary', true, true, '')"),
        new("rows.schema-xml", "Has the whole schema written out: `schema_to_xml`", new Harmless("it writes out what the account may read"),
            "SELECT schema_to_xml('public', true, true, '')") { Gained = "{seen} LIKE '%the paid secret%'" },
        new("rows.block", "Reads it in a `DO` block", Denied, "DO $$ BEGIN PERFORM * FROM public.salary; END $$"),
        new("rows.lateral", "Reads it in a sub-select of a granted table's query", Denied, "SELECT (SELECT max(amount) FROM public.salary) FROM public.employee"),
        new("rows.sequence", "Reads where a sequence stands", Denied, "SELECT last_value FROM public.employee_id_seq"),
        new("rows.view-error", "Has the rows that a granted view leaves out quoted in an error: a cast in `WHERE`",
            new Succeeds("the planner may put the cast before the view's own condition. `ALTER VIEW … SET (security_barrier)` closes it for views that are to hide rows"),
            """
            DO $$ BEGIN PERFORM FROM public.low_pay WHERE employee > 1 AND note::int IS NULL;
            EXCEPTION WHEN invalid_text_representation THEN PERFORM set_config('seen.error', SQLERRM, false); END $$
            """,
            "SELECT current_setting('seen.error', true)")
        {
            Gained = "{seen} LIKE '%the paid secret%'",
        },
        new("rows.guarded-view-error", "The same where the view is a `security_barrier`", new Harmless("the view's condition comes first"),
            "SELECT count(*) FROM public.low_pay_guarded WHERE employee > 1 AND note::int IS NULL") { Gained = "{seen} <> '0'" },
        new("policies.read", "Reads rows of a granted table that its policies keep back", new Harmless("policies apply to the account like to everybody"),
            "SELECT string_agg(words, ' ') FROM public.review") { Gained = "{seen} IS NOT NULL" },
        new("policies.setting", "Switches row-level security off for itself: `SET row_security = off`", Denied, "SET row_security = off", "SELECT * FROM public.review"),
        new("policies.error", "Has such rows quoted in an error: a cast in `WHERE`", new Harmless("the policy comes before whatever could tell"),
            "SELECT count(*) FROM public.review WHERE words::int = 1") { Gained = "{seen} <> '0'" },
        new("policies.write", "Writes a row that the policies forbid", Denied,
            "INSERT INTO public.review VALUES (3, 'ann', 'forged')") { At = [AccessLevel.Write] },
        new("policies.change", "Changes and removes rows that its policies keep back", new Harmless("they are not there for it"),
            "WITH gone AS (DELETE FROM public.review RETURNING id) SELECT count(*) FROM gone") { At = [AccessLevel.Write], Gained = "{seen} <> '0'" },
        new("policies.unique", "Learns whether a kept-back row has some key: by a duplicate",
            new Succeeds("unique and foreign keys are checked across policies. Keys that must not be guessed should be random"),
            "DO $$ BEGIN INSERT INTO public.review VALUES (1, '{self}', ''); EXCEPTION WHEN unique_violation THEN PERFORM set_config('seen.error', SQLERRM, false); END $$",
            "SELECT current_setting('seen.error', true)")
        {
            At = [AccessLevel.Write], Gained = "{seen} LIKE '%duplicate key%'",
        },
        new("keys.oracle", "Learns whether a table that was not granted has some key: by a row that points to it",
            new Succeeds("foreign keys are checked with the rights of the tables' owner. Keys that must not be guessed should be random"),
            "DO $$ BEGIN INSERT INTO public.visit (door) VALUES ('1'); EXCEPTION WHEN foreign_key_violation THEN INSERT INTO public.visit (door) VALUES ('4711'); END $$")
        {
            At = [AccessLevel.Write], Gained = "EXISTS (SELECT FROM public.visit WHERE door = '4711')", Leaves = ["visit"],
        },
        new("keys.cascade", "Removes rows of a table that was not granted: by removing a row they point to",
            new Succeeds("`ON DELETE CASCADE` runs with the rights of the table's owner, and so do owners' triggers. Who may remove a row removes what hangs on it"),
            "DELETE FROM public.employee WHERE id = 2")
        {
            At = [AccessLevel.Write], Gained = "NOT EXISTS (SELECT FROM public.salary WHERE employee = 2)", Leaves = ["row of "],
        },
    ];
}
