namespace JitBot.Connectors.PostgreSql.Reach;

internal static class ReachStatements
{
    /// <summary>
    /// <c>$1</c> extensions whose functions are known. Functions in one database that can be run by anybody and that a read-only transaction may not hold,
    /// or that run with their owner's rights: kind, schema and name, signature, owner, whether PUBLIC may not enter the schema; then, for those whose
    /// kind is to be judged by what they say or call (<c>source</c>, <c>renamed</c>), their language and text, or the name of the server's own function.
    /// What returns a trigger can be called by nothing but a trigger. A function of a known extension is refused by its name if need be, so it is asked for by
    /// another only. An aggregate runs its parts with its own owner's leave, and a type's own functions need nobody's: <c>reached</c> tells both from what is called
    /// itself. Of the server's own those that were closed from the first are left out: opened since, they count among PUBLIC's rights. So are those that
    /// give advisory locks back: drivers call one at the end of every session in a pool, JitBot's own among them.
    /// </summary>
    public const string Functions = """
        WITH opened AS MATERIALIZED (
            SELECT p.oid FROM pg_proc p WHERE EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = 0)),
        known AS MATERIALIZED (
            SELECT d.objid FROM pg_depend d JOIN pg_extension x ON x.oid = d.refobjid
            WHERE d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND x.extname = ANY ($1)),
        reached (called, entry, otherwise, of_type) AS (
            SELECT oid, oid, false, false FROM opened
            UNION ALL
            SELECT part, a.aggfnoid, true, false
            FROM pg_aggregate a, unnest(ARRAY[aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn, aggmtransfn, aggminvtransfn, aggmfinalfn]::oid[]) part
            WHERE a.aggfnoid::oid >= 16384 AND part <> 0 AND a.aggfnoid::oid IN (SELECT oid FROM opened)
            UNION ALL
            SELECT o.oprcode, o.oprcode, true, false FROM pg_operator o WHERE o.oid >= 16384 AND o.oprcode::oid IN (SELECT oid FROM opened)
            UNION ALL
            SELECT c.castfunc, c.castfunc, true, false FROM pg_cast c WHERE c.oid >= 16384 AND c.castfunc IN (SELECT oid FROM opened)
            UNION ALL
            SELECT part, part, false, true
            FROM pg_type t, unnest(ARRAY[typinput, typoutput, typreceive, typsend, typmodin, typmodout]::oid[]) part
            WHERE t.oid >= 16384 AND part >= 16384)
        SELECT DISTINCT kind, name, signature, owner, shut,
            CASE WHEN kind = 'source' THEN language END,
            CASE kind WHEN 'source' THEN coalesce(pg_get_function_sqlbody(called), prosrc) WHEN 'renamed' THEN proname::text END
        FROM (
            SELECT f.oid AS called, f.prosrc, f.proname, l.lanname::text AS language,
                CASE
                    WHEN f.prosecdef AND f.oid >= 16384 THEN 'definer'
                    WHEN f.oid >= 16384 AND starts_with(f.proname, 'dblink') THEN 'dblink'
                    WHEN f.oid >= 16384 AND l.lanname NOT IN ('c', 'internal') AND NOT l.lanpltrusted THEN 'untrusted'
                    WHEN f.oid >= 16384 AND f.prorettype IN ('trigger'::regtype, 'event_trigger'::regtype) THEN NULL
                    WHEN f.oid >= 16384 AND NOT (l.lanname IN ('c', 'internal', 'sql', 'plpgsql') AND f.oid IN (SELECT objid FROM known)) THEN CASE
                        WHEN l.lanname NOT IN ('c', 'internal') THEN 'source'
                        WHEN f.prokind <> 'a' AND 'internal'::regtype <> ALL (f.proargtypes::oid[])
                            AND f.prorettype NOT IN ('language_handler'::regtype, 'fdw_handler'::regtype, 'index_am_handler'::regtype, 'table_am_handler'::regtype, 'tsm_handler'::regtype)
                        THEN CASE WHEN f.oid IN (SELECT called FROM reached WHERE of_type) THEN 'native-type' ELSE 'native' END END
                    WHEN r.otherwise THEN 'renamed'
                    WHEN f.oid >= 16384 THEN NULL
                    WHEN f.proname IN ('lo_creat', 'lo_create', 'lo_from_bytea', 'lo_put', 'lo_unlink', 'lowrite', 'lo_truncate', 'lo_truncate64') THEN 'large-objects'
                    WHEN f.proname = 'pg_logical_emit_message' THEN 'wal-messages'
                    WHEN f.proname = 'pg_notify' THEN 'notifications'
                    WHEN f.proname ~ '^pg_(try_)?advisory_(xact_)?lock' THEN 'advisory-locks' END AS kind,
                format('%s.%s', n.nspname, e.proname) AS name, e.oid::regprocedure::text AS signature, pg_get_userbyid(f.proowner)::text AS owner,
                NOT EXISTS (SELECT FROM aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a WHERE a.grantee = 0 AND a.privilege_type = 'USAGE') AS shut
            FROM reached r
                JOIN pg_proc f ON f.oid = r.called JOIN pg_language l ON l.oid = f.prolang
                JOIN pg_proc e ON e.oid = r.entry JOIN pg_namespace n ON n.oid = e.pronamespace) found
        WHERE kind IS NOT NULL
        ORDER BY 1, 3
        """;
}
