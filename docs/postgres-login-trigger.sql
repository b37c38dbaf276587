-- Has PostgreSQL 17 and newer itself refuse JitBot's accounts where they may not come from, and when their time is over. Run it as a
-- superuser, or as a role that may make event triggers, once in every database that accounts may connect to. It may be run again at
-- any time; after an upgrade of JitBot run it again if ./jitbot doctor says that it was changed.
--
--   psql -v ON_ERROR_STOP=1 -d hr -f postgres-login-trigger.sql
--
-- What it gives: requests can be bound to an address ("from 10.1.2.3"), and ends hold for every method of logging in, trust included,
-- also while no JitBot is running. Without it VALID UNTIL ends password logins alone, and requests with an address are refused.
-- The address is the one that the server sees: behind a proxy or a pooler that is the proxy's.
--
-- Whom it stops: accounts of JitBot's, which it knows by the comment on the role, and nobody else. It returns at once for every other
-- login, also when what it reads cannot be read. It runs with the rights of whoever logs in, needs none, and writes nothing, so that it
-- works on standbys, too. Whatever should be wrong with it, a superuser gets in past it and can remove it:
--
--   PGOPTIONS='-c event_triggers=off' psql -d hr -c 'DROP EVENT TRIGGER jit_login; DROP SCHEMA jit_login CASCADE'
--
-- That is also how it is removed when nothing is wrong. Requests that are bound to an address are then refused; accounts that were bound
-- get in from anywhere until they end.

BEGIN;

DO $check$
BEGIN
    IF current_setting('server_version_num')::int < 170000 THEN
        RAISE EXCEPTION 'PostgreSQL % has no login event triggers; they came with 17.', current_setting('server_version')
            USING HINT = 'Nothing was changed. Upgrade the server to 17 or newer to bind access to addresses.';
    END IF;
END
$check$;

CREATE SCHEMA IF NOT EXISTS jit_login;
ALTER SCHEMA jit_login OWNER TO CURRENT_USER;
REVOKE ALL ON SCHEMA jit_login FROM PUBLIC;

-- Made anew rather than replaced: a replaced function would stay whoever's it was.
DROP EVENT TRIGGER IF EXISTS jit_login;
DROP FUNCTION IF EXISTS jit_login.check_login();

CREATE FUNCTION jit_login.check_login() RETURNS event_trigger
LANGUAGE plpgsql SECURITY INVOKER SET search_path = pg_catalog, pg_temp
AS $jit_login$
-- JitBot compares this text with its own copy: whoever changes it has requests with an address refused.
-- No backslashes in here: what they mean would be for the session's settings to say, and those are the holder's.
DECLARE
    marker text;
    closes timestamptz;
    is_account boolean;
    content jsonb;
    ends timestamptz;
    bound inet;
BEGIN
    -- Nothing in here may keep anybody else out, so whatever fails is caught. If it cannot be told whose login it is, the name decides.
    BEGIN
        SELECT d.description, r.rolvaliduntil, d.description ~ '^jitbot [{]"v":1,"installation":"[^"]*","request":"'
        INTO marker, closes, is_account
        FROM pg_roles r JOIN pg_shdescription d ON d.objoid = r.oid AND d.classoid = 'pg_authid'::regclass::oid
        WHERE r.rolname = session_user;
    EXCEPTION WHEN OTHERS THEN
        is_account := session_user::text ~ '^jit_[a-z0-9_]+_[a-z2-7]{12}$';
    END;
    IF is_account IS NOT TRUE THEN
        RETURN;
    END IF;

    BEGIN
        content := substr(marker, 8)::jsonb;
        IF jsonb_typeof(content->'end') = 'string' AND jsonb_typeof(content->'address') IN ('string', 'null') THEN
            ends := (content->>'end')::timestamptz;
            bound := (content->>'address')::inet;
        END IF;
    EXCEPTION WHEN OTHERS THEN
        ends := NULL;
    END;
    IF ends IS NULL THEN
        RAISE EXCEPTION 'This login is one of JitBot''s, and what is noted on it cannot be read. Ask for access again.'
            USING ERRCODE = 'invalid_authorization_specification';
    END IF;

    -- The first is the end by JitBot's clock, the second by this server's.
    IF clock_timestamp() > ends + interval '5 seconds' OR clock_timestamp() >= closes THEN
        RAISE EXCEPTION 'This login''s time was over at %. Ask for access again.', content->>'end'
            USING ERRCODE = 'invalid_authorization_specification';
    END IF;

    IF bound IS NOT NULL AND (inet_client_addr() <<= bound) IS NOT TRUE THEN
        RAISE EXCEPTION 'This login is let in from % only, and you come from %.', content->>'address',
            coalesce(host(inet_client_addr()), 'a socket on the server itself')
            USING ERRCODE = 'invalid_authorization_specification';
    END IF;
END
$jit_login$;

-- Event triggers ask nobody for this right.
REVOKE ALL ON FUNCTION jit_login.check_login() FROM PUBLIC;

CREATE EVENT TRIGGER jit_login ON login EXECUTE FUNCTION jit_login.check_login();
ALTER EVENT TRIGGER jit_login ENABLE ALWAYS;

COMMIT;
