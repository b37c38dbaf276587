using System.Globalization;

namespace JitBot.Connectors.PostgreSql.Ending;

internal static class EndStatements
{
    /// <summary>
    /// <c>$1</c> OIDs. Ends the sessions of these roles and tells which had any. A session belongs to the login's OID whatever role it has set,
    /// and keeps it when the role is gone. The view over this function would join the names of roles and databases to it.
    /// </summary>
    public const string Cut = "SELECT usesysid, pg_terminate_backend(pid) FROM pg_stat_get_activity(NULL) WHERE usesysid = ANY ($1)";

    /// <summary><c>$1</c> OIDs of sessions, <c>$2</c> OIDs of roles. As <see cref="Cut"/>, and which roles are there still: second column false.</summary>
    public const string LookAgain = """
        SELECT usesysid, true, pg_terminate_backend(pid) FROM pg_stat_get_activity(NULL) WHERE usesysid = ANY ($1)
        UNION ALL
        SELECT oid, false, false FROM pg_roles WHERE oid = ANY ($2)
        """;

    /// <summary>
    /// <c>$1</c> OID. What stands in the way of dropping this role: prepared transactions (database and id), and databases in which it owns or
    /// holds something (null for what belongs to the whole server).
    /// </summary>
    public const string Obstacles = """
        SELECT x.database::text, x.gid FROM pg_prepared_xacts x JOIN pg_roles r ON r.rolname = x.owner WHERE r.oid = $1
        UNION ALL
        SELECT DISTINCT d.datname::text, NULL
        FROM pg_shdepend s LEFT JOIN pg_database d ON d.oid = s.dbid
        WHERE s.refclassid = 'pg_authid'::regclass AND s.refobjid = $1
        """;

    /// <summary><c>$1</c> names. Which roles they are at this moment, whose sessions outlive a name.</summary>
    public const string FindByName = "SELECT oid, rolname::text FROM pg_roles WHERE rolname = ANY ($1)";

    /// <summary>
    /// <c>$1</c> OIDs of logins, <c>$2</c> processes, empty for any. Ends their sessions among them and tells whose and which those are. Such a login may come
    /// back at once, without what was taken from it, so the sessions that were there first are followed by process: when one began, JitBot may not see.
    /// </summary>
    public const string CutOwn = """
        SELECT usesysid, pid::bigint, pg_terminate_backend(pid)
        FROM pg_stat_get_activity(NULL)
        WHERE usesysid = ANY ($1) AND ($2::bigint[] = '{}' OR pid = ANY ($2))
        """;

    /// <summary><c>$1</c> how markers begin. Ends the sessions of the roles that carry one.</summary>
    public const string CutMarked = """
        SELECT pg_terminate_backend(a.pid)
        FROM pg_stat_get_activity(NULL) a
            JOIN pg_shdescription d ON d.objoid = a.usesysid AND d.classoid = 'pg_authid'::regclass
        WHERE EXISTS (SELECT FROM unnest($1) ours WHERE starts_with(d.description, ours))
        """;

    /// <summary><c>$1</c> a role's name, <c>$2</c> how its marker begins. Its prepared transactions: database and id.</summary>
    public const string Prepared = """
        SELECT x.database::text, x.gid
        FROM pg_prepared_xacts x
            JOIN pg_roles r ON r.rolname = x.owner
            JOIN pg_shdescription d ON d.objoid = r.oid AND d.classoid = 'pg_authid'::regclass
        WHERE x.owner = $1 AND starts_with(d.description, $2)
        """;

    /// <summary>
    /// <c>$1</c> remembered OIDs, <c>$2</c> how their markers begin. One row for each that is a role: its place in the arrays from 1, its name, and
    /// whether it carries the marker.
    /// </summary>
    public const string FindById = """
        SELECT w.at, r.rolname::text, coalesce(starts_with(d.description, w.ours), false)
        FROM unnest($1, $2) WITH ORDINALITY w (id, ours, at)
            JOIN pg_roles r ON r.oid = w.id
            LEFT JOIN pg_shdescription d ON d.objoid = w.id AND d.classoid = 'pg_authid'::regclass
        """;

    /// <summary>
    /// <c>$1</c> how markers begin. Accounts past their end by the server's own clock that are not closed, or closed and yet connected.
    /// </summary>
    public const string Overdue = """
        SELECT r.oid, r.rolname
        FROM pg_shdescription d JOIN pg_roles r ON r.oid = d.objoid
        WHERE d.classoid = 'pg_authid'::regclass AND starts_with(d.description, $1)
          AND r.rolvaliduntil <= clock_timestamp() + interval '5 seconds'
          AND (r.rolcanlogin OR r.rolvaliduntil > '-infinity' OR EXISTS (SELECT FROM pg_stat_activity a WHERE a.usesysid = r.oid))
        """;

