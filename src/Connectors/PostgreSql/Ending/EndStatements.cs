namespace JitBot.Connectors.PostgreSql.Ending;

internal static class EndStatements
{
    /// <summary>
    /// Order: accounts, each with at, name, ours (how its marker begins), id (the remembered OID or null). Closes every role of that name or OID
    /// that carries the marker. The answer is a list of at, oid, name, ours: what is there, also what is not ours.
    /// </summary>
    public const string Close = """
        DO $close$
        DECLARE
            role record;
            answer jsonb[] := '{}';
        BEGIN
            FOR role IN
                SELECT o.at, r.oid, r.rolname, coalesce(starts_with(d.description, o.ours), false) AS ours
                FROM jsonb_to_recordset(current_setting('jitbot.order')::jsonb->'accounts') AS o(at int, name text, ours text, id oid)
                    CROSS JOIN LATERAL (
                        SELECT oid, rolname FROM pg_roles WHERE rolname = o.name
                        UNION
                        SELECT oid, rolname FROM pg_roles WHERE oid = o.id) r
                    LEFT JOIN pg_shdescription d ON d.objoid = r.oid AND d.classoid = 'pg_authid'::regclass
            LOOP
                IF role.ours THEN
                    EXECUTE format('ALTER ROLE %I NOLOGIN PASSWORD NULL VALID UNTIL ''-infinity''', role.rolname);
                END IF;
                answer := answer || jsonb_build_object('at', role.at, 'oid', role.oid::bigint, 'name', role.rolname, 'ours', role.ours);
            END LOOP;
            PERFORM set_config('jitbot.answer', to_jsonb(answer)::text, true);
        END
        $close$
        """;

    /// <summary>
    /// <c>$1</c> OIDs. Ends the sessions of these roles and tells which had any. A session belongs to the login's OID whatever role it has set, and
    /// keeps it when the role is gone.
    /// </summary>
    public const string Cut = """
        SELECT usesysid, pg_terminate_backend(pid) FROM pg_stat_activity WHERE usesysid = ANY ($1)
        """;

    /// <summary>
    /// <c>$1</c> OIDs. What stands in the way of dropping these roles: prepared transactions (with their id), and databases in which they own or
    /// hold something (none for what belongs to the whole server).
    /// </summary>
    public const string Obstacles = """
        SELECT r.oid, x.database::text, x.gid FROM pg_prepared_xacts x JOIN pg_roles r ON r.rolname = x.owner WHERE r.oid = ANY ($1)
        UNION ALL
        SELECT DISTINCT s.refobjid, d.datname::text, NULL
        FROM pg_shdepend s LEFT JOIN pg_database d ON d.oid = s.dbid
        WHERE s.refclassid = 'pg_authid'::regclass AND s.refobjid = ANY ($1)
        """;

    /// <summary>Order: oids, ours. Drops those that still carry one of our markers, with their memberships, in one statement and commit.</summary>
    public const string Drop = """
        DO $drop$
        DECLARE
            o jsonb := current_setting('jitbot.order')::jsonb;
            roles text;
        BEGIN
            SELECT string_agg(quote_ident(r.rolname), ', ') INTO roles
            FROM jsonb_array_elements_text(o->'oids') id
                JOIN pg_roles r ON r.oid = id::oid
                JOIN pg_shdescription d ON d.objoid = r.oid AND d.classoid = 'pg_authid'::regclass AND starts_with(d.description, o->>'ours');
            IF roles IS NOT NULL THEN
                EXECUTE 'DROP ROLE ' || roles;
            END IF;
        END
        $drop$
        """;

    /// <summary><c>$1</c> OIDs. Those that are roles still.</summary>
    public const string StillThere = "SELECT oid FROM pg_roles WHERE oid = ANY ($1)";

    /// <summary><c>$1</c> how markers begin. Accounts past their end by the server's own clock that are not closed, or closed and yet connected.</summary>
    public const string Overdue = """
        SELECT r.oid, r.rolname
        FROM pg_shdescription d JOIN pg_roles r ON r.oid = d.objoid
        WHERE d.classoid = 'pg_authid'::regclass AND starts_with(d.description, $1)
          AND r.rolvaliduntil <= clock_timestamp() + interval '5 seconds'
          AND (r.rolcanlogin OR r.rolvaliduntil > '-infinity' OR EXISTS (SELECT FROM pg_stat_activity a WHERE a.usesysid = r.oid))
        """;

    /// <summary>
    /// Order: oids, ours. Closes those still past their end: one that was extended since it was looked at is left alone. The answer is a list of
    /// those that are closed now.
    /// </summary>
    public const string CloseOverdue = """
        DO $close$
        DECLARE
            o jsonb := current_setting('jitbot.order')::jsonb;
            role record;
            answer jsonb[] := '{}';
        BEGIN
            FOR role IN
                SELECT r.oid, r.rolname
                FROM jsonb_array_elements_text(o->'oids') id
                    JOIN pg_roles r ON r.oid = id::oid
                    JOIN pg_shdescription d ON d.objoid = r.oid AND d.classoid = 'pg_authid'::regclass AND starts_with(d.description, o->>'ours')
                WHERE r.rolvaliduntil <= clock_timestamp() + interval '5 seconds'
            LOOP
                EXECUTE format('ALTER ROLE %I NOLOGIN PASSWORD NULL VALID UNTIL ''-infinity''', role.rolname);
                answer := answer || to_jsonb(role.oid::bigint);
            END LOOP;
            PERFORM set_config('jitbot.answer', to_jsonb(answer)::text, true);
        END
        $close$
        """;
}
