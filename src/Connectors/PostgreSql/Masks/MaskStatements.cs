namespace JitBot.Connectors.PostgreSql.Masks;

internal static class MaskStatements
{
    /// <summary>
    /// <c>$1</c> relations. Every other that each of them shares rows with: by inheritance and partitions upwards and downwards, by views and
    /// materialized views down to whatever they are made from, and whatever that shares rows with.
    /// </summary>
    public const string Ties = """
        WITH RECURSIVE inherited (child, ancestor) AS (
            SELECT inhrelid, inhparent FROM pg_inherits
            UNION
            SELECT i.child, p.inhparent FROM inherited i JOIN pg_inherits p ON p.inhrelid = i.ancestor),
        made AS (
            SELECT r.ev_class AS maker, d.refobjid AS source
            FROM pg_rewrite r
                JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
            WHERE r.ev_class >= 16384 AND d.refobjid >= 16384 AND d.refobjid <> r.ev_class),
        roads (maker, source) AS (
            SELECT maker, source FROM made UNION SELECT child, ancestor FROM inherited UNION SELECT ancestor, child FROM inherited),
        reading (maker, source) AS (
            SELECT maker, source FROM made
            UNION
            SELECT r.maker, w.source FROM reading r JOIN roads w ON w.maker = r.source)
        SELECT child, 'child', ancestor FROM inherited WHERE child = ANY ($1)
        UNION ALL
        SELECT ancestor, 'parent', child FROM inherited WHERE ancestor = ANY ($1)
        UNION ALL
        SELECT DISTINCT maker, 'reads', source FROM reading WHERE maker = ANY ($1)
        """;

    /// <summary>Where this database's sessions look for names, if anybody has said so for all of them.</summary>
    public const string SearchPath = """
        SELECT substr(setting, length('search_path=') + 1)
        FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase, unnest(s.setconfig) setting
        WHERE d.datname = current_database() AND s.setrole = 0 AND starts_with(setting, 'search_path=')
        """;

    /// <summary>
    /// <c>$1</c> relations. One row a column: relation, schema, name, row security, number, name, type as a cast writes it, bare type, category,
    /// most characters, comment, entries in its access list. Of a domain, the type it is made of.
    /// </summary>
    public const string Columns = """
        SELECT c.oid, n.nspname::text, c.relname::text, c.relrowsecurity, a.attnum, a.attname::text,
            format_type(CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END, m.modifier), b.typname::text, b.typcategory::text,
            CASE WHEN b.typname IN ('varchar', 'bpchar') AND m.modifier > 4 THEN m.modifier - 4 END,
            coalesce(d.description, ''), coalesce(cardinality(a.attacl), 0)
        FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_type t ON t.oid = a.atttypid
            JOIN pg_type b ON b.oid = CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END
            CROSS JOIN LATERAL (SELECT CASE t.typtype WHEN 'd' THEN t.typtypmod ELSE a.atttypmod END AS modifier) m
            LEFT JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid AND d.objsubid = a.attnum
        WHERE c.oid = ANY ($1) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        ORDER BY c.oid, a.attnum
        """;

    /// <summary>
    /// <c>$1</c> how the comments of masked views begin. One row each: OID, schema's OID, schema, name, comment, what it is made from, entries in its
    /// access list, and whether anybody but its owner and JitBot has a right on it.
    /// </summary>
    public const string Views = """
        SELECT c.oid, c.relnamespace, n.nspname::text, c.relname::text, d.description,
            ARRAY(
                SELECT s.refobjid FROM pg_rewrite r JOIN pg_depend s ON s.classid = 'pg_rewrite'::regclass AND s.objid = r.oid AND s.refclassid = 'pg_class'::regclass
                WHERE r.ev_class = c.oid AND s.refobjid <> c.oid),
            greatest(coalesce(cardinality(c.relacl), 0), (SELECT coalesce(max(cardinality(a.attacl)), 0) FROM pg_attribute a WHERE a.attrelid = c.oid)),
            EXISTS (SELECT FROM aclexplode(c.relacl) e WHERE e.grantee NOT IN (c.relowner, current_user::regrole))
                OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attacl IS NOT NULL)
        FROM pg_description d
            JOIN pg_class c ON c.oid = d.objoid AND c.relkind = 'v'
            JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE d.classoid = 'pg_class'::regclass AND d.objsubid = 0 AND starts_with(d.description, $1)
        """;

    /// <summary><c>$1</c> a view, <c>$2</c> columns. The statements that give a view with these columns to whoever may read the one that is there.</summary>
    public const string Holders = """
        SELECT format('GRANT SELECT ON %I.%I TO %I', n.nspname, c.relname, pg_get_userbyid(a.grantee))
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a
        WHERE c.oid = $1 AND a.privilege_type = 'SELECT' AND a.grantee NOT IN (0, c.relowner, current_user::regrole)
        UNION ALL
        SELECT format('GRANT SELECT (%s) ON %I.%I TO %I', string_agg(quote_ident(t.attname), ', '), n.nspname, c.relname, pg_get_userbyid(a.grantee))
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(t.attacl) a
        WHERE c.oid = $1 AND a.privilege_type = 'SELECT' AND t.attname = ANY ($2) AND a.grantee NOT IN (0, c.relowner, current_user::regrole)
        GROUP BY n.nspname, c.relname, a.grantee
        """;

