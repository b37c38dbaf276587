using Npgsql;

namespace JitBot.Connectors.PostgreSql.Scopes;

/// <summary>A right that a role holds with the option to pass it on: whoever has the role's rights can give it to anybody, for good.</summary>
/// <param name="Given">The role that is given to somebody: the one that holds it, or one that is in that.</param>
/// <param name="Role">Which holds it.</param>
/// <param name="What">Such as <c>SELECT on TABLE public.employee</c>.</param>
/// <param name="Mend">Takes the option away, and leaves the right.</param>
internal sealed record PassableRight(string Given, string Role, string What, string Mend)
{
    /// <summary><c>$1</c> roles. Those of one database and of the whole server, of these roles and of those they are in: the role, whose, what, and the statement.</summary>
    private const string Ask = """
        WITH RECURSIVE reached (given, role) AS (
            SELECT oid, oid FROM pg_roles WHERE rolname = ANY ($1)
            UNION
            SELECT reached.given, m.roleid FROM reached JOIN pg_auth_members m ON m.member = reached.role),
        held AS (
            SELECT reached.given, reached.role, a.privilege_type || coalesce(' (' || quote_ident(t.attname) || ')', '') AS privilege,
                CASE s.classid
                    WHEN 'pg_class'::regclass THEN CASE (SELECT relkind FROM pg_class WHERE oid = s.objid) WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END
                    WHEN 'pg_proc'::regclass THEN 'ROUTINE ' WHEN 'pg_namespace'::regclass THEN 'SCHEMA ' WHEN 'pg_database'::regclass THEN 'DATABASE '
                    WHEN 'pg_type'::regclass THEN 'TYPE ' WHEN 'pg_largeobject'::regclass THEN 'LARGE OBJECT ' WHEN 'pg_foreign_server'::regclass THEN 'FOREIGN SERVER '
                    WHEN 'pg_foreign_data_wrapper'::regclass THEN 'FOREIGN DATA WRAPPER ' WHEN 'pg_tablespace'::regclass THEN 'TABLESPACE ' WHEN 'pg_language'::regclass THEN 'LANGUAGE '
                    WHEN 'pg_parameter_acl'::regclass THEN 'PARAMETER '
                END || (SELECT i.identity FROM pg_identify_object(s.classid, s.objid, 0) i) AS thing
            FROM reached JOIN pg_shdepend s ON s.refobjid = reached.role
                LEFT JOIN pg_class c ON s.classid = 'pg_class'::regclass AND c.oid = s.objid AND s.objsubid = 0
                LEFT JOIN pg_attribute t ON s.classid = 'pg_class'::regclass AND t.attrelid = s.objid AND t.attnum = s.objsubid AND s.objsubid > 0
                LEFT JOIN pg_proc p ON s.classid = 'pg_proc'::regclass AND p.oid = s.objid
                LEFT JOIN pg_namespace n ON s.classid = 'pg_namespace'::regclass AND n.oid = s.objid
                LEFT JOIN pg_database d ON s.classid = 'pg_database'::regclass AND d.oid = s.objid
                LEFT JOIN pg_type y ON s.classid = 'pg_type'::regclass AND y.oid = s.objid
                LEFT JOIN pg_largeobject_metadata l ON s.classid = 'pg_largeobject'::regclass AND l.oid = s.objid
                LEFT JOIN pg_foreign_server f ON s.classid = 'pg_foreign_server'::regclass AND f.oid = s.objid
                LEFT JOIN pg_foreign_data_wrapper w ON s.classid = 'pg_foreign_data_wrapper'::regclass AND w.oid = s.objid
                LEFT JOIN pg_tablespace b ON s.classid = 'pg_tablespace'::regclass AND b.oid = s.objid
                LEFT JOIN pg_language g ON s.classid = 'pg_language'::regclass AND g.oid = s.objid
                LEFT JOIN pg_parameter_acl e ON s.classid = 'pg_parameter_acl'::regclass AND e.oid = s.objid
                CROSS JOIN LATERAL aclexplode(coalesce(
                    c.relacl, t.attacl, p.proacl, n.nspacl, d.datacl, y.typacl, l.lomacl, f.srvacl, w.fdwacl, b.spcacl, g.lanacl, e.paracl)) a
            WHERE s.refclassid = 'pg_authid'::regclass AND s.deptype = 'a' AND a.grantee = reached.role AND a.is_grantable
              AND s.dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database())))
        SELECT DISTINCT pg_get_userbyid(given)::text, pg_get_userbyid(role)::text, format('%s on %s', privilege, thing),
            format('REVOKE GRANT OPTION FOR %s ON %s FROM %I', privilege, thing, pg_get_userbyid(role))
        FROM held
        WHERE thing IS NOT NULL
        ORDER BY 1, 2, 3
        """;

    /// <summary>In the database that the connection is to.</summary>
    public static Task<List<PassableRight>> AllAsync(NpgsqlConnection connection, IEnumerable<string> roles, CancellationToken ct) => connection.AskAsync(
        Ask, [roles.ToArray()], row => new PassableRight(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3)), ct);
}
