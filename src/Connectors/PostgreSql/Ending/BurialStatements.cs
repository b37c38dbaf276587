namespace JitBot.Connectors.PostgreSql.Ending;

/// <summary>What becomes of a role that owns something or is named in access lists.</summary>
internal static class BurialStatements
{
    /// <summary>Order: name. JitBot takes the role's rights for the time of its removal; before 16 its login must INHERIT for that.</summary>
    public const string Enter = """
        DO $enter$
        BEGIN
            EXECUTE format('GRANT %I TO CURRENT_USER', current_setting('jitbot.order')::jsonb->>'name')
                || CASE WHEN current_setting('server_version_num')::int >= 160000 THEN ' WITH INHERIT TRUE, SET TRUE' ELSE '' END;
        END
        $enter$
        """;

    /// <summary>Order: name. Takes the role out of every role it is in, so that what cannot be removed yet can do nothing.</summary>
    public const string LeaveRoles = """
        DO $leave$
        DECLARE
            leaver text := current_setting('jitbot.order')::jsonb->>'name';
            granted text;
        BEGIN
            FOR granted IN SELECT DISTINCT pg_get_userbyid(m.roleid) FROM pg_auth_members m WHERE m.member = quote_ident(leaver)::regrole LOOP
                BEGIN
                    EXECUTE format('REVOKE %I FROM %I', granted, leaver);
                EXCEPTION WHEN insufficient_privilege THEN
                    NULL; -- given by somebody else, and not JitBot's to take; it goes when the role is dropped
                END;
            END LOOP;
        END
        $leave$
        """;

