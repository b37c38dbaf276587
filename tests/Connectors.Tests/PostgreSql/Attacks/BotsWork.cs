using System.Collections.Immutable;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Outcome;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Step;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

internal static class BotsWork
{
    public static readonly ImmutableArray<Attack> All =
    [
        new("bot.terminate", "Ends JitBot's session: `pg_terminate_backend`", Denied, "SELECT pg_terminate_backend({bot})"),
        new("bot.cancel", "Cancels what JitBot is doing: `pg_cancel_backend`", Denied, "SELECT pg_cancel_backend({bot})"),
        new("bot.others", "Ends the session of another account in the same shared role", Denied, Other("SELECT 1"), "SELECT pg_terminate_backend({other-pid})"),
        new("bot.query", "Reads what JitBot is running, with its orders: `pg_stat_activity`", new Harmless("of others the view shows no statement"),
            "SELECT string_agg(query, ' ') FROM pg_stat_activity WHERE usename = 'jitbot'") { Gained = "{seen} ~ '[A-Z]{4}'" },
        new("bot.password", "Gives JitBot another password", Denied, "ALTER ROLE jitbot PASSWORD 'mine'"),
        new("bot.settings", "Gives JitBot's sessions other settings: `ALTER ROLE jitbot SET`", Denied, "ALTER ROLE jitbot SET search_path = pg_temp"),
        new("bot.drop", "Removes JitBot's login", Denied, "DROP ROLE jitbot"),
        new("bot.group", "Puts JitBot into a role, whose settings or objects would reach it", Denied, "GRANT {self} TO jitbot"),
        new("bot.comment", "Takes another account's mark away, so that JitBot would not end it", Denied, "COMMENT ON ROLE {other} IS NULL"),
        new("bot.close", "Closes another account: `ALTER ROLE … NOLOGIN`", Denied, "ALTER ROLE {other} NOLOGIN"),
        new("bot.graveyard", "Puts itself into the role that keeps what others left", Denied, "GRANT jit_graveyard TO {self}"),
        new("bot.graveyard-drop", "Drops what others left: `DROP OWNED BY jit_graveyard`", Denied, "DROP OWNED BY jit_graveyard"),
        new("bot.name", "Calls its session JitBot's: `SET application_name`", new Harmless("JitBot goes by who is logged in, and so should operators"),
            "SET application_name = 'jitbot'"),
    ];
}
