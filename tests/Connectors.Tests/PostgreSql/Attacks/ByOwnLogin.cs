using System.Collections.Immutable;
using JitBot.Core.Targets;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Outcome;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Step;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Tricks;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary>The login stays when the grant is over, and so do its sessions from 16 on, and what it has made.</summary>
internal static class ByOwnLogin
{
    private const string Uncut = "from 16 on sessions stay open at the end unless the level says `\"CutSessions\": true`";

    public static readonly ImmutableArray<Attack> All =
    [
        .. new Attack[]
        {
            new("own.session", "Goes on reading in a session that is open at the end", CutOr(Denied), "SELECT * FROM public.employee", Ended, "SELECT * FROM public.employee"),
            new("own.statement", "The same with a prepared statement", CutOr(Denied), "PREPARE kept AS SELECT name FROM public.employee", "EXECUTE kept", Ended, "EXECUTE kept"),
            new("own.new-session", "Reads in a new session after the end", Denied, Ended, Also("SELECT * FROM public.employee")),
            new("own.cursor", "Fetches on from a cursor that was opened before the end", CutOr(new Harmless(
                $"it shows rows as they were when it was opened, which could have been fetched then; {Uncut}")),
                "BEGIN; DECLARE kept CURSOR FOR SELECT name FROM public.employee", "FETCH kept", Ended, "FETCH kept"),
            new("own.transaction", "Commits after the end what it wrote before", CutOr(new Succeeds($"what was written while it was allowed can be committed later; {Uncut}")),
                "BEGIN; UPDATE public.badge SET holder = 'Eve'", Ended, "COMMIT")
            {
                Gained = "EXISTS (SELECT FROM public.badge WHERE holder = 'Eve')", Undo = "UPDATE public.badge SET holder = 'Ann'",
            },
            new("own.transaction-statement", "Writes on after the end in a transaction that was begun before", CutOr(Denied),
                "BEGIN; UPDATE public.badge SET holder = 'Eve'", Ended, "UPDATE public.employee SET name = 'Eve'"),
            new("own.prepared", "Prepares a transaction and commits it after the end: `COMMIT PREPARED`",
                new Succeeds("it is the login's own, and nobody but the login or a superuser can end it. Leave `max_prepared_transactions` at 0 where nobody needs them"),
                "BEGIN; UPDATE public.badge SET holder = 'Eve'; PREPARE TRANSACTION 'kept'", Ended, Also("COMMIT PREPARED 'kept'"))
            {
                Gained = "EXISTS (SELECT FROM public.badge WHERE holder = 'Eve')", Undo = "UPDATE public.badge SET holder = 'Ann'",
            },
            new("own.lock", "Holds a lock past the end", new(new Harmless("15: the session is cut"), (16, new Succeeds($"{Uncut}. Until then: `pg_terminate_backend`"))),
                "BEGIN; LOCK TABLE public.badge IN ACCESS EXCLUSIVE MODE", Ended, LookedWhether("LOCK TABLE public.badge IN ACCESS SHARE MODE")) { Gained = "{seen} = 'waited'" },
            new("own.become", "Becomes the role, so as to stay it: `SET ROLE`", new(Cut, (16, DeniedAtOnce)), "SET ROLE {premade}", Ended, "SELECT * FROM public.employee"),
            new("own.become-account", "Becomes the account", new(Cut, (16, DeniedAtOnce)), "SET ROLE {self}", Ended, "SELECT * FROM public.employee"),
            new("own.become-later", "Becomes the role after the end", Denied, Ended, Also("SET ROLE {premade}")),
            new("own.account-login", "Lets the account log in: `ALTER ROLE … LOGIN`", Denied, "ALTER ROLE {self} LOGIN PASSWORD 'mine'"),
            new("own.account-password", "Gives the account a password and logs in as it", new(new Refused("28000"), (16, DeniedAtOnce)),
                "SET ROLE {self}", "ALTER ROLE CURRENT_USER PASSWORD 'mine'", LogsInUnder("{self}", "mine")),
            new("own.password", "Sets its own password", new Harmless("JitBot shows none and relies on none"), "ALTER ROLE {login} PASSWORD 'a password of their own'", Ended) { Leaves = ["_dana "] },
            new("own.members", "Puts a login of its own into the role: `GRANT`", Denied, "GRANT {premade} TO hr_app"),
            new("own.account-members", "Puts a login of its own into the account", Denied, "GRANT {self} TO hr_app"),
            new("own.option", "Gives itself the option to: `WITH ADMIN OPTION`", Denied, "GRANT {premade} TO {login} WITH ADMIN OPTION"),
            new("own.other", "Puts itself into the account of somebody else", Denied, "GRANT {other} TO {login}"),
            new("own.marker", "Takes the account's mark away, so that JitBot would not end it", Denied, "COMMENT ON ROLE {self} IS NULL"),
            new("own.end", "Moves the end", Denied, "ALTER ROLE {self} VALID UNTIL 'infinity'"),
            new("own.drop", "Removes the account, so that there is nothing to end", Denied, "DROP ROLE {self}"),
            new("own.rename", "Takes another name", new Refused("0A000"), "ALTER ROLE {login} RENAME TO hr_robot"),
            new("own.grant", "Passes on what the role may: `GRANT SELECT`", new Harmless("without the option to pass it on nothing is granted; the server warns, and JitBot does not lend a role that has the option"),
                "GRANT SELECT ON public.employee TO jit_graveyard") { Gained = "has_table_privilege('jit_graveyard', 'public.employee', 'SELECT')" },
            new("own.grant-account", "Gives the account something of its own, so that it cannot be removed",
                new Succeeds("it stays as residue, in nothing and with nobody in it. A superuser runs `DROP OWNED BY` the account; JitBot then removes it"),
                "CREATE TABLE theirs.left ()", "GRANT SELECT ON theirs.left TO {self}", EndsAsResidue)
            {
                Gained = "EXISTS (SELECT FROM pg_roles WHERE rolname = '{self}')", Undo = "DROP OWNED BY {self}; DROP TABLE theirs.left",
            },
            new("own.large-object", "Leaves a large object on the account", new(new Harmless("15: it goes to `jit_graveyard`"), (16, DeniedAtOnce)),
                "SET ROLE {self}", "SELECT lo_from_bytea(0, 'left')", Ended) { Leaves = ["large object"] },
            new("own.defaults", "Changes what the role grants on future objects: `ALTER DEFAULT PRIVILEGES FOR ROLE`",
                new Harmless("as in `premade.defaults`"), "ALTER DEFAULT PRIVILEGES FOR ROLE {premade} GRANT SELECT ON TABLES TO PUBLIC", Ended) { Leaves = ["default privileges"] },
            new("own.account-defaults", "The same for the account", new Harmless("it goes with the account"),
                "ALTER DEFAULT PRIVILEGES FOR ROLE {self} GRANT SELECT ON TABLES TO {login}", Ended),
            new("own.definer", "Makes a `SECURITY DEFINER` function before the end, and calls it after", CutOr(Denied),
                "CREATE FUNCTION theirs.peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM public.employee'", "SELECT theirs.peek()", Ended, "SELECT theirs.peek()")
            {
                Undo = "DROP FUNCTION theirs.peek()",
            },
            new("own.definer-others", "Has others call it after the end", Denied,
                "CREATE FUNCTION theirs.peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM public.client'; GRANT USAGE ON SCHEMA theirs TO hr_app",
                Ended, Application("SELECT theirs.peek()")) { Undo = "DROP FUNCTION theirs.peek(); REVOKE ALL ON SCHEMA theirs FROM hr_app", Leaves = ["schema theirs"] },
            new("own.view", "Makes a view before the end, and reads it after", Denied,
                "CREATE VIEW theirs.peek AS SELECT * FROM public.employee", Ended, Also("SELECT * FROM theirs.peek")) { Undo = "DROP VIEW theirs.peek" },
            new("own.copy", "Copies what it reads into a table of its own", new Succeeds("whoever may read may keep what was read, here as anywhere. Logins that may make nothing cannot keep it here"),
                "CREATE TABLE theirs.copy AS SELECT * FROM public.employee", Ended, Also("SELECT count(*) FROM theirs.copy")) { Gained = "{seen} = '2'", Undo = "DROP TABLE theirs.copy" },
            new("own.foreign-key", "Pins rows of a table with a foreign key of its own", Denied, "CREATE TABLE theirs.pin (id int REFERENCES public.employee)"),
        }.Select(attack => attack with { By = Holding.OwnLogin, At = [AccessLevel.Write] }),
    ];

    // Before 16 its sessions are cut at the end.
    private static Expected CutOr(Outcome later) => new(Cut, (16, later));
}
