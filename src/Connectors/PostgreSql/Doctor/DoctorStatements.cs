namespace JitBot.Connectors.PostgreSql.Doctor;

internal static class DoctorStatements
{
    public const string Begin = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

    /// <summary>The server's clock at this moment, whatever transaction it is asked in.</summary>
    public const string Clock = "SELECT clock_timestamp()";

    public const string Server = """
        SELECT current_setting('server_version_num')::int / 10000, pg_is_in_recovery(),
            coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false)
        """;

    /// <summary>
    /// The login that was connected with: its powers, and what <c>docs/postgres-setup.sql</c> gives it beside rights in databases. Whether roles can be
    /// used is asked for as the server itself decides it, so that it does not matter through which other roles they are held.
    /// </summary>
    public const string Login = """
        SELECT r.rolname::text, current_database()::text,
            array_remove(ARRAY[
                CASE WHEN r.rolsuper THEN 'SUPERUSER' END, CASE WHEN r.rolcreatedb THEN 'CREATEDB' END,
                CASE WHEN r.rolreplication THEN 'REPLICATION' END, CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' END], NULL),
            r.rolcreaterole, r.rolinherit, pg_has_role(r.oid, 'pg_signal_backend', 'USAGE'), to_regrole('jit_graveyard') IS NOT NULL,
            coalesce(pg_has_role(r.oid, to_regrole('jit_graveyard'), 'USAGE') AND pg_has_role(r.oid, to_regrole('jit_graveyard'),
                CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'SET' END), false),
            has_function_privilege(r.oid, 'pg_control_system()', 'EXECUTE'),
            has_table_privilege(r.oid, 'pg_hba_file_rules', 'SELECT') AND has_function_privilege(r.oid, 'pg_hba_file_rules()', 'EXECUTE')
        FROM pg_roles r
        WHERE r.rolname = session_user
        """;

    /// <summary>
    /// The roles the login is directly in, except those some JitBot made, one row for each that put it in: role, grantor, and whether the membership
    /// gives the role's rights, and lets the login become it. Before 16 the first follows the login and the second always holds.
    /// </summary>
    public const string Memberships = """
        SELECT p.rolname::text, pg_get_userbyid(m.grantor)::text,
            coalesce((to_jsonb(m)->>'inherit_option')::bool, r.rolinherit), coalesce((to_jsonb(m)->>'set_option')::bool, true)
        FROM pg_auth_members m
            JOIN pg_roles r ON r.oid = m.member
            JOIN pg_roles p ON p.oid = m.roleid
            LEFT JOIN pg_shdescription d ON d.objoid = p.oid AND d.classoid = 'pg_authid'::regclass
        WHERE r.rolname = session_user AND coalesce(starts_with(d.description, 'jitbot {'), false) = false
        ORDER BY 1, 2
        """;

    /// <summary>
    /// <c>$1</c> names of logins, <c>$2</c> databases. One row each: name, whether it is there, looks like JitBot's, may log in, inherits, is past its end; its
    /// powers, and those of the databases that are there and it may not connect to.
    /// </summary>
    public const string OwnLogins = """
        SELECT w.name, r.oid IS NOT NULL,
            coalesce(r.rolname = session_user OR starts_with(r.rolname, 'jit_') OR starts_with(shobj_description(r.oid, 'pg_authid'), 'jitbot {'), false),
            coalesce(r.rolcanlogin, false), coalesce(r.rolinherit, false), coalesce(r.rolvaliduntil < clock_timestamp(), false),
            array_remove(ARRAY[
                CASE WHEN r.rolsuper THEN 'SUPERUSER' END, CASE WHEN r.rolcreaterole THEN 'CREATEROLE' END,
                CASE WHEN r.rolreplication THEN 'REPLICATION' END, CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' END], NULL),
            ARRAY(SELECT d.datname::text FROM pg_database d WHERE d.datname = ANY ($2) AND r.oid IS NOT NULL AND NOT has_database_privilege(r.oid, d.oid, 'CONNECT') ORDER BY 1)
        FROM unnest($1) w (name) LEFT JOIN pg_roles r ON r.rolname = w.name
        ORDER BY 1
        """;

    /// <summary><c>$1</c> names of logins. The roles each is directly in, except those some JitBot made: login, role, grantor, and whether it may put others in.</summary>
    public const string OwnMemberships = """
        SELECT r.rolname::text, p.rolname::text, pg_get_userbyid(m.grantor)::text, m.admin_option
        FROM pg_auth_members m
            JOIN pg_roles r ON r.oid = m.member
            JOIN pg_roles p ON p.oid = m.roleid
            LEFT JOIN pg_shdescription d ON d.objoid = p.oid AND d.classoid = 'pg_authid'::regclass
        WHERE r.rolname = ANY ($1) AND coalesce(starts_with(d.description, 'jitbot {'), false) = false
        ORDER BY 1, 2, 3
        """;

