using System.Globalization;

namespace JitBot.Connectors.PostgreSql.Accounts;

/// <summary>
/// The life of an account until its end. What changes an account finds it by name *and* marker in the same statement, so nothing that happened
/// between two round trips can make it touch somebody else's role.
/// </summary>
internal static class AccountStatements
{
    public const string Made = "made";
    public const string Over = "over";
    public const string Done = "done";

    /// <summary>
    /// The account when a role of its name is there: one of ours is brought to the state <see cref="Make"/> ends in.
    /// Order: name, ours (how its marker begins), marker, limit, seconds (to VALID UNTIL), roles, becomes (the one of them whose rights it
    /// has only while it is that role), settings (statements that set them), to (the login that has the account's roles through it, or null).
    /// </summary>
    public const string Converge = """
        DO $converge$
        DECLARE
            o jsonb := current_setting('jitbot.order')::jsonb;
            account text := o->>'name';
            bounds text := format('CONNECTION LIMIT %s VALID UNTIL %L', (o->>'limit')::int,
                clock_timestamp() + make_interval(secs => (o->>'seconds')::float8));
            has_options boolean := current_setting('server_version_num')::int >= 160000;
            there oid;
            marker text;
            granted text;
        BEGIN
            SELECT r.oid, shobj_description(r.oid, 'pg_authid') INTO there, marker FROM pg_roles r WHERE r.rolname = account;
            IF there IS NULL THEN
                EXECUTE format('CREATE ROLE %I NOLOGIN INHERIT %s', account, bounds);
            ELSIF starts_with(marker, o->>'ours') THEN
                EXECUTE format('ALTER ROLE %I NOLOGIN INHERIT PASSWORD NULL %s', account, bounds);
                FOR granted IN
                    SELECT CASE WHEN d.oid IS NULL THEN '' ELSE format('IN DATABASE %I', d.datname) END
                    FROM pg_db_role_setting s LEFT JOIN pg_database d ON d.oid = s.setdatabase
                    WHERE s.setrole = there
                LOOP
                    EXECUTE format('ALTER ROLE %I %s RESET ALL', account, granted);
                END LOOP;
                FOR granted IN
                    SELECT r.rolname FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid
                    WHERE m.member = there AND NOT o->'roles' ? r.rolname
                LOOP
                    EXECUTE format('REVOKE %I FROM %I', granted, account);
                END LOOP;
            ELSE
                PERFORM set_config('jitbot.answer', 'foreign', true);
                RETURN;
            END IF;
            EXECUTE format('COMMENT ON ROLE %I IS %L', account, o->>'marker');
            FOR granted IN SELECT jsonb_array_elements_text(o->'roles') LOOP
                EXECUTE format('GRANT %I TO %I', granted, account)
                    || CASE WHEN NOT has_options THEN '' WHEN granted = o->>'becomes' THEN ' WITH INHERIT FALSE, SET TRUE' ELSE ' WITH INHERIT TRUE, SET FALSE' END;
            END LOOP;
            FOR granted IN SELECT jsonb_array_elements_text(o->'settings') LOOP
                EXECUTE granted;
            END LOOP;
            IF o->>'to' IS NOT NULL THEN
                EXECUTE format('GRANT %I TO %I', account, o->>'to') || CASE WHEN has_options THEN ' WITH INHERIT TRUE, SET FALSE' ELSE '' END;
            END IF;
            PERFORM set_config('jitbot.answer', 'made', true);
        END
        $converge$
        """;

    /// <summary>Order: name, ours, marker, seconds. Later or earlier, unless it was closed: -infinity stays.</summary>
    public const string MoveEnd = """
        DO $move$
        DECLARE
            o jsonb := current_setting('jitbot.order')::jsonb;
            account record;
        BEGIN
            SELECT r.rolname, r.rolvaliduntil INTO account
            FROM pg_roles r
            WHERE r.rolname = o->>'name' AND starts_with(shobj_description(r.oid, 'pg_authid'), o->>'ours');
            IF NOT FOUND THEN
                PERFORM set_config('jitbot.answer', 'missing', true);
            ELSIF account.rolvaliduntil = '-infinity' THEN
                PERFORM set_config('jitbot.answer', 'over', true);
            ELSE
                EXECUTE format('ALTER ROLE %I VALID UNTIL %L', account.rolname,
                    clock_timestamp() + make_interval(secs => (o->>'seconds')::float8));
                EXECUTE format('COMMENT ON ROLE %I IS %L', account.rolname, o->>'marker');
                PERFORM set_config('jitbot.answer', 'done', true);
            END IF;
        END
        $move$
        """;

