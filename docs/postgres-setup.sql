-- Makes a PostgreSQL server (15 to 18) ready to be a target of JitBot. Run it as a superuser, or as the role a hosting provider gives
-- its owner, once in every database that may be asked for. It may be run again at any time, and should be after settings change.
--
--   psql -d hr -c "SET jitbot.password = 'a long password'" -f postgres-setup.sql
--
-- A password given like this may reach the server's log. Leave it out and say \password jitbot in psql instead.
-- Settings are given with SET in the same session, before the file, each with its own -c (or all in PGOPTIONS):
--
--   jitbot.login      the name JitBot logs in with                                              default: jitbot
--   jitbot.password   its password, plain or as a SCRAM verifier                                default: left as it is
--   jitbot.rights     write, read, or none: the most JitBot may give on tables here             default: write
--                     (none: access comes from premade roles only, see jitbot.member_of)
--   jitbot.schemas    the schemas JitBot may give access to, with commas between                default: every schema
--   jitbot.owners     roles whose future tables JitBot may give too                             default: whoever owns schemas and
--                                                                                                tables here today
--   jitbot.member_of  premade roles that JitBot may hand out (a profile's MemberOf)             default: none
--   jitbot.close      further databases to close to PUBLIC, such as: postgres, template1        default: none
--   jitbot.public     keep: leave PUBLIC's CONNECT and TEMPORARY alone                          default: revoke
--
-- Afterwards ./jitbot doctor says whether anything is missing, or more open than it should be.
--
-- What it does about PUBLIC: an account of JitBot's may connect to whatever PUBLIC may connect to, so JitBot refuses to hand one out
-- until CONNECT and TEMPORARY are taken from PUBLIC, or the operator has accepted them in the target's AcceptedRights. Every login
-- that exists today and has them through PUBLIC is given them by name first, so nobody who can connect now is shut out. Logins made
-- later need: GRANT CONNECT ON DATABASE … TO …
--
-- What JitBot's login can do afterwards: make and remove logins (CREATEROLE), end sessions of logins that are not superusers
-- (pg_signal_backend), and pass on what is granted below WITH GRANT OPTION, which means that it holds those rights itself. On 16 and
-- newer CREATEROLE reaches only the roles JitBot made; on 15 it reaches every role that is not a superuser, so prefer 16 or newer.

-- The server: JitBot's login, and the role that keeps what people leave behind.
DO $setup$
DECLARE
    login text := coalesce(nullif(current_setting('jitbot.login', true), ''), 'jitbot');
    secret text := nullif(current_setting('jitbot.password', true), '');
    premade text[] := string_to_array(nullif(current_setting('jitbot.member_of', true), ''), ',');
    has_options boolean := current_setting('server_version_num')::int >= 160000;
    premade_role text;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = login) THEN
        EXECUTE format('CREATE ROLE %I LOGIN CREATEROLE INHERIT', login);
    ELSIF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = login AND (rolsuper OR rolcreatedb OR rolreplication OR rolbypassrls)) THEN
        RAISE EXCEPTION 'The role % is too powerful to be JitBot''s login.', login
            USING HINT = 'Choose another name with SET jitbot.login, or take SUPERUSER, CREATEDB, REPLICATION and BYPASSRLS from it.';
    ELSE
        EXECUTE format('ALTER ROLE %I LOGIN CREATEROLE INHERIT', login);
    END IF;

    IF secret IS NOT NULL THEN
        EXECUTE format('ALTER ROLE %I PASSWORD %L', login, secret);
    END IF;

    -- Objects that people leave behind are never dropped: they go to this role, which can do nothing and in which nobody but JitBot is.
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'jit_graveyard') THEN
        CREATE ROLE jit_graveyard NOLOGIN;
    END IF;

    EXECUTE format('GRANT pg_signal_backend TO %I', login);
    EXECUTE format('GRANT jit_graveyard TO %I', login) || CASE WHEN has_options THEN ' WITH INHERIT TRUE, SET TRUE' ELSE '' END;

    -- JitBot reads which server it is on, so as not to take a replaced one for the old. Everybody may, unless somebody has closed it.
    IF NOT has_function_privilege(login, 'pg_catalog.pg_control_system()', 'EXECUTE') THEN
        EXECUTE format('GRANT EXECUTE ON FUNCTION pg_catalog.pg_control_system() TO %I', login);
    END IF;

    -- JitBot hands these roles out without having their rights. On 15 CREATEROLE can hand out any role, and nothing is to be granted.
    IF has_options THEN
        FOREACH premade_role IN ARRAY coalesce(premade, '{}') LOOP
            EXECUTE format('GRANT %I TO %I WITH ADMIN TRUE, INHERIT FALSE, SET FALSE', trim(premade_role), login);
        END LOOP;
    END IF;
END
$setup$;

