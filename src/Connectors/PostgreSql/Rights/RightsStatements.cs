namespace JitBot.Connectors.PostgreSql.Rights;

internal static class RightsStatements
{
    /// <summary>
    /// <c>$1</c> the roles of an account. Every database it could connect to: name, OID, whether it is let in by those roles (or roles they are in),
    /// and what PUBLIC may do: CONNECT, TEMPORARY, CREATE.
    /// </summary>
    public const string Databases = """
        WITH RECURSIVE reached (role) AS (
            SELECT r.oid FROM pg_roles r WHERE r.rolname = ANY ($1)
            UNION
            SELECT m.roleid FROM reached JOIN pg_auth_members m ON m.member = reached.role),
        entries AS (
            SELECT d.oid, d.datname, a.grantee, a.privilege_type
            FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
            WHERE d.datallowconn)
        SELECT datname, oid,
            coalesce(bool_or(privilege_type = 'CONNECT') FILTER (WHERE grantee IN (SELECT role FROM reached)), false),
            coalesce(array_agg(privilege_type) FILTER (WHERE grantee = 0), '{}')
        FROM entries
        GROUP BY datname, oid
        HAVING bool_or(privilege_type = 'CONNECT' AND (grantee = 0 OR grantee IN (SELECT role FROM reached)))
        ORDER BY datname
        """;

    /// <summary>Settings, some of which only superusers may change, that PUBLIC was allowed to change.</summary>
    public const string Parameters = """
        SELECT a.privilege_type, p.parname FROM pg_parameter_acl p, aclexplode(p.paracl) a WHERE a.grantee = 0 ORDER BY 2, 1
        """;

    /// <summary>
    /// What PUBLIC may do in one database, one right a row: privilege, schema, name, the object in a REVOKE, class and OID, schema's OID if
    /// PUBLIC may not enter it. Left out is what the server's own catalogue came with, which everybody has everywhere; what was granted on it
    /// since counts. <c>pg_init_privs</c> tells them apart, except in information_schema, which initdb makes after it took that note. Functions
    /// count if they run with their owner's rights, or if the server came with them closed to PUBLIC.
    /// </summary>
    public const string InDatabase = """
        WITH schemas AS (
            SELECT n.oid, n.nspname, n.nspacl, CASE WHEN NOT EXISTS (
                    SELECT FROM aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a WHERE a.grantee = 0 AND a.privilege_type = 'USAGE')
                THEN n.oid END AS shut
            FROM pg_namespace n
            WHERE n.nspname !~ '^pg_(toast|temp)'),
        own_rights AS (
            SELECT i.objoid, i.objsubid, a.privilege_type
            FROM pg_init_privs i, aclexplode(i.initprivs) a
            WHERE i.privtype = 'i' AND i.classoid = 'pg_class'::regclass AND a.grantee = 0),
        closed_functions AS (
            SELECT i.objoid
            FROM pg_init_privs i
            WHERE i.privtype = 'i' AND i.classoid = 'pg_proc'::regclass
              AND NOT EXISTS (SELECT FROM aclexplode(i.initprivs) a WHERE a.grantee = 0))
        SELECT a.privilege_type, s.nspname::text, c.relname::text,
            CASE c.relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || c.oid::regclass, 'r', c.oid, s.shut
        FROM pg_class c JOIN schemas s ON s.oid = c.relnamespace, aclexplode(c.relacl) a
        WHERE a.grantee = 0 AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
          AND NOT (c.oid < 16384 AND s.nspname = 'information_schema' AND a.privilege_type = 'SELECT' AND c.relname !~ '^_pg_')
          AND (c.oid, 0, a.privilege_type) NOT IN (SELECT objoid, objsubid, privilege_type FROM own_rights)
        UNION ALL
        SELECT a.privilege_type, s.nspname, format('%s(%s)', c.relname, t.attname), 'TABLE ' || c.oid::regclass, 'r', c.oid, s.shut
        FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid JOIN schemas s ON s.oid = c.relnamespace, aclexplode(t.attacl) a
        WHERE a.grantee = 0 AND NOT t.attisdropped
          AND (c.oid, t.attnum, a.privilege_type) NOT IN (SELECT objoid, objsubid, privilege_type FROM own_rights)
        UNION ALL
        SELECT a.privilege_type, s.nspname, p.proname, 'ROUTINE ' || p.oid::regprocedure, NULL, p.oid, s.shut
        FROM pg_proc p JOIN schemas s ON s.oid = p.pronamespace, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
        WHERE a.grantee = 0 AND (p.prosecdef AND p.oid >= 16384 OR p.oid IN (SELECT objoid FROM closed_functions))
        UNION ALL
        SELECT a.privilege_type, s.nspname, NULL, 'SCHEMA ' || quote_ident(s.nspname), NULL, s.oid, NULL
        FROM schemas s, aclexplode(s.nspacl) a
        WHERE a.grantee = 0 AND a.privilege_type = 'CREATE'
        UNION ALL
        SELECT a.privilege_type, 'pg_largeobject', l.oid::text, 'LARGE OBJECT ' || l.oid, NULL, l.oid, NULL
        FROM pg_largeobject_metadata l, aclexplode(l.lomacl) a
        WHERE a.grantee = 0
        UNION ALL
        SELECT 'SELECT', 'pg_largeobject', '*', NULL, NULL, 0, NULL
        WHERE current_setting('lo_compat_privileges')::bool
        UNION ALL
        SELECT a.privilege_type, 'pg_foreign_server', f.srvname, 'FOREIGN SERVER ' || quote_ident(f.srvname), NULL, f.oid, NULL
        FROM pg_foreign_server f, aclexplode(f.srvacl) a
        WHERE a.grantee = 0
        ORDER BY 2, 3, 1
        """;
}
