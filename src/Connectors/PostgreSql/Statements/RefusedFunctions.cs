using System.Collections.Frozen;
using System.Collections.Immutable;

namespace JitBot.Connectors.PostgreSql.Statements;

/// <summary>
/// Functions that a read-only transaction lets through, or that run SQL nobody has read: refused by name wherever they are called. What a user's own
/// function does, or one of an extension that is not known here, no name tells: <c>StatementGate</c> sees to those.
/// </summary>
internal static class RefusedFunctions
{
    private const string Elsewhere = "reaches outside of this transaction";
    private const string Sql = "runs SQL that is not in the statement itself";
    private const string Server = "acts on the server itself";
    private const string Others = "acts on other sessions";
    private const string Locks = "takes locks that hold up others";
    private const string Files = "reaches files on the server";
    private const string Writes = "writes";
    private const string Waits = "waits";

    // Whoever reads the plan sees nothing of what these read.
    private const string Unseen = "reads tables that the plan does not show";

    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["nextval"] = Writes,
        ["setval"] = Writes,
        ["set_config"] = "changes settings",
        ["pg_notify"] = Elsewhere,
        ["txid_current"] = Writes,
        ["pg_current_xact_id"] = Writes,
        ["pg_nextoid"] = Writes,
        ["lo_creat"] = Writes,
        ["lo_create"] = Writes,
        ["lo_from_bytea"] = Writes,
        ["lo_put"] = Writes,
        ["lo_unlink"] = Writes,
        ["lo_truncate"] = Writes,
        ["lo_truncate64"] = Writes,
        ["lo_open"] = Writes,
        ["lo_import"] = Files,
        ["lo_export"] = Files,
        ["loread"] = Writes,
        ["lowrite"] = Writes,
        ["currtid"] = Server,
        ["currtid2"] = Server,
        ["ts_stat"] = Sql,
        ["ts_rewrite"] = Sql,
        ["crosstab"] = Sql,
        ["crosstab2"] = Sql,
        ["crosstab3"] = Sql,
        ["crosstab4"] = Sql,
        ["connectby"] = Sql,
        ["oracle_execute"] = Sql,
        ["st_findextent"] = Sql,
        ["st_find_extent"] = Sql,
        ["find_extent"] = Sql,
        ["xslt_process"] = Elsewhere,
        ["xpath_table"] = Sql,
        ["table_to_xml"] = Unseen,
        ["table_to_xmlschema"] = Unseen,
        ["table_to_xml_and_xmlschema"] = Unseen,
        ["pg_terminate_backend"] = Others,
        ["pg_cancel_backend"] = Others,
        ["pg_log_backend_memory_contexts"] = Others,
        ["pg_reload_conf"] = Server,
        ["pg_rotate_logfile"] = Server,
        ["pg_rotate_logfile_old"] = Server,
        ["pg_promote"] = Server,
        ["pg_switch_wal"] = Server,
        ["pg_export_snapshot"] = Server,
        ["pg_start_backup"] = Server,
        ["pg_stop_backup"] = Server,
        ["pg_import_system_collations"] = Server,
        ["pg_extension_config_dump"] = Server,
        ["pg_sync_replication_slots"] = Server,
        ["pg_log_standby_snapshot"] = Server,
        ["pg_prewarm"] = Server,
        ["pg_stat_file"] = Files,
        ["pg_logdir_ls"] = Files,
        ["pg_stat_statements_reset"] = Server,
        ["gin_clean_pending_list"] = Writes,
        ["query_export_to_s3"] = Elsewhere,
        ["table_import_from_s3"] = Elsewhere,
        ["http"] = Elsewhere,
        ["http_get"] = Elsewhere,
        ["http_post"] = Elsewhere,
        ["http_put"] = Elsewhere,
        ["http_patch"] = Elsewhere,
        ["http_delete"] = Elsewhere,
        ["http_head"] = Elsewhere,
        ["urlencode_and_get"] = Elsewhere,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly (string Start, string Why)[] Starts =
    [
        ("pg_sleep", Waits),
        ("dblink", Elsewhere),
        ("run_command_on_", Sql),
        ("pg_background_", Sql),
        ("postgres_fdw_", Elsewhere),
        ("query_to_", Sql),
        ("cursor_to_", Sql),
        ("schema_to_xml", Unseen),
        ("database_to_xml", Unseen),
        ("pg_advisory_", Locks),
        ("pg_try_advisory_", Locks),
        ("pg_logical_", Elsewhere),
        ("pg_replication_", Server),
        ("pg_create_", Server),
        ("pg_drop_", Server),
        ("pg_copy_", Server),
        ("pg_backup_", Server),
        ("pg_wal_replay_", Server),
        ("pg_stat_reset", Server),
        ("pg_read_", Files),
        ("pg_ls_", Files),
        ("pg_file_", Files),
        ("pg_truncate_", Writes),
        ("pg_restore_", Writes),
        ("pg_clear_", Writes),
        ("pg_set_", Server),
        ("pg_buffercache_evict", Server),
        ("heap_force_", Writes),
        ("brin_summarize_", Writes),
        ("brin_desummarize_", Writes),
        ("binary_upgrade_", Server),
        ("autoprewarm_", Server),
    ];

    // Extensions that do nothing but act elsewhere or later.
    private static readonly FrozenSet<string> Schemas = new[] { "aws_s3", "aws_lambda", "aws_commons", "azure_storage", "cron", "duckdb", "net", "pgagent", "utl_file" }.ToFrozenSet(StringComparer.Ordinal);

    /// <returns>Null if nothing is known to be wrong with calling it.</returns>
    public static RefusedFunction? WhyNot(string? schema, string name)
    {
        var why = schema is not null && Schemas.Contains(schema) ? Elsewhere
            : Names.TryGetValue(name, out var known) ? known
            : Starts.FirstOrDefault(start => name.StartsWith(start.Start, StringComparison.Ordinal)).Why;
        return why is null ? null : new(name, why, name is "nextval" or "setval");
    }

    /// <returns>Null if the token does not call a function, or none that is refused.</returns>
    public static RefusedFunction? Called(ImmutableArray<Token> tokens, int at) =>
        at + 1 < tokens.Length && tokens[at].IsName && tokens[at + 1].IsSymbol("(")
            ? WhyNot(at >= 2 && tokens[at - 1].IsSymbol(".") && tokens[at - 2].IsName ? tokens[at - 2].Value : null, tokens[at].Value)
            : null;
}

/// <param name="Why">What is wrong with it: the rest of a sentence that begins with its name.</param>
/// <param name="HeldByServer">In a transaction that reads the server itself refuses it, so that what calls it may stand.</param>
internal sealed record RefusedFunction(string Name, string Why, bool HeldByServer);
