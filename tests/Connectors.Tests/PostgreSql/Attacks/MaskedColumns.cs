using System.Collections.Immutable;
using JitBot.Core.Targets;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Outcome;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary>The account is given a view in place of the table, and of the table its plain columns. Every other road to a masked one is closed by the server itself.</summary>
internal static class MaskedColumns
{
    private const string Secrets = "{seen} LIKE '%the masked secret%' OR {seen} LIKE '%ann@masked%' OR {seen} LIKE '%123-45-6789%' OR {seen} LIKE '%4111%'";

    private static readonly ImmutableArray<AccessLevel> AtWrite = [AccessLevel.Write];

    public static readonly ImmutableArray<Attack> All =
    [
        new("masked.column", "Reads a masked column of the table itself", Denied, "SELECT email FROM public.client"),
        new("masked.star", "Reads all columns of the table", Denied, "SELECT * FROM public.client"),
        new("masked.table", "The same with `TABLE`", Denied, "TABLE public.client"),
        new("masked.row", "Reads whole rows as a value", Denied, "SELECT c FROM public.client c"),
        new("masked.row-text", "Reads whole rows as text", Denied, "SELECT c::text FROM public.client c"),
        new("masked.row-json", "Reads whole rows as JSON", Denied, "SELECT to_jsonb(c) FROM public.client c"),
        new("masked.row-field", "Takes a field out of a whole row", Denied, "SELECT (c).email FROM public.client c"),
        new("masked.row-count", "Counts by whole rows", Denied, "SELECT count(DISTINCT c) FROM public.client c"),
        new("masked.where", "Guesses a masked value in a condition on the table", Denied, "SELECT count(*) FROM public.client WHERE email LIKE 'ann%'"),
        new("masked.order", "Sorts the table by a masked column", Denied, "SELECT name FROM public.client ORDER BY note"),
        new("masked.group", "Groups the table by a masked column", Denied, "SELECT count(*) FROM public.client GROUP BY ssn"),
        new("masked.aggregate", "Asks for the greatest masked value", Denied, "SELECT max(email) FROM public.client"),
        new("masked.join", "Joins the table with guesses by a column of the same name", Denied,
            "SELECT name FROM public.client NATURAL JOIN (VALUES ('ann@masked.example')) guess (email)"),
        new("masked.window", "Ranks rows of the table by a masked column", Denied, "SELECT rank() OVER (ORDER BY born) FROM public.client"),
        new("masked.copy", "Copies the table out", Denied, "COPY public.client TO STDOUT"),
        new("masked.copy-column", "Copies one masked column out", Denied, "COPY public.client (email) TO STDOUT"),
        new("masked.xml", "Has the server run a query and give it back as XML", Denied, "SELECT query_to_xml('SELECT * FROM public.client', true, false, '')"),
        new("masked.xml-table", "Has the server give the table back as XML", Denied, "SELECT table_to_xml('public.client', true, false, '')"),
        new("masked.cursor", "Opens a cursor on the table", Denied, "DECLARE peek CURSOR WITH HOLD FOR SELECT note FROM public.client"),
        new("masked.prepared", "Prepares a statement and runs it", Denied, "PREPARE peek AS SELECT note FROM public.client", "EXECUTE peek"),
        new("masked.system-columns", "Reads where rows stand: `ctid`, `xmin`", Denied, "SELECT ctid, xmin FROM public.client"),
        new("masked.lock-rows", "Locks rows to read them", Denied, "SELECT id FROM public.client FOR UPDATE") { At = [AccessLevel.Read] },
        new("masked.search-path", "Takes the view out of the search path", Denied, "SET search_path = public", "SELECT email FROM client"),
        new("masked.view", "Reads everything the view shows", new Harmless("masked values are all there is"), "SELECT string_agg(c::text, ' ') FROM client c") { Gained = Secrets },
        new("masked.view-json", "The same as JSON", new Harmless("masked values are all there is"), "SELECT jsonb_agg(to_jsonb(c))::text FROM client c") { Gained = Secrets },
        new("masked.view-where", "Guesses a masked value in a condition on the view", new Harmless("the condition is held against the masked value"),
            "SELECT count(*) FROM client WHERE email = 'ann@masked.example' OR ssn = '123-45-6789' OR note LIKE 'the%'") { Gained = "{seen} <> '0'" },
        new("masked.view-cast", "Has a cast of a masked value fail, to read the message", new Refused("22P02", "the message quotes the masked value"),
            "SELECT email::int FROM client WHERE id = 1"),
        new("masked.view-function", "Has a function on masked values fail for some rows", new Harmless("it is given the masked value"),
            "SELECT count(*) FROM client WHERE 1 / (1 - coalesce(length(note), 0)) >= 0") { Gained = "{seen} <> '2'" },
        new("masked.view-time-zone", "Has the server reckon a masked time in another time zone", new Harmless("ranges of time begin in UTC, whatever the session is set to"),
            "SET TimeZone = 'Pacific/Kiritimati'", "SELECT string_agg(to_char(seen AT TIME ZONE 'UTC', 'HH24:MI'), ' ') FROM client") { Gained = "{seen} <> '00:00 00:00'" },
        new("masked.view-definition", "Reads the text of the view", new Harmless("it tells how columns are masked, and nothing that undoes it"),
            "SELECT pg_get_viewdef('jit_masked_public.client')") { Gained = "position((SELECT salt FROM jit_masked.salt) IN {seen}) > 0" },
        new("masked.view-replace", "Puts another view in its place", Denied, "CREATE OR REPLACE VIEW jit_masked_public.client AS SELECT * FROM public.client"),
        new("masked.view-drop", "Drops the view", Denied, "DROP VIEW jit_masked_public.client"),
        new("masked.view-option", "Has the view read with the caller's rights or without its own", Denied, "ALTER VIEW jit_masked_public.client SET (security_invoker = true)"),
        new("masked.view-owner", "Becomes the role that owns masked views", Denied,
            "SELECT set_config('role', (SELECT viewowner FROM pg_views WHERE schemaname = 'jit_masked_public' LIMIT 1), false)"),
        new("masked.view-write", "Writes a masked column through the view", new Refused("0A000"), "UPDATE client SET email = 'x@example.com'"),
        new("masked.view-write-plain", "Writes a plain column through the view", Denied, "UPDATE client SET name = 'x'"),
        new("masked.salt", "Reads the salt of hashes", Denied, "SELECT salt FROM jit_masked.salt"),
        new("masked.hash", "Tries known values against a hash", new Harmless("the hash is salted, and the salt is not to be had"),
            "SELECT count(*) FROM client WHERE card IN (left(encode(sha256('4111 1111'), 'hex'), 32), md5('4111 1111'), encode(sha256('4111 1111'), 'hex'))") { Gained = "{seen} <> '0'" },
        new("masked.hash-equal", "Sees which rows have the same value in a hashed column", new Succeeds("that is what a hash is for. Mask with `null` where it must not be known"),
            "SELECT count(*) FROM client a JOIN client b ON a.card = b.card AND a.id < b.id") { Gained = "{seen} = '1'" },
        new("masked.statistics", "Reads sample values of a masked column: `pg_stats`", new Harmless("the view leaves out what may not be read"),
            "SELECT string_agg(coalesce(most_common_vals::text, '') || coalesce(histogram_bounds::text, ''), ' ') FROM pg_stats WHERE tablename = 'client' AND attname IN ('email', 'note', 'ssn', 'card')")
        {
            Gained = "{seen} IS NOT NULL",
        },
        new("masked.statistics-index", "Reads sample values of an index on a masked column", new Harmless("the view leaves out what may not be read"),
            "SELECT string_agg(coalesce(most_common_vals::text, '') || coalesce(histogram_bounds::text, ''), ' ') FROM pg_stats WHERE tablename = 'client_email'") { Gained = "{seen} IS NOT NULL" },
        new("masked.plan", "Guesses a masked value by the plan of a query on the table", Denied, "EXPLAIN SELECT 1 FROM public.client WHERE email = 'ann@masked.example'"),
        new("masked.made-from", "Reads a view, a child and a materialized view of the table", Denied, "SELECT 1 FROM public.clients, public.client_old, public.client_copy"),
        new("masked.grant", "Grants the masked column to itself", Denied, "GRANT SELECT (email) ON public.client TO {self}"),
        new("masked.returning", "Has an update of a plain column give back masked ones", Denied, "UPDATE public.client SET name = name RETURNING email") { At = AtWrite },
        new("masked.assign", "Copies a masked column into a plain one", Denied, "UPDATE public.client SET name = email") { At = AtWrite },
        new("masked.conflict", "The same where an insert meets a row", Denied,
            "INSERT INTO public.client (id, name) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET name = client.note") { At = AtWrite },
        new("masked.merge", "The same with `MERGE`", Denied,
            "MERGE INTO public.client c USING (VALUES (1)) v (id) ON c.id = v.id WHEN MATCHED THEN UPDATE SET name = c.ssn") { At = AtWrite },
        new("masked.overwrite", "Overwrites a masked column", Denied, "UPDATE public.client SET email = 'x@example.com'") { At = AtWrite },
        new("masked.insert", "Inserts a row with masked columns", Denied, "INSERT INTO public.client (id, name, email) VALUES (9, 'x', 'x@example.com')") { At = AtWrite },
        new("masked.delete", "Deletes rows of a masked table", Denied, "DELETE FROM public.client") { At = AtWrite },
        new("masked.lock", "Locks a masked table against its readers", Denied, "BEGIN", "LOCK TABLE public.client IN ACCESS EXCLUSIVE MODE") { At = AtWrite },
        new("masked.failing-row", "Has an update fail, to read the failing row in the message", new Harmless("the server leaves out what may not be read"),
            """
            DO $$ DECLARE said text; BEGIN UPDATE public.client SET name = NULL; EXCEPTION WHEN not_null_violation THEN
                GET STACKED DIAGNOSTICS said = PG_EXCEPTION_DETAIL; PERFORM set_config('attack.said', said, false); END $$
            """,
            "SELECT current_setting('attack.said', true)") { At = AtWrite, Gained = Secrets },
        new("masked.reference", "Finds out whether a masked value is there by a foreign key that refers to it",
            new Succeeds("Whoever may write a table that refers to a masked column can ask of single values whether they are there. Refer to other columns, or do not give such tables to write"),
            "BEGIN", "INSERT INTO public.pledge VALUES ('123-45-6789')", "SELECT 'it is there'") { At = AtWrite, Gained = "{seen} = 'it is there'" },
    ];
}
