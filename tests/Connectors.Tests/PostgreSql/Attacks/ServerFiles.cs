using System.Collections.Immutable;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Outcome;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

internal static class ServerFiles
{
    public static readonly ImmutableArray<Attack> All =
    [
        new("files.write", "Writes a granted table into a file on the server: `COPY … TO`", Denied, "COPY public.employee TO '/tmp/mine'"),
        new("files.read", "Reads a file of the server's into a table: `COPY … FROM`", Denied, "COPY public.employee FROM '/etc/passwd'"),
        new("files.program", "Runs a program on the server: `COPY … TO PROGRAM`", Denied, "COPY public.employee TO PROGRAM 'id'"),
        new("files.read-function", "Reads a file: `pg_read_file`", Denied, "SELECT pg_read_file('PG_VERSION')"),
        new("files.read-binary", "Reads a file as bytes: `pg_read_binary_file`", Denied, "SELECT pg_read_binary_file('PG_VERSION')"),
        new("files.stat", "Looks whether a file is there: `pg_stat_file`", Denied, "SELECT pg_stat_file('PG_VERSION')"),
        new("files.list", "Lists a folder: `pg_ls_dir`", Denied, "SELECT pg_ls_dir('.')"),
        new("files.logs", "Lists the server's logs: `pg_ls_logdir`", Denied, "SELECT pg_ls_logdir()"),
        new("files.current-log", "Asks where the log is: `pg_current_logfile`", Denied, "SELECT pg_current_logfile()"),
        new("files.hba", "Reads who may log in how: `pg_hba_file_rules`", Denied, "SELECT * FROM pg_hba_file_rules"),
        new("files.settings", "Reads the configuration files: `pg_file_settings`", Denied, "SELECT * FROM pg_file_settings"),
        new("files.folder", "Asks where the data is: `SHOW data_directory`", Denied, "SHOW data_directory"),
        new("files.connections", "Asks for the stored login to the primary: `SHOW primary_conninfo`", Denied, "SHOW primary_conninfo"),
        new("server.alter", "Changes the server's settings: `ALTER SYSTEM`", Denied, "ALTER SYSTEM SET log_connections = off"),
        new("server.reload", "Has them read anew: `pg_reload_conf`", Denied, "SELECT pg_reload_conf()"),
        new("server.rotate", "Begins another log: `pg_rotate_logfile`", Denied, "SELECT pg_rotate_logfile()"),
        new("server.promote", "Makes a standby the primary: `pg_promote`", Denied, "SELECT pg_promote()"),
        new("server.backup", "Begins a backup: `pg_backup_start`", Denied, "SELECT pg_backup_start('mine')"),
        new("server.checkpoint", "Writes everything out: `CHECKPOINT`", Denied, "CHECKPOINT"),
        new("server.counters", "Clears the counters that operators watch: `pg_stat_reset`", Denied, "SELECT pg_stat_reset()"),
        new("server.memory", "Has the memory of another session written to the log", Denied, "SELECT pg_log_backend_memory_contexts({bot})"),
        new("server.log", "Writes lines that look like JitBot's into the server's log: `RAISE LOG`",
            new Succeeds("every login can write there. `log_line_prefix` with `%u` or `%x` tells who did; JitBot's own record is not in that log"),
            "DO $$ BEGIN RAISE LOG 'jitbot: all is well'; END $$", "SELECT 'written'") { Gained = "{seen} = 'written'" },
    ];
}
