using System.Collections.Immutable;
using JitBot.Core.Targets;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Outcome;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Step;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Tricks;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary>Each is arranged, then the grant ends, then it is looked at.</summary>
internal static class Outliving
{
    // The server looks whether it was told to stop between rows, and not while it reckons the digest of one.
    private const string Slow = "md5(repeat('x', 60000000)) || md5(repeat('y', 60000000)) || md5(repeat('z', 60000000)) || md5(repeat('w', 60000000))";

    public static readonly ImmutableArray<Attack> All =
    [
        new("keep.idle", "An idle session", Cut, "SELECT 1", Ended, "SELECT 1"),
        new("keep.second", "A second session beside one that is busy", Cut, Also("SELECT 1"), Begins("SELECT pg_sleep(600)"), Ended, Also("SELECT 1")),
        new("keep.sleeping", "A session that sleeps: `pg_sleep`", Cut, Begins("SELECT pg_sleep(600)"), Ended, Waited),
        new("keep.busy", "A session that computes", Cut, Begins("SELECT count(*) FROM generate_series(1, 1000000000) a"), Ended, Waited),
        new("keep.catching", "A `DO` block that catches every error and begins again", Cut,
            Begins("DO $$ BEGIN LOOP BEGIN PERFORM pg_sleep(600); EXCEPTION WHEN OTHERS OR query_canceled OR assert_failure THEN NULL; END; END LOOP; END $$"), Ended, Waited),
        new("keep.parallel", "A query in parallel workers", Cut,
            "SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0",
            Begins("SELECT count(*) FROM pg_class a, pg_class b, pg_class c, pg_class d WHERE a.relpages + b.relpages + c.relpages + d.relpages = -1"), Ended, Waited),
        new("keep.uninterruptible", "A computation that the server cannot interrupt, and a row to be written after it",
            new Harmless("the session ends as soon as the computation does, before it can write or answer; until then JitBot does not call the end done"),
            Begins($"INSERT INTO public.employee (name) SELECT {Slow}"),
            EndedAtLast)
        {
            At = [AccessLevel.Write], Gained = "EXISTS (SELECT FROM public.employee WHERE id > 2)",
        },
        new("keep.transaction", "A transaction with changes, to be committed after the end", Cut,
            "BEGIN", "DELETE FROM public.badge", Ended, "COMMIT") { At = [AccessLevel.Write] },
        new("keep.cursor", "A cursor that is held over transactions: `WITH HOLD`", Cut,
            "DECLARE kept CURSOR WITH HOLD FOR SELECT * FROM public.employee", Ended, "FETCH ALL FROM kept"),
        new("keep.statement", "A prepared statement, planned while it was allowed", Cut,
            "PREPARE kept AS SELECT name FROM public.employee", "EXECUTE kept", Ended, "EXECUTE kept"),
        new("keep.listen", "A session that listens: `LISTEN`", Cut, "LISTEN orders", Ended, "SELECT 1"),
        new("keep.copy", "A `COPY` whose rows are not fetched", Cut, BeginsCopy("SELECT repeat('x', 1000) FROM generate_series(1, 1000000)"), Ended, ReadsOn),
        new("keep.unread", "Answers that are not fetched", Cut, BeginsReading("SELECT repeat('x', 1000) FROM generate_series(1, 1000000)"), Ended, ReadsOn),
        new("keep.timeouts", "A session without any timeout, with keep-alive", Cut,
            "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET idle_session_timeout = 0; SET tcp_keepalives_idle = 1", Ended, "SELECT 1"),
        new("keep.name", "A session that calls itself JitBot's: `SET application_name = 'jitbot'`", Cut, "SET application_name = 'jitbot'", Ended, "SELECT 1"),
        new("keep.advisory", "A session that holds locks", Cut, "SELECT pg_advisory_lock(1)", Ended, "SELECT 1"),
        new("keep.role", "A session that has become the shared role", new(Cut, (16, DeniedAtOnce)), "SET ROLE {scope}", Ended, "SELECT 1"),
        new("keep.beside", "A session in another database, where PUBLIC's `CONNECT` is accepted", Cut, Beside("SELECT 1"), Ended, Beside("SELECT 1")) { Accepted = true },
        new("keep.temporary", "A temporary table with what was read, while `TEMP` is accepted", Cut,
            "CREATE TEMP TABLE kept AS SELECT * FROM public.employee", Ended, "SELECT * FROM kept") { Accepted = true },
        new("keep.dblink", "A session from the server to itself: `dblink`", Cut,
            "SELECT dblink_connect('kept', 'host=127.0.0.1 port={port} dbname={db} user={self} password={password}')", Ended,
            "SELECT * FROM dblink('kept', 'SELECT 1') AS t (n int)"),
        new("keep.half-open", "A login that was begun before the end and is finished after it", new Refused("28000"), LogsInOverTheEnd),
        new("keep.storm", "Logins without a pause while the end is made", new Harmless("the login is closed before sessions are cut, and they are looked for until there is none"),
            LogsInWithoutPause, Ended),
        new("keep.login", "A new login with the password that was shown", new Refused("28P01"), Ended, LogsIn),
        new("keep.own-password", "A new login with a password it has set itself: `ALTER ROLE … PASSWORD`", new Refused("28P01"),
            "ALTER ROLE {self} PASSWORD 'my own'", Ended, LogsInAs("my own")),
        new("keep.objects", "Five thousand large objects of its own, that removing the account takes long and its record has no room for",
            new Harmless("they go to `jit_graveyard`; the record names fifty of them and says how many more there are"),
            "SELECT count(lo_create(n)) FROM generate_series(100001, 105000) n", Ended) { Leaves = ["large object"] },
        new("keep.very-many-objects", "Three hundred thousand of them, so that the account cannot be removed in the time there is",
            new Harmless("the account is closed, without sessions and rights, and stays as residue for some minutes: each try moves some ten thousand. "
                + "`REVOKE EXECUTE` on what `doctor` lists as `reach.large-objects` keeps it from being made"),
            "SELECT count(lo_create(n)) FROM generate_series(100001, 400000) n", EndsAsResidue, EndedAtLast)
        {
            At = [AccessLevel.Read], Leaves = ["large object"], IsSlow = true,
        },
    ];
}
