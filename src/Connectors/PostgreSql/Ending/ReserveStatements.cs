namespace JitBot.Connectors.PostgreSql.Ending;

/// <summary>
/// What is said in the reserve session. Locks on catalogues that all databases share always take room in the server's table of locks, and everybody's
/// rights are looked up there; those held since the session began take no more.
/// </summary>
internal static class ReserveStatements
{
    /// <summary>Nothing may end a session that does nothing for hours. <c>transaction_timeout</c> is there from 17 on.</summary>
    public const string Settle = """
        SELECT set_config(s.name, w.value, false)
        FROM (VALUES ('application_name', 'jitbot reserve'), ('idle_in_transaction_session_timeout', '0'), ('transaction_timeout', '0')) w (name, value)
            JOIN pg_settings s ON s.name = w.name
        """;

    /// <summary>Such a transaction has no number, and between its statements no snapshot, so it keeps nothing from being vacuumed.</summary>
    public const string Begin = "BEGIN ISOLATION LEVEL READ COMMITTED, READ ONLY";

    /// <summary>
    /// Takes the locks with which the server looks up what <see cref="Cut"/> is made of and whether a session may be ended; those that <see cref="Cut"/> reads
    /// with, it takes when it is first executed. Planning a query locks all indexes of its tables, too, until the transaction ends. Locks on a database's own
    /// catalogues mostly need no room, but do where somebody holds a strong lock on some other table that the server counts with them.
    /// </summary>
    public const string Hold = """
        SELECT FROM pg_auth_members, pg_database, pg_proc, pg_type, pg_operator, pg_namespace, pg_class, pg_attribute, pg_attrdef, pg_index, pg_constraint, pg_am, pg_amop, pg_amproc,
            pg_opclass, pg_opfamily, pg_cast, pg_aggregate, pg_rewrite, pg_language, pg_collation, pg_range, pg_enum, pg_inherits, pg_trigger, pg_policy, pg_statistic_ext, pg_stats
        WHERE false
        """;

    /// <summary>
    /// Whether somebody waits for what the session holds: <c>VACUUM FULL</c> of a catalogue, behind which every login would wait. Whoever waits in another
    /// database waits for somebody else, and is not asked about, which would hold up the whole server's locks each time.
    /// </summary>
    public const string IsInTheWay = """
        SELECT EXISTS (
            SELECT FROM pg_lock_status()
            WHERE NOT granted AND locktype = 'relation' AND database IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
                AND relation < 16384 AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))
        """;

    /// <summary>The snapshot of a query is kept with its answer, and that until the next statement.</summary>
    public const string Rest = "CLOSE ALL";

    /// <summary>
    /// <c>$1</c> OIDs, <c>$2</c> how markers begin, <c>$3</c> for each a login that is cut with it or an empty text, <c>$4</c> whether only those past
    /// their end. Ends the sessions of roles that carry one of the markers, of the logins beside them, and of the OIDs that are no role any more; OIDs come
    /// round again. A row for each. In a transaction sessions are shown as they were when first asked for, unless that is forgotten. A comment too long for its
    /// row is in another table, whose lock is not held; no marker is that long.
    /// </summary>
    public const string Cut = """
        SELECT pg_terminate_backend(a.pid)
        FROM pg_stat_get_activity((SELECT NULL::int FROM pg_stat_clear_snapshot())) a
            LEFT JOIN pg_roles r ON r.oid = a.usesysid
        WHERE CASE
            WHEN r.oid IS NULL THEN a.usesysid = ANY ($1)
            WHEN r.rolsuper THEN false
            ELSE EXISTS (
                SELECT FROM pg_shdescription d JOIN pg_roles marked ON marked.oid = d.objoid, unnest($2, $3) one (ours, login)
                WHERE d.classoid = 'pg_authid'::regclass AND (d.objoid = r.oid OR r.rolname = one.login)
                  AND CASE WHEN pg_column_size(d.description) < 1500 THEN starts_with(d.description, one.ours) END
                  AND (NOT $4 OR marked.rolvaliduntil <= clock_timestamp() + interval '5 seconds'))
            END
        """;
}
