namespace JitBot.Connectors.PostgreSql.Scopes;

internal static class ScopeStatements
{
    /// <summary>
    /// <c>$1</c> privileges, <c>$2</c> schemas of named tables, <c>$3</c> their names, <c>$4</c> whole schemas, <c>$5</c> whole database. A wide scope
    /// takes in tables and partitions only: views, materialized views and foreign tables reach with their owner's rights to where nobody looked,
    /// so they must be named. Of what a wide scope means, JitBot gives what it may; leaving a table out is the operator's way to keep it back.
    /// Serial columns draw on a sequence, so writing takes the right to use it.
    /// </summary>
    public const string Expand = """
        WITH wanted AS (
            SELECT c.oid, c.relnamespace, n.nspname::text, c.relname::text, c.relkind::text, coalesce(cardinality(c.relacl), 0) AS entries,
                CASE WHEN c.relkind = 'm' THEN ARRAY(SELECT p FROM unnest($1) p WHERE p = 'SELECT') ELSE $1 END AS privileges
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname !~ '^(pg_|jit_masked)' AND n.nspname <> 'information_schema'
              AND CASE WHEN $5 OR n.nspname = ANY ($4) THEN c.relkind IN ('r', 'p')
                  ELSE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND (n.nspname, c.relname) IN (SELECT * FROM unnest($2, $3)) END),
        sequences AS (
            SELECT s.oid, s.relnamespace, n.nspname::text, s.relname::text, s.relkind::text, coalesce(cardinality(s.relacl), 0) AS entries, d.refobjid AS owner
            FROM pg_depend d JOIN pg_class s ON s.oid = d.objid JOIN pg_namespace n ON n.oid = s.relnamespace
            WHERE 'INSERT' = ANY ($1) AND d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'a' AND s.relkind = 'S'
              AND d.refobjid IN (SELECT oid FROM wanted)),
        tables AS (
            SELECT w.*, has_schema_privilege(relnamespace, 'USAGE WITH GRANT OPTION')
                AND NOT EXISTS (SELECT FROM unnest(privileges) p WHERE NOT has_table_privilege(w.oid, p || ' WITH GRANT OPTION'))
                AND NOT EXISTS (SELECT FROM sequences s WHERE s.owner = w.oid AND NOT (
                    has_schema_privilege(s.relnamespace, 'USAGE WITH GRANT OPTION') AND has_sequence_privilege(s.oid, 'USAGE WITH GRANT OPTION')))
                AS giveable
            FROM wanted w)
        SELECT oid, relnamespace, nspname, relname, relkind, privileges, entries, giveable, 0::oid FROM tables
        UNION ALL
        SELECT s.oid, s.relnamespace, s.nspname, s.relname, s.relkind, '{USAGE}', s.entries, t.giveable, t.oid
        FROM sequences s JOIN tables t ON t.oid = s.owner
        """;

    /// <summary>
    /// <c>$1</c> role. The second column is true if it is anything but a bare group: can log in, is powerful, is in other roles, owns something,
    /// has settings, or holds something in another database. Before 16 a holder can become the role and do such things to it.
    /// </summary>
    public const string Inspect = """
        SELECT coalesce(shobj_description(r.oid, 'pg_authid'), ''),
            r.rolcanlogin OR r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls
                OR EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid)
                OR EXISTS (SELECT FROM pg_db_role_setting s WHERE s.setrole = r.oid)
                OR EXISTS (
                    SELECT FROM pg_shdepend s
                    WHERE s.refclassid = 'pg_authid'::regclass AND s.refobjid = r.oid
                      AND (s.deptype <> 'a'
                        OR s.dbid NOT IN (0, (SELECT oid FROM pg_database WHERE datname = current_database())))),
            r.oid
        FROM pg_roles r
        WHERE r.rolname = $1
        """;