    /// <summary><c>$1</c> databases: whether each is there and may be entered by anybody, and what the login may do with it.</summary>
    public const string Databases = """
        SELECT w.name, coalesce(d.datallowconn, false), coalesce(has_database_privilege(d.oid, 'CONNECT'), false),
            coalesce(has_database_privilege(d.oid, 'CONNECT WITH GRANT OPTION') AND has_database_privilege(d.oid, 'CREATE WITH GRANT OPTION'), false)
        FROM unnest($1) w (name) LEFT JOIN pg_database d ON d.datname = w.name
        """;

    /// <summary>
    /// The lines that decide who may log in how, in the order they are tried. Only names of files are shown from 16 on, and only there are there
    /// more than one.
    /// </summary>
    public const string HostBasedRules = """
        SELECT coalesce(to_jsonb(h)->>'file_name', 'pg_hba.conf'), line_number, type, database, user_name, coalesce(address, ''), coalesce(netmask, ''), auth_method
        FROM pg_hba_file_rules h
        WHERE error IS NULL
        ORDER BY coalesce((to_jsonb(h)->>'rule_number')::int, line_number)
        """;

    /// <summary>
    /// In one database: whether DO blocks can be run, how many relations the login may give access to, and schemas of those in which it may not
    /// let <c>jit_graveyard</c> create.
    /// </summary>
    public const string Given = $"""
        WITH giveable AS ({ReadCatalog.Relations})
        SELECT coalesce((SELECT has_language_privilege(l.oid, 'USAGE') FROM pg_language l WHERE l.lanname = 'plpgsql'), false),
            (SELECT count(*)::int FROM giveable),
            ARRAY(SELECT DISTINCT g.nspname::text FROM giveable g WHERE NOT has_schema_privilege(g.nspname, 'CREATE WITH GRANT OPTION') ORDER BY 1)
        """;

    /// <summary>
    /// Rights on data that the login itself was given in one database: schema (null: every one), <c>TABLES</c> or <c>SEQUENCES</c>, and for rights on
    /// what is still to be made whose it will be.
    /// </summary>
    public const string OwnRights = """
        SELECT n.nspname::text, CASE c.relkind WHEN 'S' THEN 'SEQUENCES' ELSE 'TABLES' END, NULL::text
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, pg_roles r
        WHERE r.rolname = session_user AND (
            EXISTS (SELECT FROM aclexplode(c.relacl) a WHERE a.grantee = r.oid AND c.relowner <> r.oid)
            OR EXISTS (SELECT FROM pg_attribute t, aclexplode(t.attacl) a WHERE t.attrelid = c.oid AND a.grantee = r.oid AND c.relowner <> r.oid))
        UNION
        SELECT n.nspname, CASE f.defaclobjtype WHEN 'S' THEN 'SEQUENCES' ELSE 'TABLES' END, pg_get_userbyid(f.defaclrole)
        FROM pg_default_acl f LEFT JOIN pg_namespace n ON n.oid = f.defaclnamespace, pg_roles r
        WHERE r.rolname = session_user AND f.defaclobjtype IN ('r', 'S') AND EXISTS (SELECT FROM aclexplode(f.defaclacl) a WHERE a.grantee = r.oid)
        ORDER BY 1, 2, 3
        """;

    /// <summary>Foreign servers of one database that anybody reaches with a stored login.</summary>
    public const string SharedMappings = "SELECT srvname::text FROM pg_user_mappings WHERE umuser = 0 ORDER BY 1";

    /// <summary>Foreign keys whose actions write the table they stand on: its OID, and the key in words.</summary>
    public const string Cascades = """
        SELECT c.conrelid, format('%s: %s, when %s is changed', c.conrelid::regclass, pg_get_constraintdef(c.oid), c.confrelid::regclass)
        FROM pg_constraint c
        WHERE c.contype = 'f' AND c.conparentid = 0 AND (c.confdeltype IN ('c', 'n', 'd') OR c.confupdtype IN ('c', 'n', 'd'))
        ORDER BY 2
        """;

    /// <summary>Triggers whose functions run with their owner's rights, in words.</summary>
    public const string DefinerTriggers = """
        SELECT format('%s on %s: %s, as %I', t.tgname, t.tgrelid::regclass, p.oid::regprocedure, pg_get_userbyid(p.proowner))
        FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE p.prosecdef AND NOT t.tgisinternal
        ORDER BY 1
        """;

    /// <summary>Columns of which fewer than a thousand different values are known.</summary>
    public const string FewValues = "SELECT schemaname, tablename, attname FROM pg_stats WHERE n_distinct > 0 AND n_distinct < 1000";
}
