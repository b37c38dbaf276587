using System.Collections.Immutable;
using JitBot.Core.Targets;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Outcome;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Step;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Tricks;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary>Whoever may use something may hold it. The end cuts the session, and with it every lock.</summary>
internal static class Locks
{
    private const string Kept = "{seen} <> 'Issued'";

    public static readonly ImmutableArray<Attack> All =
    [
        new("lock.read", "Locks a granted table against everybody, at level read: `LOCK … ACCESS EXCLUSIVE`", Denied,
            "BEGIN", "LOCK TABLE public.employee IN ACCESS EXCLUSIVE MODE") { At = [AccessLevel.Read] },
        new("lock.read-share", "Locks it against writers, at level read: `LOCK … SHARE`", Denied,
            "BEGIN", "LOCK TABLE public.employee IN SHARE MODE") { At = [AccessLevel.Read] },
        new("lock.reader", "Reads in a transaction that it leaves open, so that the owner cannot alter the table",
            new Succeeds("as any reader can. Revoke the grant: its sessions are cut at once. Changes of tables should set `lock_timeout`"),
            "BEGIN", "SELECT * FROM public.employee", Waits("ALTER TABLE public.employee ADD blocked int")) { Gained = "{seen} = 'waited'" },
        new("lock.write", "Locks a granted table against everybody, at level write: `LOCK … ACCESS EXCLUSIVE`",
            new Succeeds("the right to update or delete is the right to lock. Revoke the grant: its sessions are cut at once"),
            "BEGIN", "LOCK TABLE public.employee IN ACCESS EXCLUSIVE MODE", Waits("SELECT FROM public.employee")) { At = [AccessLevel.Write], Gained = "{seen} = 'waited'" },
        new("lock.write-ended", "The same, and the grant is ended meanwhile",
            Cut, "BEGIN", "LOCK TABLE public.employee IN ACCESS EXCLUSIVE MODE", Ended, "SELECT 1") { At = [AccessLevel.Write] },
        new("lock.write-issue", "The same, while JitBot gives somebody else the same table",
            new(new Harmless("issuing touches the shared role and not the table"), (18, new Succeeds(
                "a shared role that is not there yet waits for the table; JitBot says so and tries again. Revoke the grant that holds it"))),
            "BEGIN", "LOCK TABLE public.employee IN ACCESS EXCLUSIVE MODE", AnotherScopeIsIssued)
        {
            At = [AccessLevel.Write], Gained = Kept, Leaves = ["role jit_scope_", "employee", "schema public", "database", "member "],
        },
        new("lock.catalogue", "Locks the server's table of roles", Denied, "BEGIN", "LOCK TABLE pg_catalog.pg_authid IN ACCESS SHARE MODE"),
        new("lock.memberships", "Reads the server's tables of memberships and comments in a transaction it leaves open, while JitBot issues and ends",
            new Harmless("JitBot's work does not wait for readers"),
            "BEGIN", "SELECT count(*) FROM pg_auth_members, pg_shdescription, pg_roles", AnotherIsIssued) { Gained = Kept },
        new("lock.bot", "Takes advisory locks, by which JitBot could be kept from working", new Harmless("JitBot uses none on a target: its locks are rows in its own store"),
            "SELECT count(pg_advisory_lock(n)) FROM generate_series(-50, 50) n", AnotherIsIssued) { Gained = Kept },
        new("lock.advisory", "Takes the advisory lock that an application works with, also at level read: `pg_advisory_lock`",
            new Succeeds("PUBLIC may execute these functions; applications that use them: `REVOKE EXECUTE` on what `doctor` lists as `reach.advisory-locks`, "
                + "then `GRANT` it to them. The end gives the lock back"),
            "SELECT pg_advisory_lock(4711)", Application("SELECT pg_try_advisory_lock(4711)")) { Gained = "{seen} = 'False'" },
        new("lock.own-role", "Holds its own role in an open transaction, so that JitBot cannot close it, and the grant is ended",
            Cut, "BEGIN", "ALTER ROLE {self} PASSWORD 'held'", Ended, "COMMIT") { At = [AccessLevel.Read] },
        new("lock.shared-role", "Holds the shared role in an open transaction, while JitBot gives somebody else the same",
            new(new Harmless("what JitBot does with the shared role does not wait for that"), (16, DeniedAtOnce)),
            "BEGIN", "SET ROLE {scope}", "ALTER ROLE CURRENT_USER SET work_mem = '1MB'", AnotherIsIssued) { Gained = Kept },
        new("prepared.rows", "Prepares a transaction that holds rows past the end: `PREPARE TRANSACTION`",
            new Harmless("it is rolled back at the end"),
            "BEGIN", "DELETE FROM public.badge", "PREPARE TRANSACTION 'held'", Ended) { At = [AccessLevel.Write] },
        new("prepared.lock", "Prepares a transaction that holds a lock past the end, at level read", new Harmless("it is rolled back at the end"),
            "BEGIN", "SELECT pg_advisory_xact_lock(4711)", "PREPARE TRANSACTION 'held'", Ended),
        new("prepared.own-role", "Prepares a change of its own role, so that JitBot cannot close it", new Harmless("it is rolled back at the end"),
            "BEGIN", "ALTER ROLE {self} PASSWORD 'held'", "PREPARE TRANSACTION 'held'", Ended) { At = [AccessLevel.Read] },
        new("prepared.others", "Finishes a transaction that somebody else has prepared: `COMMIT PREPARED`", Denied,
            Application("BEGIN"), Application("PREPARE TRANSACTION 'theirs'"), "COMMIT PREPARED 'theirs'") { Undo = "ROLLBACK PREPARED 'theirs'" },
        new("prepared.all", "Uses up all places for prepared transactions",
            new Succeeds("there are `max_prepared_transactions` for the whole server, and no right governs them. Leave it at 0 where nobody needs them; the end gives them back"),
            FillsPrepared, Application("BEGIN"), FailsFor("PREPARE TRANSACTION 'theirs'")) { Gained = "{seen} = '53200'" },
    ];
}