-- This database: what JitBot may pass on, today's tables and tomorrow's.
DO $setup$
DECLARE
    login text := coalesce(nullif(current_setting('jitbot.login', true), ''), 'jitbot');
    rights text := lower(coalesce(nullif(current_setting('jitbot.rights', true), ''), 'write'));
    chosen text[] := string_to_array(nullif(current_setting('jitbot.schemas', true), ''), ',');
    owners text[] := string_to_array(nullif(current_setting('jitbot.owners', true), ''), ',');
    on_tables text := CASE rights WHEN 'write' THEN 'SELECT, INSERT, UPDATE, DELETE' WHEN 'read' THEN 'SELECT' END;
    place record;
    maker record;
BEGIN
    IF rights NOT IN ('write', 'read', 'none') THEN
        RAISE EXCEPTION 'jitbot.rights is %, which is none of write, read, none.', rights;
    END IF;

    -- CREATE is lent to jit_graveyard for the moment in which it takes over a function or a schema.
    EXECUTE format('GRANT CONNECT, CREATE ON DATABASE %I TO %I WITH GRANT OPTION', current_database(), login);
    EXECUTE format('GRANT USAGE ON LANGUAGE plpgsql TO %I', login);

    FOR place IN
        SELECT n.oid, n.nspname AS name
        FROM pg_catalog.pg_namespace n
        WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'jit_login')
          AND (chosen IS NULL OR n.nspname IN (SELECT trim(name) FROM unnest(chosen) name))
    LOOP
        EXECUTE format('GRANT USAGE, CREATE ON SCHEMA %I TO %I WITH GRANT OPTION', place.name, login);
        CONTINUE WHEN on_tables IS NULL;
        EXECUTE format('GRANT %s ON ALL TABLES IN SCHEMA %I TO %I WITH GRANT OPTION', on_tables, place.name, login);
        EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA %I TO %I WITH GRANT OPTION', place.name, login);
        FOR maker IN
            SELECT r.rolname AS name
            FROM pg_catalog.pg_roles r
            WHERE CASE WHEN owners IS NOT NULL THEN r.rolname IN (SELECT trim(name) FROM unnest(owners) name)
                ELSE r.oid IN (
                    SELECT c.relowner FROM pg_catalog.pg_class c WHERE c.relnamespace = place.oid AND c.relkind IN ('r', 'p')
                    UNION SELECT CASE WHEN n.nspowner = 'pg_database_owner'::regrole THEN d.datdba ELSE n.nspowner END
                    FROM pg_catalog.pg_namespace n, pg_catalog.pg_database d
                    WHERE n.oid = place.oid AND d.datname = current_database())
                END
        LOOP
            EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I GRANT %s ON TABLES TO %I WITH GRANT OPTION',
                maker.name, place.name, on_tables, login);
            EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I GRANT USAGE ON SEQUENCES TO %I WITH GRANT OPTION',
                maker.name, place.name, login);
        END LOOP;
    END LOOP;
END
$setup$;

-- PUBLIC: nobody connects, or makes temporary tables, without having been named.
DO $setup$
DECLARE
    login text := coalesce(nullif(current_setting('jitbot.login', true), ''), 'jitbot');
    further text[] := string_to_array(nullif(current_setting('jitbot.close', true), ''), ',');
    keep boolean := lower(coalesce(current_setting('jitbot.public', true), '')) = 'keep';
    closing record;
    existing record;
BEGIN
    FOR closing IN
        SELECT d.oid, d.datname AS name, right_name
        FROM pg_catalog.pg_database d, unnest(ARRAY['CONNECT', 'TEMPORARY']) right_name
        WHERE NOT keep
          AND (d.datname = current_database() OR d.datname IN (SELECT trim(name) FROM unnest(further) name))
          AND EXISTS (
              SELECT FROM pg_catalog.aclexplode(coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))) acl
              WHERE acl.grantee = 0 AND acl.privilege_type = right_name)
    LOOP
        FOR existing IN
            SELECT r.rolname AS name
            FROM pg_catalog.pg_roles r
            WHERE r.rolcanlogin AND NOT r.rolsuper AND (closing.right_name = 'CONNECT' OR r.rolname <> login)
              AND coalesce(pg_catalog.shobj_description(r.oid, 'pg_authid'), '') NOT LIKE 'jitbot {%'
        LOOP
            EXECUTE format('GRANT %s ON DATABASE %I TO %I', closing.right_name, closing.name, existing.name);
        END LOOP;
        EXECUTE format('REVOKE %s ON DATABASE %I FROM PUBLIC', closing.right_name, closing.name);
    END LOOP;

    FOR closing IN
        SELECT n.nspname AS name
        FROM pg_catalog.pg_namespace n, pg_catalog.aclexplode(n.nspacl) acl
        WHERE acl.grantee = 0 AND acl.privilege_type = 'CREATE'
    LOOP
        RAISE WARNING 'Anybody may create objects in the schema % of this database; JitBot gives no access here until that is mended.', closing.name
            USING HINT = format('GRANT CREATE ON SCHEMA %I TO those who need it; REVOKE CREATE ON SCHEMA %I FROM PUBLIC;', closing.name, closing.name);
    END LOOP;
END
$setup$;
