namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary>
/// Everything on a server and in a database that an attack could have changed, one line each: roles, memberships, settings, rights, objects, rows.
/// </summary>
internal static class WorldPrint
{
    public const string Lines = """
        SELECT string_agg(line, E'\n' ORDER BY line COLLATE "C") FROM (
            SELECT format('role %s %s', rolname, md5(concat_ws('|', rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls,
                rolconnlimit, rolpassword, rolvaliduntil, shobj_description(oid, 'pg_authid')))) AS line FROM pg_authid
            UNION ALL SELECT format('member %s', to_jsonb(m) - 'oid') FROM (
                SELECT pg_get_userbyid(member) AS who, pg_get_userbyid(roleid) AS of, (to_jsonb(a) - 'oid' - 'member' - 'roleid')::text FROM pg_auth_members a) m
            UNION ALL SELECT format('setting %s %s', setrole::regrole, s) FROM pg_db_role_setting s
            UNION ALL SELECT format('database %s %s %s', datname, datdba::regrole, datacl) FROM pg_database WHERE datname = current_database()
            UNION ALL SELECT format('schema %s %s %s', nspname, nspowner::regrole, nspacl) FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp'
            UNION ALL SELECT format('relation %s %s %s', oid::regclass, relowner::regrole, md5((to_jsonb(c) - '{relpages,reltuples,relallvisible,relallfrozen,
                relfrozenxid,relminmxid,relhastriggers,relhasindex,relhasrules,relhassubclass}'::text[])::text)) FROM pg_class c WHERE relkind <> 't' AND relpersistence <> 't'
            UNION ALL SELECT format('column of %s %s', attrelid::regclass, md5((to_jsonb(a))::text)) FROM pg_attribute a WHERE attrelid >= 16384
                AND EXISTS (SELECT FROM pg_class c WHERE c.oid = attrelid AND relkind <> 't' AND relpersistence <> 't')
            UNION ALL SELECT format('function %s %s', oid::regprocedure, md5(to_jsonb(p)::text)) FROM pg_proc p WHERE oid >= 16384
            UNION ALL SELECT format('default privileges %s %s %s', defaclrole::regrole, defaclnamespace, defaclacl) FROM pg_default_acl
            UNION ALL SELECT format('large object %s %s %s %s', oid, lomowner::regrole, lomacl, md5(lo_get(oid))) FROM pg_largeobject_metadata
            UNION ALL SELECT format('parameter %s', p) FROM pg_parameter_acl p
            UNION ALL SELECT format('label %s', l) FROM pg_seclabel l
            UNION ALL SELECT format('prepared %s', gid) FROM pg_prepared_xacts
            UNION ALL SELECT format('slot %s', slot_name) FROM pg_replication_slots
            UNION ALL SELECT format('server setting %s %s', name, setting) FROM pg_file_settings
            UNION ALL SELECT format('subscription %s', subname) FROM pg_subscription
            UNION ALL SELECT format('%s in %s', count(*), 'pg_constraint, pg_attrdef') FROM (SELECT FROM pg_constraint UNION ALL SELECT FROM pg_attrdef) c
            UNION ALL SELECT format('trigger %s', to_jsonb(t)) FROM pg_trigger t WHERE NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = tgrelid AND relpersistence = 't')
            UNION ALL SELECT format('rule %s', to_jsonb(r) - 'ev_action') FROM pg_rewrite r WHERE oid >= 16384
            UNION ALL SELECT format('policy %s', to_jsonb(p) - 'polqual') FROM pg_policy p
            UNION ALL SELECT format('extension %s', extname) FROM pg_extension
            UNION ALL SELECT format('foreign server %s', to_jsonb(s)) FROM pg_foreign_server s
            UNION ALL SELECT format('user mapping %s', to_jsonb(m)) FROM pg_user_mapping m
            UNION ALL SELECT format('publication %s', pubname) FROM pg_publication
            UNION ALL SELECT format('type %s', typname) FROM pg_type WHERE oid >= 16384 AND NOT EXISTS (SELECT FROM pg_namespace n WHERE n.oid = typnamespace AND nspname ~ '^pg_(toast_)?temp')
            UNION ALL SELECT format('operator %s', oprname) FROM pg_operator WHERE oid >= 16384
            UNION ALL SELECT format('cast %s', to_jsonb(c)) FROM pg_cast c WHERE oid >= 16384
            UNION ALL SELECT format('comment %s', to_jsonb(d)) FROM pg_description d WHERE objoid >= 16384
            UNION ALL SELECT format('statistics %s', stxname) FROM pg_statistic_ext
            UNION ALL SELECT format('row of employee %s', e) FROM public.employee e
            UNION ALL SELECT format('row of salary %s', s) FROM public.salary s
            UNION ALL SELECT format('row of review %s', r) FROM public.review r
            UNION ALL SELECT format('row of visit %s', v) FROM public.visit v
            UNION ALL SELECT format('row of badge %s', b) FROM public.badge b
            UNION ALL SELECT format('row of door %s', d) FROM public.door d
            UNION ALL SELECT format('row of note %s', n) FROM public.note n
            UNION ALL SELECT format('row of entry %s', e) FROM pay.entry e
            UNION ALL SELECT format('row of run %s', r) FROM pay.run r
            UNION ALL SELECT format('row of headcount %s', h) FROM public.headcount h
            UNION ALL SELECT format('sequence %s', s) FROM (SELECT * FROM public.employee_id_seq) s
            UNION ALL SELECT format('sequence %s', s) FROM (SELECT * FROM pay.run_id_seq) s
        ) lines
        """;
}
