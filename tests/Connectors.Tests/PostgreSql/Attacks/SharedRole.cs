using System.Collections.Immutable;
using JitBot.Core.Targets;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Outcome;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Step;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Tricks;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary>The scope role holds the rights, and all accounts of the same scope are in it.</summary>
internal static class SharedRole
{
    private const string Noticed = "the shared role cannot log in and gives its settings to nobody. The sweep and `jitbot residue` list it, and from a minute later on grants get another one";

    public static readonly ImmutableArray<Attack> All =
    [
        new("scope.become", "Becomes the shared role: `SET ROLE`", Before16(new Harmless("it has the same rights, and the session stays the account's own")),
            "SET ROLE {scope}"),
        new("scope.settings", "Leaves a setting on it for others to meet: `ALTER ROLE … SET search_path`", Only15(new Harmless(Noticed)),
            "SET ROLE {scope}", "ALTER ROLE {scope} SET search_path = pg_temp", SweepLists) { Leaves = ["setting "] },
        new("scope.password", "Gives it a password and logs in as it", Only15(new Refused("28000")),
            "SET ROLE {scope}", "ALTER ROLE CURRENT_USER PASSWORD 'shared'", LogsInUnder("{scope}", "shared")) { Leaves = ["role jit_scope_"] },
        new("scope.login", "Lets it log in: `ALTER ROLE … LOGIN`", Denied, "ALTER ROLE {scope} LOGIN"),
        new("scope.large-object", "Makes a large object that it owns", Only15(new Harmless(Noticed)),
            "SET ROLE {scope}", "SELECT lo_from_bytea(0, 'left')", SweepLists) { Leaves = ["large object"] },
        new("scope.hand-over", "Hands it a large object of its own: `ALTER LARGE OBJECT … OWNER TO`", Only15(new Harmless(Noticed)),
            "SELECT lo_from_bytea(4712, 'left')", "ALTER LARGE OBJECT 4712 OWNER TO {scope}", SweepLists) { Leaves = ["large object 4712"] },
        new("scope.reassign", "Hands it all it owns: `REASSIGN OWNED BY` itself", Only15(new Harmless(Noticed)),
            "SELECT lo_from_bytea(4713, 'left')", "REASSIGN OWNED BY {self} TO {scope}", SweepLists) { Leaves = ["large object 4713"] },
        new("scope.function", "Makes a function as it: `CREATE FUNCTION`", Denied,
            "DO $$ BEGIN SET ROLE {scope}; EXCEPTION WHEN insufficient_privilege THEN NULL; END $$",
            "CREATE FUNCTION public.trap() RETURNS int LANGUAGE sql AS 'SELECT 1'"),
        new("scope.members", "Puts another account into it: `GRANT`", Denied, "GRANT {scope} TO {other}"),
        new("scope.expel", "Puts another account out of it: `REVOKE`", Denied, "REVOKE {scope} FROM {other}"),
        new("scope.empty", "Takes all rights from it, and so from everybody in it: `DROP OWNED BY` the shared role",
            new Refused("42501", "Of a role that holds rights on whole tables only, what others granted is not its own to drop: the server warns, and nothing is taken"),
            "DROP OWNED BY {scope}") { Gained = "NOT has_table_privilege('{scope}', 'public.employee', 'SELECT')" },
        new("scope.defaults", "Changes what it grants on future objects: `ALTER DEFAULT PRIVILEGES FOR ROLE`",
            new Harmless("it makes no objects. The sweep lists it; within five minutes JitBot brings it back to what it was"),
            "ALTER DEFAULT PRIVILEGES FOR ROLE {scope} GRANT SELECT ON TABLES TO PUBLIC", SweepLists, Tidied),
    ];


    private static Expected Before16(Outcome before) => new(before, (16, Denied));

    // From 16 on it is refused before the last step is come to.
    private static Expected Only15(Outcome before) => new(before, (16, DeniedAtOnce));
}
