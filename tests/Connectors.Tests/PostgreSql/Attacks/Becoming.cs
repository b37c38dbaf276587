using System.Collections.Immutable;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Outcome;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Step;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

internal static class Becoming
{
    public static readonly ImmutableArray<Attack> All =
    [
        new("become.superuser", "Becomes the superuser: `SET ROLE postgres`", Denied, "SET ROLE postgres"),
        new("become.bot", "Becomes JitBot: `SET ROLE jitbot`", Denied, "SET ROLE jitbot"),
        new("become.graveyard", "Becomes the role that keeps what others left: `SET ROLE jit_graveyard`", Denied, "SET ROLE jit_graveyard"),
        new("become.owner", "Becomes the owner of the tables: `SET ROLE`", Denied, "SET ROLE hr_owner"),
        new("become.other", "Becomes another account of JitBot's, with a grant for the same", Denied, "SET ROLE {other}"),
        new("become.predefined", "Becomes one of the server's own roles: `SET ROLE pg_read_all_data`", Denied, "SET ROLE pg_read_all_data"),
        new("become.session", "Changes who the session belongs to: `SET SESSION AUTHORIZATION jitbot`", Denied, "SET SESSION AUTHORIZATION jitbot"),
        new("become.setting", "Becomes the owner through the setting `role`, in a query", Denied, "SELECT set_config('role', 'hr_owner', false)"),
        new("become.startup", "Logs in with `-c role=hr_owner`", Denied, LogsInWith("-c role=hr_owner")),
        new("become.stored", "Stores the role for the next login, and logs in again: `ALTER ROLE … SET role = hr_owner`",
            new Harmless("the server does not believe it and warns at each login"),
            "ALTER ROLE {self} SET role = hr_owner", LogsIn) { Gained = "{seen} <> '{self}'" },
        new("become.group", "Puts itself into a role: `GRANT hr_owner TO` itself", Denied, "GRANT hr_owner TO {self}"),
        new("become.new", "Makes a login that outlives the grant: `CREATE ROLE`", Denied, "CREATE ROLE jit_spare LOGIN PASSWORD 'spare'"),
        new("become.drop", "Removes another account, to take its name: `DROP ROLE`", Denied, "DROP ROLE {other}"),
        new("become.rename", "Takes another name: `ALTER ROLE … RENAME`", new Refused("0A000"), "ALTER ROLE {self} RENAME TO hr_robot"),
    ];
}