    /// <summary>
    /// Order: name, most. In this database: every privilege on what the role owns is revoked, also columns' and PUBLIC's; the objects go to
    /// jit_graveyard; and only when nothing but access list entries, default privileges and user mappings is left does DROP OWNED clear those away.
    /// The answer is a list of what was kept, and whether there is more. Functions and the like go only to an owner who may create in their schema, so
    /// CREATE is lent, and taken back before anybody could see it: jit_graveyard stays without rights of its own.
    /// <para>
    /// Before 16 whoever inherits the owner's rights revokes all privileges as the owner, and so leaves what it gave by itself, as JitBot gives its masked views.
    /// Each of those is taken back by name.
    /// </para>
    /// <para>
    /// Whatever is moved is locked until the commit, and the locks of all sessions have one place of a fixed size. Of more objects than <c>most</c> that
    /// many are moved, one by one, and the rest is for the next order. What sequences follow their tables, and what is of a rarer kind, or in a schema where
    /// nothing can be lent, is moved with the last.
    /// </para>
    /// </summary>
    public const string Bury = """
        DO $bury$
        DECLARE
            leaver text := current_setting('jitbot.order')::jsonb->>'name';
            most int := (current_setting('jitbot.order')::jsonb->>'most')::int;
            leaver_id oid := (SELECT oid FROM pg_roles WHERE rolname = leaver);
            here oid := (SELECT oid FROM pg_database WHERE datname = current_database());
            many boolean;
            kept text[] := '{}';
            lent text[] := '{}';
            thing record;
            holder text;
        BEGIN
            SELECT count(*) > most INTO many FROM (
                SELECT FROM pg_shdepend s
                WHERE s.refclassid = 'pg_authid'::regclass AND s.refobjid = leaver_id AND s.deptype = 'o' AND s.dbid = here
                  AND s.classid NOT IN ('pg_default_acl'::regclass, 'pg_user_mapping'::regclass)
                LIMIT most + 1) owned;
            LOOP
                FOR thing IN
                    SELECT s.classid, s.objid, i.type, i.schema, i.identity,
                        CASE WHEN s.classid = 'pg_class'::regclass THEN CASE i.type WHEN 'sequence' THEN 'SEQUENCE' ELSE 'TABLE' END
                            WHEN s.classid = 'pg_proc'::regclass THEN 'ROUTINE' WHEN s.classid = 'pg_type'::regclass THEN 'TYPE'
                            WHEN s.classid = 'pg_namespace'::regclass THEN 'SCHEMA' WHEN s.classid = 'pg_largeobject'::regclass THEN 'LARGE OBJECT'
                            WHEN s.classid = 'pg_foreign_server'::regclass THEN 'FOREIGN SERVER' END AS class
                    FROM pg_shdepend s, pg_identify_object(s.classid, s.objid, 0) i -- quotes its names
                    WHERE s.refclassid = 'pg_authid'::regclass AND s.refobjid = leaver_id AND s.deptype = 'o' AND s.dbid = here
                      AND s.classid NOT IN ('pg_default_acl'::regclass, 'pg_user_mapping'::regclass)
                      AND (NOT many
                        OR s.classid = 'pg_largeobject'::regclass
                        OR s.classid IN ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass)
                            AND has_schema_privilege(i.schema::regnamespace, 'CREATE WITH GRANT OPTION')
                            AND NOT EXISTS (
                                SELECT FROM pg_depend d
                                WHERE d.classid = s.classid AND d.objid = s.objid AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')))
                    LIMIT CASE WHEN many THEN most END
                LOOP
                    kept := kept || format('%s %s in %s', thing.type, thing.identity, current_database());
                    FOR holder IN
                        SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END
                        FROM (SELECT 'pg_class'::regclass, oid, relacl FROM pg_class
                            UNION ALL SELECT 'pg_class'::regclass, attrelid, attacl FROM pg_attribute
                            UNION ALL SELECT 'pg_proc'::regclass, oid, coalesce(proacl, acldefault('f', proowner)) FROM pg_proc
                            UNION ALL SELECT 'pg_type'::regclass, oid, coalesce(typacl, acldefault('T', typowner)) FROM pg_type
                            UNION ALL SELECT 'pg_namespace'::regclass, oid, nspacl FROM pg_namespace
                            UNION ALL SELECT 'pg_largeobject'::regclass, oid, lomacl FROM pg_largeobject_metadata
                            UNION ALL SELECT 'pg_foreign_server'::regclass, oid, srvacl FROM pg_foreign_server
                            ) acls (classid, objid, acl), aclexplode(acl) a
                        WHERE acls.classid = thing.classid AND acls.objid = thing.objid AND a.grantee <> leaver_id
                    LOOP
                        EXECUTE format('REVOKE ALL ON %s %s FROM %s CASCADE', thing.class, thing.identity, holder);
                    END LOOP;
                    IF thing.schema IS NOT NULL AND (many OR thing.classid NOT IN ('pg_class'::regclass, 'pg_type'::regclass))
                        AND thing.schema <> ALL (lent) AND NOT has_schema_privilege('jit_graveyard', thing.schema::regnamespace, 'CREATE')
                    THEN
                        EXECUTE format('GRANT CREATE ON SCHEMA %s TO jit_graveyard', thing.schema);
                        lent := lent || thing.schema;
                    END IF;
                    IF many THEN
                        EXECUTE format('ALTER %s %s OWNER TO jit_graveyard', thing.class, thing.identity);
                    END IF;
                END LOOP;

                EXIT WHEN NOT many OR kept <> '{}';
                many := false; -- nothing of it can be moved one by one
            END LOOP;
            IF kept <> '{}' AND NOT many THEN
                EXECUTE format('REASSIGN OWNED BY %I TO jit_graveyard', leaver);
            END IF;
            FOREACH holder IN ARRAY lent LOOP
                EXECUTE format('REVOKE CREATE ON SCHEMA %s FROM jit_graveyard', holder);
            END LOOP;
            PERFORM set_config('jitbot.answer', json_build_object('kept', kept, 'more', many)::text, true);
            IF many THEN
                RETURN;
            END IF;
            IF EXISTS (
                SELECT FROM pg_shdepend s
                WHERE s.refclassid = 'pg_authid'::regclass AND s.refobjid = leaver_id AND s.deptype = 'o' AND s.dbid IN (0, here)
                  AND s.classid NOT IN ('pg_default_acl'::regclass, 'pg_user_mapping'::regclass))
            THEN
                RAISE EXCEPTION USING ERRCODE = 'dependent_objects_still_exist', MESSAGE = 'The role still owns something.';
            END IF;
            FOR thing IN
                SELECT format('%s%s ON %s %s', a.privilege_type, a.of, a.class, a.identity) AS given
                FROM pg_shdepend s CROSS JOIN LATERAL (
                    SELECT x.privilege_type, '' AS of, CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS class, c.oid::regclass::text AS identity, x.grantee, x.grantor
                    FROM pg_class c, aclexplode(c.relacl) x WHERE s.classid = 'pg_class'::regclass AND c.oid = s.objid
                    UNION ALL
                    SELECT x.privilege_type, format(' (%I)', t.attname), 'TABLE', t.attrelid::regclass::text, x.grantee, x.grantor
                    FROM pg_attribute t, aclexplode(t.attacl) x WHERE s.classid = 'pg_class'::regclass AND t.attrelid = s.objid AND t.attnum = s.objsubid
                    UNION ALL
                    SELECT x.privilege_type, '', 'SCHEMA', n.oid::regnamespace::text, x.grantee, x.grantor
                    FROM pg_namespace n, aclexplode(n.nspacl) x WHERE s.classid = 'pg_namespace'::regclass AND n.oid = s.objid) a
                WHERE s.refclassid = 'pg_authid'::regclass AND s.refobjid = leaver_id AND s.deptype = 'a' AND s.dbid = here
                  AND a.grantee = leaver_id AND a.grantor = current_user::regrole
                  AND current_setting('server_version_num')::int < 160000
            LOOP
                EXECUTE format('REVOKE %s FROM %I', thing.given, leaver);
            END LOOP;
            EXECUTE format('DROP OWNED BY %I', leaver);
        END
        $bury$
        """;
}