    /// <summary>
    /// <c>$1</c> the role's OID. What it holds in this database: class of object (<c>?</c> for one that no scope has), OID, privilege, column or 0.
    /// </summary>
    public const string Held = """
        SELECT CASE s.classid WHEN 'pg_database'::regclass THEN 'd' WHEN 'pg_namespace'::regclass THEN 'n' WHEN 'pg_class'::regclass THEN 'r' ELSE '?' END,
            s.objid, coalesce(a.privilege_type, '?') || CASE WHEN a.is_grantable THEN '*' ELSE '' END, s.objsubid::int2
        FROM pg_shdepend s
            LEFT JOIN pg_class c ON s.classid = 'pg_class'::regclass AND c.oid = s.objid AND s.objsubid = 0
            LEFT JOIN pg_attribute t ON s.classid = 'pg_class'::regclass AND t.attrelid = s.objid AND t.attnum = s.objsubid AND s.objsubid > 0
            LEFT JOIN pg_namespace n ON s.classid = 'pg_namespace'::regclass AND n.oid = s.objid
            LEFT JOIN pg_database d ON s.classid = 'pg_database'::regclass AND d.oid = s.objid
            LEFT JOIN LATERAL aclexplode(coalesce(c.relacl, t.attacl, n.nspacl, d.datacl)) a ON a.grantee = s.refobjid
        WHERE s.refclassid = 'pg_authid'::regclass AND s.refobjid = $1 AND s.deptype = 'a'
        """;

    /// <summary>Order: name, marker. The role comes without a right of its own.</summary>
    public const string Create = """
        DO $create$
        DECLARE
            o jsonb := current_setting('jitbot.order')::jsonb;
        BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = o->>'name') THEN
                RETURN; -- the lock's lease ran out and another worker was here; what it left is inspected like our own
            END IF;
            EXECUTE format('CREATE ROLE %I NOLOGIN', o->>'name');
            EXECUTE format('COMMENT ON ROLE %I IS %L', o->>'name', o->>'marker');
        END
        $create$
        """;

    /// <summary>
    /// Order: name, grants: a list of class, privileges, oids, columns (by number) where not all of the one relation is meant, and revoke. Names are looked up from OIDs in the statement that grants, so that a table
    /// swapped by renaming is not taken for the one that was meant; reading the role back finds out if it was all the same.
    /// </summary>
    public const string Grant = """
        DO $grant$
        DECLARE
            o jsonb := current_setting('jitbot.order')::jsonb;
            part record;
            names text;
            columns text;
        BEGIN
            FOR part IN
                SELECT g->>'class' AS class, g->>'privileges' AS privileges, ARRAY(SELECT jsonb_array_elements_text(g->'oids')::oid) AS oids,
                    nullif(g->'columns', 'null') AS columns, (g->>'revoke')::bool AS revoke
                FROM jsonb_array_elements(o->'grants') g
            LOOP
                SELECT string_agg(CASE part.class
                    WHEN 'DATABASE' THEN (SELECT quote_ident(datname) FROM pg_database WHERE oid = id)
                    WHEN 'SCHEMA' THEN (SELECT quote_ident(nspname) FROM pg_namespace WHERE oid = id)
                    ELSE (SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = id)
                    END, ', ') INTO names
                FROM unnest(part.oids) id;
                SELECT '(' || string_agg(quote_ident(a.attname), ', ') || ')' INTO columns
                FROM jsonb_array_elements_text(part.columns) number
                    JOIN pg_attribute a ON a.attrelid = part.oids[1] AND a.attnum = number::int2 AND NOT a.attisdropped;
                -- Without its columns the statement would mean the whole table.
                IF names IS NOT NULL AND (columns IS NOT NULL OR part.columns IS NULL) THEN
                    EXECUTE format(CASE WHEN part.revoke THEN 'REVOKE %s %s ON %s %s FROM %I' ELSE 'GRANT %s %s ON %s %s TO %I' END, part.privileges, coalesce(columns, ''), part.class, names, o->>'name');
                END IF;
            END LOOP;
        END
        $grant$
        """;

