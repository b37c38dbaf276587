using System.Collections.Immutable;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Outcome;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Step;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Tricks;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary>The server shares its means among all logins and knows few limits for one.</summary>
internal static class Exhausting
{
    public static readonly ImmutableArray<Attack> All =
    [
        new("exhaust.connections", "Opens more sessions than the profile allows", new Refused("53300"), OpensAllSessions, LogsIn),
        new("exhaust.locks", "Takes so many advisory locks that the server has no room for anybody's, and the grant is ended",
            new Refused(Refused.SessionCut, "until then nobody can log in or write, superusers included: `REVOKE EXECUTE` on what `doctor` lists as `reach.advisory-locks` and "
                + "`reach.large-objects`, or revoke the grant, for which JitBot keeps a session in reserve"),
            Application("SELECT 1"), Ticked, TakesAllLocks, LocksAreTaken, Ended, "SELECT 1"),
        new("exhaust.locks-closed", "The same where PUBLIC may not execute the functions that take advisory locks", Denied,
            Given(Advisory("REVOKE", "FROM")), "SELECT pg_advisory_lock(1)") { Undo = Advisory("GRANT", "TO") },
        new("exhaust.temporary-files", "Fills the disk with temporary files: a large sort",
            new Succeeds("`temp_file_limit`, which only a superuser may change, bounds it for each session"),
            "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT count(*) FROM (SELECT n FROM generate_series(1, 400000) n ORDER BY md5(n::text)) s")
        {
            Gained = """{seen} ~ '"Temp Written Blocks": [1-9]'""",
        },
        new("exhaust.memory", "Allows itself memory without bound: `SET work_mem`",
            new Succeeds("no right governs it. Bound the server's memory from outside, and revoke the grant"),
            "SET work_mem = '1TB'", "SHOW work_mem") { Gained = "{seen} = '1TB'" },
        new("exhaust.time", "Computes without end, with no timeout",
            new Succeeds("accounts may change their timeouts. Revoke the grant: its sessions are cut at once"),
            "SET statement_timeout = 0", Begins("SELECT pg_sleep(600)"), Given("SELECT pg_sleep(0.2)"))
        {
            Gained = "EXISTS (SELECT FROM pg_stat_activity WHERE usename = '{self}' AND state = 'active')",
        },
        new("exhaust.horizon", "Leaves a transaction open, so that nothing can be vacuumed",
            new Succeeds("accounts may change `idle_in_transaction_session_timeout`. Watch `backend_xmin` in `pg_stat_activity`; the end cuts it"),
            "BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT * FROM public.employee")
        {
            Gained = "EXISTS (SELECT FROM pg_stat_activity WHERE usename = '{self}' AND backend_xmin IS NOT NULL)",
        },
        new("exhaust.transactions", "Uses up transaction numbers, also at level read: `pg_current_xact_id`",
            new Succeeds("autovacuum keeps up unless it is kept from it, as by the row above; `REVOKE EXECUTE ON FUNCTION pg_current_xact_id() FROM PUBLIC`"),
            "SELECT pg_current_xact_id() IS NOT NULL") { Gained = "{seen} = 'True'" },
        new("exhaust.disk", "Fills the disk with large objects, also at level read",
            new Succeeds("no right bounds how much. `REVOKE EXECUTE` on what `doctor` lists as `reach.large-objects`"),
            "SELECT count(lo_from_bytea(0, decode(repeat('00', 100000), 'hex'))) FROM generate_series(1, 20)")
        {
            Gained = "(SELECT count(*) > 19 FROM pg_largeobject_metadata)", Leaves = ["large object"],
        },
    ];

    private static string Advisory(string verb, string preposition) => $"""
        DO $$ BEGIN
            EXECUTE (SELECT format('{verb} EXECUTE ON FUNCTION %s {preposition} PUBLIC', string_agg(oid::regprocedure::text, ', '))
                FROM pg_proc WHERE proname ~ '^pg_(try_)?advisory_(xact_)?lock');
        END $$
        """;
}
