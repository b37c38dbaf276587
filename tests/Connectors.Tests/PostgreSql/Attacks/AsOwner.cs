using System.Collections.Immutable;
using JitBot.Core.Targets;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Outcome;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Step;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Tricks;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary>Whoever becomes an owner may do what owners do. Most of what outlives the grant is told at its end.</summary>
internal static class AsOwner
{
    private const string IsTold = "an owner's right, and it stays: owners are told at the end, with the statement that undoes it";
    private const string Routine = "an owner's right: it runs with the rights of whoever comes by. Owners are told of the function at the end; dropping it names what uses it. "
        + "Whoever has more rights should not write or read there before they have looked";

    private const string Trap = "CREATE FUNCTION public.trap(what text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS 'BEGIN PERFORM set_config(''trap.sprung'', current_user, false); RETURN what; END'";
    private const string Sprung = "SELECT current_setting('trap.sprung', true)";

    public static readonly ImmutableArray<Attack> All =
    [
        .. new Attack[]
        {
            new("ddl.masked", "Reads masked columns", new Harmless("masks do not hold for an owner, and the card says so"), "SELECT email FROM public.client"),
            new("ddl.beyond", "Reads a table that the owner does not own", Denied, "SELECT * FROM public.pg_stat_statements"),
            new("ddl.masked-view", "Puts another view in the place of a masked one, for others to read", Denied,
                "CREATE OR REPLACE VIEW jit_masked_public.client AS SELECT * FROM public.client"),
            new("ddl.unmask", "Gives somebody who has a masked table the whole of it", new Succeeds(IsTold),
                "GRANT SELECT ON public.client TO {other}", Ended, Told("SELECT on TABLE public.client for {other} is new"))
            {
                Gained = "has_column_privilege('{other}', 'public.client', 'email', 'SELECT')", Undo = "REVOKE SELECT ON public.client FROM {other}",
            },
            new("ddl.superuser", "Becomes the superuser", Denied, "SET ROLE postgres"),
            new("ddl.session", "Has the session belong to the owner: `SET SESSION AUTHORIZATION`", Denied, "SET SESSION AUTHORIZATION hr_owner"),
            new("ddl.keep-session", "Stays the owner in a session that is open at the end", Cut, "SELECT count(*) FROM public.salary", Ended, "SELECT count(*) FROM public.salary"),
            new("ddl.members", "Puts a login of its own into the owner: `GRANT hr_owner TO`", Denied, "GRANT hr_owner TO hr_app"),
            new("ddl.members-option", "Gives itself the option to: `WITH ADMIN OPTION`", Denied, "GRANT hr_owner TO {self} WITH ADMIN OPTION"),
            new("ddl.role", "Makes a login as the owner: `CREATE ROLE`", Denied, "CREATE ROLE spare LOGIN PASSWORD 'spare'"),
            new("ddl.login", "Lets the owner log in: `ALTER ROLE … LOGIN`", Denied, "ALTER ROLE hr_owner LOGIN"),
            new("ddl.password", "Gives the owner a password and logs in as it after the end",
                new Refused("28000", "JitBot does not hand out an owner that can log in"),
                "ALTER ROLE hr_owner PASSWORD 'mine'", Ended, LogsInUnder("hr_owner", "mine")) { Undo = "ALTER ROLE hr_owner PASSWORD NULL" },
            new("ddl.settings", "Leaves a setting on the owner: `ALTER ROLE … SET search_path`", new Harmless("nobody logs in as the owner; owners are told"),
                "ALTER ROLE hr_owner SET search_path = pg_temp", Ended, Told("the setting search_path of the role hr_owner is new")),
            new("ddl.grant-login", "Gives a login of its own a table that it did not have", new Succeeds(IsTold),
                "GRANT USAGE ON SCHEMA pay TO hr_app; GRANT SELECT ON pay.run TO hr_app", Ended, Told("SELECT on TABLE pay.run for hr_app is new"),
                Application("SELECT total FROM pay.run")) { Gained = "{seen} = '9900'" },
            new("ddl.grant-public", "Gives everybody a table", new Succeeds(IsTold + ", and JitBot gives no further grants until then"),
                "GRANT SELECT ON public.salary TO PUBLIC", Ended, Told("SELECT on TABLE public.salary for PUBLIC is new"))
            {
                Gained = "has_table_privilege('public', 'public.salary', 'SELECT')",
            },
            new("ddl.grant-self", "Gives itself a table past the end",
                new Succeeds("the account stays as residue, closed and in no role, because only the owner may take that from it. A superuser runs what owners are told; JitBot then removes it"),
                "GRANT SELECT ON public.salary TO {self}", EndsAsResidue, Told("SELECT on TABLE public.salary for {self} is new"))
            {
                Gained = "EXISTS (SELECT FROM pg_roles WHERE rolname = '{self}')", Undo = "DROP OWNED BY {self}",
            },
            new("ddl.defaults", "Gives everybody what the owner will make: `ALTER DEFAULT PRIVILEGES`", new Succeeds(IsTold),
                "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO hr_app", Ended, Told("SELECT on future tables for hr_app is new"))
            {
                Gained = "EXISTS (SELECT FROM pg_default_acl WHERE defaclrole = 'hr_owner'::regrole AND defaclnamespace = 0)",
            },
            new("ddl.defaults-self", "Gives itself what the owner will make", new Harmless("it goes with the account"),
                "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {self}", Ended),
            new("ddl.definer", "Leaves a `SECURITY DEFINER` function behind", new Succeeds(IsTold + ", and JitBot gives no further grants until then"),
                "CREATE FUNCTION public.peek() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT total::text FROM pay.run'", Ended,
                Told("ROUTINE public.peek(), which runs with its owner's rights, is new"), Application("SELECT public.peek()")) { Gained = "{seen} = '9900'" },
            new("ddl.view", "Leaves a view behind, which reads with its owner's rights", new Succeeds(IsTold),
                "CREATE VIEW public.totals AS SELECT total FROM pay.run; GRANT SELECT ON public.totals TO hr_app", Ended,
                Told("SELECT on TABLE public.totals for hr_app is new"), Application("SELECT total FROM public.totals")) { Gained = "{seen} = '9900'", Undo = "DROP VIEW public.totals" },
            new("ddl.trigger", "Leaves a trigger behind", new Succeeds(IsTold),
                "CREATE FUNCTION public.trap() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM set_config(''trap.sprung'', current_user, false); RETURN NULL; END'",
                "CREATE TRIGGER spy BEFORE INSERT ON public.note FOR EACH ROW EXECUTE FUNCTION public.trap()", Ended,
                Told("trigger spy on TABLE public.note is new"), Application("INSERT INTO public.note VALUES ('x')"), Application(Sprung)) { Gained = "{seen} = 'hr_app'" },
            new("ddl.rule", "Leaves a rule behind, so that others do something else", new Succeeds(IsTold),
                "CREATE RULE quiet AS ON INSERT TO public.note DO INSTEAD NOTHING", Ended, Told("rule quiet on TABLE public.note is new"),
                Application("INSERT INTO public.note VALUES ('x')")) { Gained = "NOT EXISTS (SELECT FROM public.note)" },
            new("ddl.policy", "Leaves a policy behind, whose condition is code", new Succeeds(IsTold),
                Trap, "ALTER TABLE public.badge ENABLE ROW LEVEL SECURITY; CREATE POLICY spy ON public.badge USING (public.trap(holder) IS NOT NULL)", Ended,
                Told("policy spy on TABLE public.badge is new"), Application("SELECT * FROM public.badge"), Application(Sprung))
            {
                Gained = "{seen} = 'hr_app'", Undo = "DROP FUNCTION public.trap(text) CASCADE",
            },
            new("ddl.column-default", "Leaves a column's default behind that runs a function", new Succeeds(Routine),
                Trap, "ALTER TABLE public.note ALTER what SET DEFAULT public.trap('x')", Ended, Told("ROUTINE public.trap(text) is new"),
                Application("INSERT INTO public.note DEFAULT VALUES"), Application(Sprung))
            {
                Gained = "{seen} = 'hr_app'", Undo = "DROP FUNCTION public.trap(text) CASCADE; DELETE FROM public.note",
            },
            new("ddl.index", "Leaves an index behind whose expression runs a function", new Succeeds(Routine),
                Trap, "CREATE INDEX spy ON public.note (public.trap(what))", Ended, Told("ROUTINE public.trap(text) is new"),
                Application("INSERT INTO public.note VALUES ('x')"), Application(Sprung))
            {
                Gained = "{seen} = 'hr_app'", Undo = "DROP FUNCTION public.trap(text) CASCADE; DELETE FROM public.note",
            },
            new("ddl.check", "Leaves a constraint behind that runs a function", new Succeeds(Routine),
                Trap, "ALTER TABLE public.note ADD CONSTRAINT spy CHECK (public.trap(what) IS NOT NULL)", Ended, Told("ROUTINE public.trap(text) is new"),
                Application("INSERT INTO public.note VALUES ('x')"), Application(Sprung))
            {
                Gained = "{seen} = 'hr_app'", Undo = "DROP FUNCTION public.trap(text) CASCADE; DELETE FROM public.note",
            },
            new("ddl.replace", "Replaces the body of a function that others call", new Succeeds(IsTold),
                "CREATE OR REPLACE FUNCTION public.greeting() RETURNS text LANGUAGE sql AS 'SELECT set_config(''trap.sprung'', current_user, false)'", Ended,
                Told("ROUTINE public.greeting() was changed"), Application("SELECT public.greeting()")) { Gained = "{seen} = 'hr_app'" },
            new("ddl.overload", "Leaves a function behind that is called in place of the server's: `public.upper(varchar)`", new Succeeds(Routine),
                "CREATE FUNCTION public.upper(varchar) RETURNS text LANGUAGE sql AS 'SELECT set_config(''trap.sprung'', current_user, false)'", Ended,
                Told("ROUTINE public.upper(character varying) is new"), Application("SELECT upper('x'::varchar)")) { Gained = "{seen} = 'hr_app'" },
            new("ddl.owner-away", "Makes a login of its own the owner of a table", Denied, "ALTER TABLE public.door OWNER TO hr_app"),
            new("ddl.owner-self", "Makes itself the owner of a table", new Expected(
                new Harmless("15: an account has its owner's rights without becoming it. The table goes to `jit_graveyard`, without its rights; owners are told, with the statements that bring them back"), (16, Denied)),
                "RESET ROLE; SET ROLE NONE", "ALTER TABLE public.door OWNER TO {self}") { Leaves = ["relation door", "relation public.door"] },
            new("ddl.reassign", "Makes a login of its own the owner of everything: `REASSIGN OWNED BY`", Denied, "REASSIGN OWNED BY hr_owner TO hr_app"),
            new("ddl.event-trigger", "Has code of its own run at everybody's changes: `CREATE EVENT TRIGGER`", Denied,
                "CREATE FUNCTION public.trap() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
                "CREATE EVENT TRIGGER spy ON ddl_command_end EXECUTE FUNCTION public.trap()") { Undo = "DROP FUNCTION public.trap()" },
            new("ddl.extension", "Installs an extension", Denied, "CREATE EXTENSION hstore"),
            new("ddl.server", "Makes a foreign server: `CREATE SERVER`", Denied, "CREATE SERVER mine FOREIGN DATA WRAPPER postgres_fdw"),
            new("ddl.mapping", "Reads the login that is stored for the owner on a foreign server", new Harmless("it is shown to those who may use the server only"),
                "SELECT umoptions::text FROM pg_user_mappings") { Gained = "{seen} LIKE '%mapped secret%'" },
            new("ddl.publication", "Publishes the owner's tables to other servers: `CREATE PUBLICATION`", Denied, "CREATE PUBLICATION mine FOR TABLE public.salary"),
            new("ddl.schema", "Makes a schema to hide things in", Denied, "CREATE SCHEMA mine"),
            new("ddl.objects", "Leaves two thousand functions behind as its own account",
                new Expected(new Harmless("15: an account has its owner's rights without becoming it. They go to `jit_graveyard`, some hundreds at a time"), (16, DeniedAtOnce)),
                "SET ROLE NONE", "DO $$ BEGIN FOR n IN 1..2000 LOOP EXECUTE format('CREATE FUNCTION public.left_%s() RETURNS int LANGUAGE sql RETURN 1', n); END LOOP; END $$",
                EndedAtLast) { Leaves = ["left_"], IsSlow = true },
        }.Select(attack => attack with { By = Holding.Owner, At = [AccessLevel.Ddl] }),
    ];
}
