namespace JitBot.Connectors.PostgreSql.Altering;

internal static class AlterStatements
{
    /// <summary>
    /// <c>$1</c> an owner, <c>$2</c> further objects, as <see cref="AlteredThing.Object"/> names them. Whatever a role can leave behind on what it owns that is
    /// more than data and columns: object (empty if it hangs on none), key, words, value, the statement that takes it away, the statement that
    /// brings it back. What JitBot itself gives its shared roles comes and goes by itself and is left out; what anybody else gives them is not, nor what its accounts are
    /// given, who hold nothing by themselves.
    /// </summary>
    public const string Snapshot = """
        WITH owner AS (SELECT oid, quote_ident(rolname) AS name FROM pg_roles WHERE rolname = $1),
        objects AS (
            SELECT 'r' || c.oid AS object, c.oid, c.relowner AS owner_oid, c.relacl AS acl,
                CASE c.relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || format('%I.%I', n.nspname, c.relname) AS thing
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname !~ '^(pg_|jit_masked)'
            UNION ALL
            SELECT 'f' || p.oid, p.oid, p.proowner, p.proacl, 'ROUTINE ' || p.oid::regprocedure
            FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE n.nspname !~ '^pg_'
            UNION ALL
            SELECT 'n' || n.oid, n.oid, n.nspowner, n.nspacl, 'SCHEMA ' || quote_ident(n.nspname)
            FROM pg_namespace n
            WHERE n.nspname !~ '^(pg_|jit_masked)'),
        mine AS (SELECT o.* FROM objects o WHERE o.owner_oid = (SELECT oid FROM owner) OR o.object = ANY ($2)),
        ours AS (
            SELECT objoid AS oid FROM pg_shdescription
            WHERE classoid = 'pg_authid'::regclass AND starts_with(description, 'jitbot {') AND NOT description LIKE '%"request":%'),
        entries AS (
            SELECT m.object, m.thing, '' AS columns, a.grantor, a.grantee, a.privilege_type AS privilege, a.is_grantable AS option
            FROM mine m, aclexplode(m.acl) a
            WHERE a.grantee <> m.owner_oid
            UNION ALL
            SELECT m.object, m.thing, format(' (%I)', t.attname), a.grantor, a.grantee, a.privilege_type, a.is_grantable
            FROM mine m JOIN pg_attribute t ON m.object = 'r' || t.attrelid AND t.attacl IS NOT NULL, aclexplode(t.attacl) a
            WHERE a.grantee <> m.owner_oid),
        rights AS (
            SELECT object, thing, columns, grantee, privilege, bool_or(option) AS option
            FROM entries
            WHERE NOT (grantee IN (SELECT oid FROM ours) AND grantor = quote_ident(current_user)::regrole)
            GROUP BY object, thing, columns, grantee, privilege),
        defaults AS (
            SELECT d.defaclnamespace, d.defaclobjtype, a.grantee, a.privilege_type AS privilege,
                format('ALTER DEFAULT PRIVILEGES FOR ROLE %s%s', (SELECT name FROM owner), CASE WHEN d.defaclnamespace = 0 THEN '' ELSE ' IN SCHEMA ' || d.defaclnamespace::regnamespace END) AS alter,
                CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'ROUTINES' WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END AS kind
            FROM pg_default_acl d, aclexplode(d.defaclacl) a
            WHERE d.defaclrole = (SELECT oid FROM owner) AND a.grantee <> d.defaclrole),
        grantees AS (SELECT 0::oid AS oid, 'PUBLIC' AS name UNION ALL SELECT oid, quote_ident(rolname) FROM pg_roles)
        SELECT object, object || ' owner', thing, pg_get_userbyid(owner_oid)::text, NULL, format('ALTER %s OWNER TO %I', thing, pg_get_userbyid(owner_oid))
        FROM mine
        UNION ALL
        SELECT r.object, format('%s %s%s %s', r.object, r.privilege, r.columns, g.name), format('%s%s on %s for %s', r.privilege, r.columns, r.thing, g.name), r.option::text,
            format('REVOKE %s%s ON %s FROM %s', r.privilege, r.columns, r.thing, g.name),
            format('GRANT %s%s ON %s TO %s%s', r.privilege, r.columns, r.thing, g.name, CASE WHEN r.option THEN ' WITH GRANT OPTION' ELSE '' END)
        FROM rights r JOIN grantees g ON g.oid = r.grantee
        UNION ALL
        SELECT '', format('d %s %s %s %s', d.defaclnamespace, d.defaclobjtype, g.name, d.privilege), format('%s on future %s for %s', d.privilege, lower(d.kind), g.name), '',
            format('%s REVOKE %s ON %s FROM %s', d.alter, d.privilege, d.kind, g.name), format('%s GRANT %s ON %s TO %s', d.alter, d.privilege, d.kind, g.name)
        FROM defaults d JOIN grantees g ON g.oid = d.grantee
        UNION ALL
        SELECT m.object, m.object || ' trigger ' || t.tgname, format('trigger %I on %s', t.tgname, m.thing), t.tgenabled::text || pg_get_triggerdef(t.oid),
            format('DROP TRIGGER %I ON %s', t.tgname, substr(m.thing, 7)), pg_get_triggerdef(t.oid)
        FROM mine m JOIN pg_trigger t ON m.object = 'r' || t.tgrelid
        WHERE NOT t.tgisinternal
        UNION ALL
        SELECT m.object, m.object || ' rule ' || w.rulename, format('rule %I on %s', w.rulename, m.thing), md5(pg_get_ruledef(w.oid)),
            format('DROP RULE %I ON %s', w.rulename, substr(m.thing, 7)), pg_get_ruledef(w.oid)
        FROM mine m JOIN pg_rewrite w ON m.object = 'r' || w.ev_class
        WHERE w.rulename <> '_RETURN'
        UNION ALL
        SELECT m.object, m.object || ' security', 'row-level security of ' || m.thing, c.relforcerowsecurity::text,
            format('ALTER %s DISABLE ROW LEVEL SECURITY', m.thing),
            format('ALTER %s ENABLE ROW LEVEL SECURITY%s', m.thing, CASE WHEN c.relforcerowsecurity THEN ', FORCE ROW LEVEL SECURITY' ELSE '' END)
        FROM mine m JOIN pg_class c ON m.object = 'r' || c.oid
        WHERE c.relrowsecurity
        UNION ALL
        SELECT m.object, m.object || ' policy ' || p.polname, format('policy %I on %s', p.polname, m.thing),
            concat_ws('|', p.polcmd::text, p.polpermissive, p.polroles::text, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)),
            format('DROP POLICY %I ON %s', p.polname, substr(m.thing, 7)), NULL
        FROM mine m JOIN pg_policy p ON m.object = 'r' || p.polrelid
        UNION ALL
        SELECT '', format('s %s %s', s.setdatabase, split_part(setting, '=', 1)), format('the setting %s of the role %s', split_part(setting, '=', 1), o.name), setting,
            format('ALTER ROLE %s%s RESET %s', o.name, coalesce(' IN DATABASE ' || quote_ident(b.datname), ''), split_part(setting, '=', 1)), NULL
        FROM owner o JOIN pg_db_role_setting s ON s.setrole = o.oid CROSS JOIN LATERAL unnest(s.setconfig) setting LEFT JOIN pg_database b ON b.oid = s.setdatabase
        UNION ALL
        -- Last, because what runs them goes first. Those without their owner's rights run with the rights of whoever comes by.
        SELECT m.object, m.object || ' code', m.thing || CASE WHEN p.prosecdef THEN ', which runs with its owner''s rights,' ELSE '' END, md5(pg_get_functiondef(p.oid)),
            format('DROP %s', m.thing), pg_get_functiondef(p.oid)
        FROM mine m JOIN pg_proc p ON m.object = 'f' || p.oid
        WHERE p.prokind <> 'a'
        """;
}
