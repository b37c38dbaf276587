using System.Collections.Immutable;
using JitBot.Core.Targets;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Outcome;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Step;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary>A role that the operator has made holds the rights; JitBot knows nothing of it but that it may hand it out.</summary>
internal static class ByPremadeRole
{
    private const string On15 = "15: who is in a role can become it. It gives its settings to nobody and what is left on it is yours to clear away: prefer 16 or newer, or levels without `MemberOf`";

    public static readonly ImmutableArray<Attack> All =
    [
        .. new Attack[]
        {
            new("premade.become", "Becomes the role: `SET ROLE`", new(new Harmless("15: it has the same rights, and the session stays the account's own"), (16, Denied)), "SET ROLE {premade}"),
            new("premade.other-table", "Reads a table that the role does not", Denied, "SELECT * FROM public.salary"),
            new("premade.write", "Writes what the role only reads", Denied, "UPDATE public.client SET name = 'x'"),
            new("premade.masked", "Reads masked columns of a table that the role reads", new Harmless("masks do not hold for roles of the operator's, and the card says so"),
                "SELECT email FROM public.client"),
            new("premade.keep-session", "Goes on reading in a session that is open at the end", Cut, "SELECT * FROM public.employee", Ended, "SELECT * FROM public.employee"),
            new("premade.members", "Puts a login of its own into the role: `GRANT`", Denied, "GRANT {premade} TO hr_app"),
            new("premade.members-option", "Gives itself the option to: `WITH ADMIN OPTION`", Denied, "GRANT {premade} TO {self} WITH ADMIN OPTION"),
            new("premade.expel", "Puts somebody else out of the role: `REVOKE`", Denied, "REVOKE {premade} FROM {other}"),
            new("premade.grant", "Passes on what the role may: `GRANT SELECT`", new Harmless("without the option to pass it on nothing is granted; the server warns"),
                "GRANT SELECT ON public.employee TO jit_graveyard") { Gained = "has_table_privilege('jit_graveyard', 'public.employee', 'SELECT')" },
            new("premade.grant-option", "Passes on what the role holds `WITH GRANT OPTION`",
                new Succeeds("it stays after the end, and only the role or a superuser takes it back. `doctor` lists such rights as `premade.grant-option`, with what takes the option away"),
                Given("GRANT USAGE ON SCHEMA pay TO {premade}, hr_app; GRANT SELECT ON pay.run TO {premade} WITH GRANT OPTION"), "GRANT SELECT ON pay.run TO hr_app", Ended,
                Application("SELECT total FROM pay.run"))
            {
                Gained = "{seen} = '9900'", Undo = "REVOKE SELECT ON pay.run FROM {premade} CASCADE; REVOKE USAGE ON SCHEMA pay FROM {premade}, hr_app", Leaves = ["schema pay", "relation pay.run "],
            },
            new("premade.admin-option", "Passes on a role that the role holds `WITH ADMIN OPTION`, which somebody gave it while the grant is on",
                new Succeeds("it stays after the end. Otherwise JitBot does not hand out such a role, and `doctor` lists it as `premade.powerful`"),
                Given("GRANT hr_owner TO {premade} WITH ADMIN OPTION"), "GRANT hr_owner TO hr_app", Ended, Application("SELECT total FROM pay.run"))
            {
                Gained = "{seen} = '9900'", Undo = "REVOKE hr_owner FROM {premade} CASCADE; REVOKE hr_owner FROM hr_app",
            },
            new("premade.owned", "Passes on a table that the role owns",
                new Succeeds("it stays after the end. `doctor` lists roles that own something as `premade.owner`; use level ddl for those, where owners are told of it"),
                Given("ALTER TABLE public.door OWNER TO {premade}"), "GRANT SELECT ON public.door TO PUBLIC", Ended)
            {
                Gained = "has_table_privilege('public', 'public.door', 'SELECT')", Undo = "REVOKE SELECT ON public.door FROM PUBLIC; ALTER TABLE public.door OWNER TO hr_owner", Leaves = ["relation door "],
            },
            new("premade.revoke", "Takes from the role, and so from everybody in it, what it may: `REVOKE`", new Harmless("what others granted is not its own to take; the server warns"),
                "REVOKE SELECT ON public.employee FROM {premade}") { Gained = "NOT has_table_privilege('{premade}', 'public.employee', 'SELECT')" },
            new("premade.empty", "The same with `DROP OWNED BY` the role", new Harmless("as above"), "DROP OWNED BY {premade}")
            {
                Gained = "NOT has_table_privilege('{premade}', 'public.employee', 'SELECT')",
            },
            new("premade.defaults", "Changes what it grants on future objects: `ALTER DEFAULT PRIVILEGES FOR ROLE`",
                new Harmless("a role that gives rights makes no objects. `\\ddp` shows it, and who runs `DROP OWNED BY` the role or alters it back clears it away"),
                "ALTER DEFAULT PRIVILEGES FOR ROLE {premade} GRANT SELECT ON TABLES TO PUBLIC", Ended) { Leaves = ["default privileges"] },
            new("premade.settings", "Leaves a setting on it: `ALTER ROLE … SET search_path`", Only15(new Harmless(On15)),
                "SET ROLE {premade}", "ALTER ROLE {premade} SET search_path = pg_temp") { Leaves = ["setting "] },
            new("premade.password", "Gives it a password and logs in as it after the end", Only15(new Refused("28000", "15: JitBot does not hand out a role that can log in")),
                "SET ROLE {premade}", "ALTER ROLE CURRENT_USER PASSWORD 'mine'", Ended, LogsInUnder("{premade}", "mine")) { Leaves = ["_support "] },
            new("premade.login", "Lets it log in: `ALTER ROLE … LOGIN`", Denied, "ALTER ROLE {premade} LOGIN"),
            new("premade.large-object", "Makes a large object that it owns", Only15(new Harmless(On15)), "SET ROLE {premade}", "SELECT lo_from_bytea(0, 'left')") { Leaves = ["large object"] },
            new("premade.function", "Makes a `SECURITY DEFINER` function as it", Denied,
                "DO $$ BEGIN SET ROLE {premade}; EXCEPTION WHEN insufficient_privilege THEN NULL; END $$",
                "CREATE FUNCTION public.trap() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'"),
        }.Select(attack => attack with { By = Holding.Premade, At = [AccessLevel.Write] }),
    ];

    // From 16 on it is refused before the last step is come to.
    private static Expected Only15(Outcome before) => new(before, (16, DeniedAtOnce));
}