    /// <summary>
    /// Order: oids, ours. Closes those still past their end, and takes them from whom JitBot gave them to: one that was extended since it was looked at is left alone. The answer is a list of
    /// those that are closed now.
    /// </summary>
    public const string CloseOverdue = """
        DO $close$
        DECLARE
            o jsonb := current_setting('jitbot.order')::jsonb;
            closing oid[];
            role record;
        BEGIN
            SELECT coalesce(array_agg(r.oid), '{}') INTO closing
            FROM jsonb_array_elements_text(o->'oids') id
                JOIN pg_roles r ON r.oid = id::oid
                JOIN pg_shdescription d ON d.objoid = r.oid AND d.classoid = 'pg_authid'::regclass
            WHERE starts_with(d.description, o->>'ours') AND r.rolvaliduntil <= clock_timestamp() + interval '5 seconds';
            -- One may be changing its own role at this moment, and would hold it for as long as it likes. All sessions are looked through once.
            PERFORM pg_terminate_backend(pid) FROM pg_stat_get_activity(NULL) WHERE usesysid = ANY (closing);
            FOR role IN SELECT rolname FROM pg_roles WHERE oid = ANY (closing) LOOP
                EXECUTE format('ALTER ROLE %I NOLOGIN PASSWORD NULL VALID UNTIL ''-infinity''', role.rolname);
            END LOOP;
            FOR role IN
                SELECT r.rolname, h.rolname AS holder
                FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid JOIN pg_roles h ON h.oid = m.member
                WHERE m.roleid = ANY (closing) AND m.grantor = quote_ident(current_user)::regrole AND m.member <> m.grantor
            LOOP
                EXECUTE format('REVOKE %I FROM %I', role.rolname, role.holder);
            END LOOP;
            PERFORM set_config('jitbot.answer', to_jsonb(closing::bigint[])::text, true);
        END
        $close$
        """;

    /// <summary>
    /// Closes every role of these names that carries its marker, which is known by how it begins, and takes it from whom JitBot gave it to. The answer
    /// names each role that is there, also those that are not ours: place in the arrays from 1, OID, <c>t</c> or <c>f</c> for carrying the marker, the
    /// OIDs of those it was taken from with commas between, and a semicolon. Name, OID and marker are of one moment: a role that is made while this
    /// runs is there with its marker, or not at all.
    /// </summary>
    public static string Close(IEnumerable<string> names, IEnumerable<string> ours)
    {
        var block = $"""
            DECLARE
                role record;
                holder record;
                holders text;
                answer text := '';
            BEGIN
                FOR role IN
                    SELECT w.at, r.oid, r.rolname, coalesce(starts_with(d.description, w.ours), false) AS ours
                    FROM unnest({TextArray(names)}, {TextArray(ours)}) WITH ORDINALITY w (name, ours, at)
                        JOIN pg_roles r ON r.rolname = w.name
                        LEFT JOIN pg_shdescription d ON d.objoid = r.oid AND d.classoid = 'pg_authid'::regclass
                LOOP
                    holders := '';
                    IF role.ours THEN
                        EXECUTE format('ALTER ROLE %I NOLOGIN PASSWORD NULL VALID UNTIL ''-infinity''', role.rolname);
                        FOR holder IN
                            SELECT h.oid, h.rolname FROM pg_auth_members m JOIN pg_roles h ON h.oid = m.member
                            WHERE m.roleid = role.oid AND m.grantor = quote_ident(current_user)::regrole AND m.member <> m.grantor
                        LOOP
                            EXECUTE format('REVOKE %I FROM %I', role.rolname, holder.rolname);
                            holders := holders || holder.oid || ',';
                        END LOOP;
                    END IF;
                    answer := answer || format('%s %s %s %s;', role.at, role.oid, role.ours, holders);
                END LOOP;
                PERFORM set_config('jitbot.answer', answer, true);
            END
            """;
        return $"DO {SqlText.Literal(block)}";
    }

    /// <summary>
    /// Drops the roles of these OIDs that carry one of our markers and have nothing in their way, with their memberships, in one statement. A
    /// prepared transaction would make it wait, and anything owned or granted would make it fail: those are left for <see cref="Obstacles"/>.
    /// </summary>
    /// <param name="ours">How the markers begin.</param>
    public static string Drop(IEnumerable<uint> oids, string ours)
    {
        var block = $"""
            DECLARE
                roles text;
            BEGIN
                SELECT string_agg(quote_ident(r.rolname), ', ') INTO roles
                FROM unnest({OidArray(oids)}) id
                    JOIN pg_roles r ON r.oid = id
                    JOIN pg_shdescription d ON d.objoid = id AND d.classoid = 'pg_authid'::regclass
                WHERE starts_with(d.description, {SqlText.Literal(ours)})
                  AND NOT EXISTS (SELECT FROM pg_shdepend s WHERE s.refclassid = 'pg_authid'::regclass AND s.refobjid = id)
                  AND NOT EXISTS (SELECT FROM pg_prepared_xact() x WHERE x.ownerid = id);
                IF roles IS NOT NULL THEN
                    EXECUTE 'DROP ROLE ' || roles;
                END IF;
            END
            """;
        return $"DO {SqlText.Literal(block)}";
    }

    private static string TextArray(IEnumerable<string> values) => $"ARRAY[{string.Join(',', values.Select(SqlText.Literal))}]::text[]";

    private static string OidArray(IEnumerable<uint> oids) =>
        $"ARRAY[{string.Join(',', oids.Select(oid => oid.ToString(CultureInfo.InvariantCulture)))}]::oid[]";
}
