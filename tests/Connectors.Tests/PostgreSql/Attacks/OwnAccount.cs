using System.Collections.Immutable;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Outcome;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Step;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

internal static class OwnAccount
{
    public static readonly ImmutableArray<Attack> All =
    [
        new("self.superuser", "Makes itself a superuser: `ALTER ROLE … SUPERUSER`", Denied, "ALTER ROLE {self} SUPERUSER"),
        new("self.createrole", "Lets itself make logins: `CREATEROLE`", Denied, "ALTER ROLE {self} CREATEROLE"),
        new("self.createdb", "Lets itself make databases: `CREATEDB`", Denied, "ALTER ROLE {self} CREATEDB"),
        new("self.bypassrls", "Gets around row-level security: `BYPASSRLS`", Denied, "ALTER ROLE {self} BYPASSRLS"),
        new("self.replication", "Lets itself copy the whole server: `REPLICATION`", Denied, "ALTER ROLE {self} REPLICATION"),
        new("self.end", "Moves its end: `ALTER ROLE … VALID UNTIL 'infinity'`", Denied, "ALTER ROLE {self} VALID UNTIL 'infinity'"),
        new("self.connections", "Allows itself more sessions: `CONNECTION LIMIT -1`", Denied, "ALTER ROLE {self} CONNECTION LIMIT -1"),
        new("self.login", "Changes whether it can log in: `ALTER ROLE … LOGIN`", Denied, "ALTER ROLE {self} LOGIN"),
        new("self.inherit", "Changes how it has its rights: `ALTER ROLE … NOINHERIT`", Denied, "ALTER ROLE {self} NOINHERIT"),
        new("self.marker", "Forges the mark by which JitBot knows it: `COMMENT ON ROLE`", Denied,
            """COMMENT ON ROLE {self} IS 'jitbot {"v":1,"installation":"x","request":"y","person":"dana","end":"2099-01-01T00:00:00Z"}'"""),
        new("self.unmark", "Takes the mark away: `COMMENT ON ROLE … IS NULL`", Denied, "COMMENT ON ROLE {self} IS NULL"),
        new("self.label", "Puts a security label on itself", new Refused("22023"), "SECURITY LABEL ON ROLE {self} IS 'trusted'"),
        new("self.drop", "Removes itself, so that JitBot has nothing to end: `DROP ROLE`", Denied, "DROP ROLE {self}"),
        new("self.settings", "Changes its own settings: `ALTER ROLE … SET`",
            new Harmless("they count in its own sessions only, and go with it; JitBot relies on none of them"), "ALTER ROLE {self} SET statement_timeout = 0"),
        new("self.settings-here", "Changes its own settings for one database: `ALTER ROLE … IN DATABASE … SET`",
            new Harmless("as above"), "ALTER ROLE {self} IN DATABASE {db} SET search_path = pay, public"),
        new("self.settings-all", "Changes everybody's settings: `ALTER ROLE ALL SET`", Denied, "ALTER ROLE ALL SET search_path = pay, public"),
        new("self.settings-database", "Changes the database's settings: `ALTER DATABASE … SET`", Denied, "ALTER DATABASE {db} SET search_path = pay, public"),
        new("self.log", "Keeps its statements out of the server's log: `SET log_statement = none`", Denied, "SET log_statement = none"),
        new("self.log-stored", "The same for its next logins: `ALTER ROLE … SET log_statement`", Denied, "ALTER ROLE {self} SET log_statement = none"),
        new("self.triggers", "Switches triggers and foreign keys off: `SET session_replication_role = replica`", Denied, "SET session_replication_role = replica"),
        new("self.preload", "Has a library of its own loaded at login: `ALTER ROLE … SET session_preload_libraries`", Denied,
            "ALTER ROLE {self} SET session_preload_libraries = 'mine'"),
        new("self.unused", "Gives its rights back and its objects away: `DROP OWNED BY` itself",
            new Harmless("nothing is its own"), "DROP OWNED BY {self}"),
    ];
}