    /// <summary>
    /// Order: name, ours (how its marker begins), marker. The role that owns the masked views: nobody logs in as it, and only JitBot may become it,
    /// to make them. Answers <c>done</c>, or what is wrong with a role of that name.
    /// </summary>
    public const string EnsureOwner = """
        DO $owner$
        DECLARE
            o jsonb := current_setting('jitbot.order')::jsonb;
            has_options boolean := current_setting('server_version_num')::int >= 160000;
            role record;
        BEGIN
            IF to_regrole(quote_ident(o->>'name')) IS NULL THEN
                EXECUTE format('CREATE ROLE %I NOLOGIN', o->>'name');
                EXECUTE format('COMMENT ON ROLE %I IS %L', o->>'name', o->>'marker');
            END IF;
            SELECT r.oid, r.rolcanlogin OR r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls AS is_more,
                coalesce(starts_with(shobj_description(r.oid, 'pg_authid'), o->>'ours'), false) AS is_ours,
                EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid OR m.roleid = r.oid AND m.member <> current_user::regrole) AS is_shared
            INTO role FROM pg_roles r WHERE r.rolname = o->>'name';
            IF NOT role.is_ours OR role.is_more OR role.is_shared THEN
                PERFORM set_config('jitbot.answer', CASE WHEN NOT role.is_ours THEN 'is not JitBot''s, or its comment was changed'
                    WHEN role.is_more THEN 'can log in or has powers' ELSE 'has members, or is in other roles' END, true);
                RETURN;
            END IF;
            IF NOT EXISTS (
                SELECT FROM pg_auth_members m WHERE m.roleid = role.oid AND m.member = current_user::regrole
                    AND (NOT has_options OR (to_jsonb(m)->>'set_option')::bool))
            THEN
                EXECUTE format('GRANT %I TO CURRENT_USER', o->>'name') || CASE WHEN has_options THEN ' WITH INHERIT FALSE, SET TRUE' ELSE '' END;
            END IF;
            PERFORM set_config('jitbot.answer', 'done', true);
        END
        $owner$
        """;

    /// <summary>
    /// Order: owner, schemas (of the views), tables (OIDs of what they are made from). Makes the place for masked views: their schemas, the salt, and the
    /// owner's right to read. Answers <c>done</c>, or the schema that somebody else has.
    /// </summary>
    public const string EnsurePlace = """
        DO $place$
        DECLARE
            o jsonb := current_setting('jitbot.order')::jsonb;
            place text;
            names text;
        BEGIN
            FOR place IN SELECT 'jit_masked' UNION ALL SELECT jsonb_array_elements_text(o->'schemas') LOOP
                IF to_regnamespace(quote_ident(place)) IS NULL THEN
                    EXECUTE format('CREATE SCHEMA %I AUTHORIZATION %I', place, o->>'owner');
                ELSIF (SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = place) <> o->>'owner' THEN
                    PERFORM set_config('jitbot.answer', place, true);
                    RETURN;
                END IF;
            END LOOP;
            SELECT string_agg(format('%I.%I', n.nspname, c.relname), ', ') INTO names
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.oid IN (SELECT jsonb_array_elements_text(o->'tables')::oid) AND NOT has_table_privilege((o->>'owner')::name, c.oid, 'SELECT');
            IF names IS NOT NULL THEN
                EXECUTE format('GRANT SELECT ON %s TO %I', names, o->>'owner');
            END IF;
            SELECT string_agg(DISTINCT quote_ident(n.nspname), ', ') INTO names
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.oid IN (SELECT jsonb_array_elements_text(o->'tables')::oid) AND NOT has_schema_privilege((o->>'owner')::name, n.oid, 'USAGE');
            IF names IS NOT NULL THEN
                EXECUTE format('GRANT USAGE ON SCHEMA %s TO %I', names, o->>'owner');
            END IF;
            PERFORM set_config('role', o->>'owner', true);
            IF to_regclass('jit_masked.salt') IS NULL THEN
                CREATE TABLE jit_masked.salt AS SELECT gen_random_uuid()::text || gen_random_uuid()::text AS salt;
            END IF;
            FOR place IN SELECT jsonb_array_elements_text(o->'schemas') LOOP
                EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I WITH GRANT OPTION', place, session_user);
            END LOOP;
            PERFORM set_config('role', 'none', true);
            PERFORM set_config('jitbot.answer', 'done', true);
        END
        $place$
        """;
}
