namespace JitBot.Connectors.PostgreSql.Sweep;

internal static class SweepStatements
{
    /// <summary>Which cluster this is. Made with it, kept by its backups and standbys, and by no other.</summary>
    public const string Identity = "SELECT system_identifier::text FROM pg_control_system()";

    /// <summary>
    /// Every role that carries a marker of some JitBot or is named as accounts are: OID, name, comment, whether it can log in, its sessions,
    /// which are the login's own whatever role it has set, the roles it is in, and who is in it.
    /// </summary>
    public const string Roles = """
        SELECT r.oid, r.rolname::text, coalesce(d.description, ''), r.rolcanlogin, coalesce(a.sessions, 0),
            ARRAY(SELECT pg_get_userbyid(m.roleid)::text FROM pg_auth_members m WHERE m.member = r.oid),
            ARRAY(SELECT pg_get_userbyid(m.member)::text FROM pg_auth_members m WHERE m.roleid = r.oid AND pg_get_userbyid(m.member) <> current_user)
        FROM pg_roles r
            LEFT JOIN pg_shdescription d ON d.objoid = r.oid AND d.classoid = 'pg_authid'::regclass
            LEFT JOIN (SELECT usesysid, count(*)::int AS sessions FROM pg_stat_get_activity(NULL) GROUP BY usesysid) a ON a.usesysid = r.oid
        WHERE (starts_with(d.description, 'jitbot {') OR starts_with(r.rolname, 'jit_'))
          AND r.rolname NOT IN ('jit_graveyard', current_user)
        ORDER BY r.rolname
        """;

    /// <summary>
    /// <c>$1</c> how the markers of scope roles begin. What such a role has that JitBot never gives it; before 16 a member can become the role and
    /// leave things on it, for every other member to meet. Of settings only the name: the value is whatever somebody wrote.
    /// </summary>
    public const string OnScopes = """
        SELECT format('%s %s', r.rolname, found.what)
        FROM pg_shdescription d
            JOIN pg_roles r ON r.oid = d.objoid
            CROSS JOIN LATERAL (
                SELECT 'can log in' AS what WHERE r.rolcanlogin
                UNION ALL
                SELECT 'has powers that no shared role may have'
                WHERE r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls
                UNION ALL
                SELECT format('is in the role %s', pg_get_userbyid(m.roleid)) FROM pg_auth_members m WHERE m.member = r.oid
                UNION ALL
                SELECT format('has the setting %s', split_part(setting, '=', 1))
                FROM pg_db_role_setting s, unnest(s.setconfig) setting
                WHERE s.setrole = r.oid
                UNION ALL
                SELECT format('owns %s in %s', CASE count(*) WHEN 1 THEN 'an object' ELSE count(*) || ' objects' END, coalesce(b.datname, 'the whole server'))
                FROM pg_shdepend s LEFT JOIN pg_database b ON b.oid = s.dbid
                WHERE s.refclassid = 'pg_authid'::regclass AND s.refobjid = r.oid AND s.deptype = 'o'
                GROUP BY b.datname) found
        WHERE d.classoid = 'pg_authid'::regclass AND starts_with(d.description, $1)
        ORDER BY 1
        """;

    /// <summary><c>$1</c> name, <c>$2</c> how its marker begins. The epoch; no row if there is none of ours.</summary>
    public const string Epoch = """
        SELECT (substr(d.description, 8)::jsonb->>'epoch')::bigint
        FROM pg_roles r JOIN pg_shdescription d ON d.objoid = r.oid AND d.classoid = 'pg_authid'::regclass
        WHERE r.rolname = $1 AND starts_with(d.description, $2)
        """;

    /// <summary>
    /// Order: name, ours (how its marker begins), marker, epoch. A worker that slept through the last rounds must not take the number back.
    /// </summary>
    public const string RaiseEpoch = """
        DO $raise$
        DECLARE
            o jsonb := current_setting('jitbot.order')::jsonb;
            there text;
        BEGIN
            IF to_regrole(quote_ident(o->>'name')) IS NULL THEN
                EXECUTE format('CREATE ROLE %I NOLOGIN', o->>'name');
            END IF;
            there := shobj_description(to_regrole(quote_ident(o->>'name')), 'pg_authid');
            IF (CASE WHEN starts_with(there, o->>'ours') THEN (substr(there, 8)::jsonb->>'epoch')::bigint < (o->>'epoch')::bigint ELSE true END) THEN
                EXECUTE format('COMMENT ON ROLE %I IS %L', o->>'name', o->>'marker');
            END IF;
        END
        $raise$
        """;
}