    /// <summary>
    /// The account as it is made nearly always: when it is not there yet; it fails if it is. VALID UNTIL takes no expression, hence the formatted
    /// one; it is reckoned on the database's clock. From 16 on the holder may use the roles' rights but not become the roles, whose objects
    /// and settings others share; of the owner of what is to be altered it is the other way round.
    /// </summary>
    /// <param name="left">Until VALID UNTIL.</param>
    /// <param name="to">The login of the holder's own that has the account's roles through it; null if the account is the login.</param>
    /// <param name="serverVersion">The major version.</param>
    public static string Make(
        string name, string marker, int connectionLimit, TimeSpan left, IEnumerable<string> roles, AccountSettings settings, string? to, int serverVersion)
    {
        var account = SqlText.Identifier(name);
        var limit = connectionLimit.ToString(CultureInfo.InvariantCulture);
        var memberships = roles.Select(role => $"GRANT {SqlText.Identifier(role)} TO {account}{Options(role)};")
            .Concat(to is null ? [] : [$"GRANT {account} TO {SqlText.Identifier(to)}{Options(name)};"]);
        return Do($"""
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN INHERIT CONNECTION LIMIT {limit} VALID UNTIL %L',
                    {SqlText.Literal(name)}, clock_timestamp() + {Interval(left)});
                COMMENT ON ROLE {account} IS {SqlText.Literal(marker)};
                {string.Join(' ', memberships.Concat(settings.Statements(name).Select(statement => $"{statement};")))}
            END
            """);

        string Options(string role) => serverVersion < 16 ? "" : role == settings.Role ? " WITH INHERIT FALSE, SET TRUE" : " WITH INHERIT TRUE, SET FALSE";
    }

    /// <summary>
    /// <c>$1</c> name. Memberships are spelled <c>role|admin|inherit|set</c>; before 16 there are no such options. Settings are spelled <c>database|name=value</c>. Anything the role owns or holds by itself shows in
    /// the last column.
    /// </summary>
    /// <param name="serverVersion">The major version.</param>
    public static string ReadBack(int serverVersion) => $"""
        SELECT r.oid::text,
            r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls,
            r.rolcanlogin,
            r.rolconnlimit,
            (SELECT d.description FROM pg_shdescription d WHERE d.objoid = r.oid AND d.classoid = 'pg_authid'::regclass),
            ARRAY(
                SELECT concat_ws('|', pg_get_userbyid(m.roleid), m.admin_option, {(serverVersion >= 16 ? "m.inherit_option, m.set_option" : "true, false")})
                FROM pg_auth_members m
                WHERE m.member = r.oid),
            ARRAY(
                SELECT concat(d.datname, '|', setting)
                FROM pg_db_role_setting s CROSS JOIN LATERAL unnest(s.setconfig) setting LEFT JOIN pg_database d ON d.oid = s.setdatabase
                WHERE s.setrole = r.oid),
            EXISTS (SELECT FROM pg_shdepend s WHERE s.refclassid = 'pg_authid'::regclass AND s.refobjid = r.oid)
        FROM pg_roles r
        WHERE r.rolname = $1
        """;

    /// <summary>
    /// Sets a password and opens the login; the order is the verifier. What was closed or is past its end is never opened again, and the end is
    /// never moved later here: a statement that was long on its way would carry it along. A failure is raised anew, without the failed statement:
    /// that holds the verifier, and the server would write it to its log and the driver to the exception.
    /// </summary>
    public static string Open(string name, string ours, TimeSpan left) => Do($"""
        DECLARE
            until timestamptz;
        BEGIN
            SELECT least(r.rolvaliduntil, clock_timestamp() + {Interval(left)}) INTO until
            FROM pg_roles r JOIN pg_shdescription d ON d.objoid = r.oid AND d.classoid = 'pg_authid'::regclass
            WHERE r.rolname = {SqlText.Literal(name)} AND starts_with(d.description, {SqlText.Literal(ours)});
            IF until IS NULL THEN
                PERFORM set_config('jitbot.answer', 'missing', true);
            ELSIF until <= clock_timestamp() + interval '5 seconds' THEN
                PERFORM set_config('jitbot.answer', 'over', true);
            ELSE
                EXECUTE format('ALTER ROLE %I LOGIN PASSWORD %L VALID UNTIL %L',
                    {SqlText.Literal(name)}, current_setting('jitbot.order'), until);
                PERFORM set_config('jitbot.answer', 'done', true);
            END IF;
        EXCEPTION WHEN OTHERS OR query_canceled THEN
            RAISE EXCEPTION USING ERRCODE = SQLSTATE, MESSAGE = 'The account could not be opened.';
        END
        """);

    private static string Do(string block) => $"DO {SqlText.Literal(block)}";

    private static string Interval(TimeSpan span) => $"interval '{span.TotalSeconds.ToString("F3", CultureInfo.InvariantCulture)} seconds'";
}
