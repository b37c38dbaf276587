using System.Collections.Immutable;
using JitBot.Core.Targets;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Outcome;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Step;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

internal static class Writing
{
    public static readonly ImmutableArray<Attack> AtRead =
    [
        .. new Attack[]
        {
            new("read.insert", "`INSERT`", Denied, "INSERT INTO public.employee (name) VALUES ('Eve')"),
            new("read.update", "`UPDATE`", Denied, "UPDATE public.employee SET name = 'Eve'"),
            new("read.delete", "`DELETE`", Denied, "DELETE FROM public.employee"),
            new("read.truncate", "`TRUNCATE`", Denied, "TRUNCATE public.employee CASCADE"),
            new("read.merge", "`MERGE`", Denied,
                "MERGE INTO public.badge b USING public.employee e ON b.id = e.id WHEN NOT MATCHED THEN INSERT VALUES (e.id, e.name)"),
            new("read.with", "`WITH … AS (DELETE … RETURNING …) SELECT`", Denied, "WITH gone AS (DELETE FROM public.employee RETURNING *) SELECT * FROM gone"),
            new("read.conflict", "`INSERT … ON CONFLICT DO UPDATE`", Denied,
                "INSERT INTO public.badge VALUES (1, 'Eve') ON CONFLICT (id) DO UPDATE SET holder = 'Eve'"),
            new("read.block", "a `DO` block that tries on after each refusal", Denied,
                "DO $$ BEGIN BEGIN DELETE FROM public.employee; EXCEPTION WHEN OTHERS THEN NULL; END; UPDATE public.badge SET holder = 'Eve'; END $$"),
            new("read.prepared", "a prepared statement", Denied, "PREPARE gone AS DELETE FROM public.employee", "EXECUTE gone"),
            new("read.explain", "`EXPLAIN ANALYZE` of a statement that writes", Denied, "EXPLAIN ANALYZE DELETE FROM public.employee"),
            new("read.copy", "`COPY … FROM STDIN`", Denied, "COPY public.employee FROM STDIN"),
            new("read.copy-returning", "`COPY (DELETE … RETURNING …) TO STDOUT`", Denied, "COPY (DELETE FROM public.employee RETURNING *) TO STDOUT"),
            new("read.xml", "a function of the server's that runs statements: `query_to_xml`", new Refused("0A000"),
                "SELECT query_to_xml('DELETE FROM public.employee RETURNING *', true, true, '')"),
            new("read.cursor", "the row under a cursor: `UPDATE … WHERE CURRENT OF`", Denied,
                "BEGIN; DECLARE c CURSOR FOR SELECT * FROM public.badge; FETCH c", "UPDATE public.badge SET holder = 'Eve' WHERE CURRENT OF c"),
            new("read.for-update", "locks rows: `SELECT … FOR UPDATE`", Denied, "SELECT * FROM public.employee FOR UPDATE"),
            new("read.for-share", "locks rows: `SELECT … FOR KEY SHARE`", Denied, "SELECT * FROM public.employee FOR KEY SHARE"),
            new("read.nextval", "draws a number from a sequence: `nextval`", Denied, "SELECT nextval('public.employee_id_seq')"),
            new("read.view", "a granted view that passes changes on to its table", Denied, "UPDATE public.low_pay SET note = 'Eve'"),
            new("read.partition", "a partition of a granted table", Denied, "DELETE FROM pay.entry_2026"),
            new("read.create-as", "`CREATE TABLE … AS SELECT`", Denied, "CREATE TABLE public.mine AS SELECT * FROM public.employee"),
            new("read.select-into", "`SELECT … INTO`", Denied, "SELECT * INTO public.mine FROM public.employee"),
            new("read.refresh", "`REFRESH MATERIALIZED VIEW`", Denied, "REFRESH MATERIALIZED VIEW public.headcount"),
        }.Select(attack => attack with { At = [AccessLevel.Read] }),
    ];

    public static readonly ImmutableArray<Attack> Beyond =
    [
        new("write.other-table", "Writes a table that was not granted", Denied, "UPDATE public.salary SET amount = 9") { At = [AccessLevel.Write] },
        new("write.application-table", "Writes a table of the same schema that only an application may", Denied, "INSERT INTO public.note VALUES ('Eve')") { At = [AccessLevel.Write] },
        new("write.truncate", "Empties a granted table past its rows' triggers: `TRUNCATE`", Denied, "TRUNCATE public.badge") { At = [AccessLevel.Write] },
        new("write.setval", "Turns a sequence back: `setval`", Denied, "SELECT setval('public.employee_id_seq', 1)") { At = [AccessLevel.Write] },
        new("write.partition", "Writes a partition directly", Denied, "INSERT INTO pay.entry_2026 VALUES (9, 2026)") { At = [AccessLevel.Write] },
        new("write.references", "Pins rows of a granted table with a foreign key of its own, while `TEMP` is accepted", new Refused("42P16"),
            "CREATE TEMP TABLE mine (id int REFERENCES public.employee)") { At = [AccessLevel.Write], Accepted = true },
        new("write.reindex", "Rebuilds an index, which locks the table: `REINDEX`", Denied, "REINDEX TABLE public.employee"),
        new("write.cluster", "Rewrites a table, which locks it: `CLUSTER`",
            Denied, "CLUSTER public.employee USING employee_pkey"),
        new("write.vacuum", "`VACUUM FULL`, which locks the table", new Harmless("the server skips it with a warning"), "VACUUM FULL public.employee"),
        new("write.analyze", "`ANALYZE`, which replaces the planner's numbers", new Harmless("the server skips it with a warning"), "ANALYZE public.employee"),
        new("write.disable", "Switches a table's triggers off: `ALTER TABLE … DISABLE TRIGGER`", Denied, "ALTER TABLE public.employee DISABLE TRIGGER ALL"),
    ];
}