    /// <summary>Order: name, ours, becomes, only_empty. Answers <c>done</c> if the role was renamed.</summary>
    public const string Retire = """
        DO $retire$
        DECLARE
            o jsonb := current_setting('jitbot.order')::jsonb;
            role oid;
        BEGIN
            SELECT r.oid INTO role FROM pg_roles r
            WHERE r.rolname = o->>'name' AND starts_with(shobj_description(r.oid, 'pg_authid'), o->>'ours');
            IF role IS NULL OR (o->>'onlyEmpty')::bool AND EXISTS (
                SELECT FROM pg_auth_members m WHERE m.roleid = role AND m.member <> current_user::regrole)
            THEN
                RETURN;
            END IF;
            EXECUTE format('ALTER ROLE %I RENAME TO %I', o->>'name', o->>'becomes');
            PERFORM set_config('jitbot.answer', 'done', true);
        END
        $retire$
        """;

    /// <summary>
    /// Order: name, ours. In this database: brings the default privileges of the role back to the server's own, which it makes no use of, for it makes no
    /// objects. Whoever has a role's rights may change them, and they are all of it that an account can change from 16 on. An entry is gone once it
    /// says what holds without it. JitBot takes the role's rights for that long; before 16 its login must INHERIT for that.
    /// </summary>
    public const string ResetDefaults = """
        DO $reset$
        DECLARE
            o jsonb := current_setting('jitbot.order')::jsonb;
            role record;
            entry record;
            alter text;
            holder text;
        BEGIN
            SELECT r.oid, r.rolname INTO role FROM pg_roles r
            WHERE r.rolname = o->>'name' AND starts_with(shobj_description(r.oid, 'pg_authid'), o->>'ours');
            IF NOT FOUND THEN
                RETURN;
            END IF;
            EXECUTE format('GRANT %I TO CURRENT_USER', role.rolname)
                || CASE WHEN current_setting('server_version_num')::int >= 160000 THEN ' WITH INHERIT TRUE, SET FALSE' ELSE '' END;
            FOR entry IN
                SELECT d.defaclnamespace AS schema, d.defaclobjtype AS type, d.defaclacl AS acl,
                    CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'ROUTINES' WHEN 'T' THEN 'TYPES'
                        WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END AS kind
                FROM pg_default_acl d WHERE d.defaclrole = role.oid
            LOOP
                alter := format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s', role.rolname, CASE WHEN entry.schema <> 0 THEN ' IN SCHEMA ' || entry.schema::regnamespace ELSE '' END);
                FOR holder IN
                    SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END FROM aclexplode(entry.acl) a
                LOOP
                    EXECUTE format('%s REVOKE ALL ON %s FROM %s CASCADE', alter, entry.kind, holder);
                END LOOP;
                IF entry.schema = 0 THEN
                    EXECUTE format('%s GRANT ALL ON %s TO %I%s', alter, entry.kind, role.rolname, CASE WHEN entry.type IN ('f', 'T') THEN ', PUBLIC' ELSE '' END);
                END IF;
            END LOOP;
            EXECUTE format('REVOKE %I FROM CURRENT_USER', role.rolname);
        END
        $reset$
        """;

    /// <summary><c>$1</c> how the markers of scope roles begin. Name, OID, whether anybody but JitBot itself is in it, whether it is
    /// retired, its database, whether masking leaves it alone, and the databases in which it has default privileges.</summary>
    public const string List = """
        SELECT r.rolname, r.oid,
            EXISTS (SELECT FROM pg_auth_members m WHERE m.roleid = r.oid AND m.member <> current_user::regrole),
            starts_with(r.rolname, 'jit_gone_'),
            substr(d.description, 8)::jsonb->>'scope', coalesce((substr(d.description, 8)::jsonb->>'unmask')::bool, false),
            ARRAY(
                SELECT DISTINCT b.datname::text FROM pg_shdepend s JOIN pg_database b ON b.oid = s.dbid
                WHERE s.classid = 'pg_default_acl'::regclass AND s.refclassid = 'pg_authid'::regclass AND s.refobjid = r.oid AND s.deptype = 'o')
        FROM pg_shdescription d JOIN pg_roles r ON r.oid = d.objoid
        WHERE d.classoid = 'pg_authid'::regclass AND starts_with(d.description, $1)
        """;
}
