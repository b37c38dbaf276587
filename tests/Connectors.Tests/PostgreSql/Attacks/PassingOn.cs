using System.Collections.Immutable;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Outcome;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

internal static class PassingOn
{
    public static readonly ImmutableArray<Attack> All =
    [
        new("grant.table", "Passes a right on to another login: `GRANT SELECT ON` a granted table",
            new Harmless("without the option to pass it on nothing is granted; the server warns"),
            "GRANT SELECT ON public.employee TO jit_graveyard") { Gained = "has_table_privilege('jit_graveyard', 'public.employee', 'SELECT')" },
        new("grant.public", "Passes a right on to everybody: `GRANT SELECT … TO PUBLIC`",
            new Harmless("as above"), "GRANT SELECT ON public.employee TO PUBLIC"),
        new("grant.option", "Gives itself the option to pass on: `WITH GRANT OPTION`",
            new Harmless("as above"), "GRANT SELECT ON public.employee TO {self} WITH GRANT OPTION"),
        new("grant.other-table", "Gives itself another table: `GRANT SELECT ON` one that was not granted", Denied, "GRANT SELECT ON public.salary TO {self}"),
        new("grant.revoke", "Takes an application's right away: `REVOKE SELECT ON` a granted table",
            new Harmless("as above"), "REVOKE SELECT ON public.employee FROM hr_app"),
        new("grant.connect", "Lets everybody into the database: `GRANT CONNECT … TO PUBLIC`",
            new Harmless("as above"), "GRANT CONNECT ON DATABASE {db} TO PUBLIC"),
        new("grant.self", "Lends its own role to somebody else: `GRANT` itself `TO` another login", Denied, "GRANT {self} TO hr_app"),
        new("grant.self-shared", "Lends its own role to the shared role, and so to everybody in it", Denied, "GRANT {self} TO {scope}"),
        new("grant.defaults", "Lets everybody read what it will make: `ALTER DEFAULT PRIVILEGES … TO PUBLIC`",
            new Harmless("it can make no tables; it goes with the account"), "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC"),
        new("grant.owners-defaults", "Lets itself read what the owner will make: `ALTER DEFAULT PRIVILEGES FOR ROLE` the owner", Denied,
            "ALTER DEFAULT PRIVILEGES FOR ROLE hr_owner GRANT SELECT ON TABLES TO {self}"),
        new("grant.reassign", "Takes over what the owner has: `REASSIGN OWNED BY`", Denied, "REASSIGN OWNED BY hr_owner TO {self}"),
        new("grant.drop-owned", "Drops what the owner has: `DROP OWNED BY`", Denied, "DROP OWNED BY hr_owner"),
        new("grant.parameter", "Lets itself change a superuser's setting: `GRANT SET ON PARAMETER`", Denied, "GRANT SET ON PARAMETER log_statement TO {self}"),
    ];
}
