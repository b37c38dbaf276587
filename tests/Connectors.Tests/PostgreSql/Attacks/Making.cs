using System.Collections.Immutable;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Outcome;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Step;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary>Whoever may make an object can lay it in the way of those who mean another of that name.</summary>
internal static class Making
{
    private const string Steal = """
        CREATE FUNCTION pg_temp.steal() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM set_config('seen.pay', (SELECT string_agg(note, ' ') FROM public.salary), false); RETURN NULL; END $$
        """;

    public static readonly ImmutableArray<Attack> All =
    [
        new("make.table", "Makes a table in the schema `public`", Denied, "CREATE TABLE public.mine (id int)"),
        new("make.schema", "Makes a schema", Denied, "CREATE SCHEMA mine"),
        new("make.function", "Makes a function that is found before the server's own", Denied,
            "CREATE FUNCTION public.lower(text) RETURNS text LANGUAGE sql AS 'SELECT $1'"),
        new("make.operator", "Makes an operator that is found before the server's own", Denied,
            "CREATE OPERATOR public.= (FUNCTION = int4eq, LEFTARG = int8, RIGHTARG = int8)"),
        new("make.type", "Makes a type", Denied, "CREATE TYPE public.mood AS ENUM ('good')"),
        new("make.cast", "Makes a cast, which counts everywhere", Denied, "CREATE CAST (text AS int) WITH INOUT AS IMPLICIT"),
        new("make.temporary", "Makes a temporary table", Denied, "CREATE TEMP TABLE employee (id int)"),
        new("make.temporary-function", "Makes a function in `pg_temp`", Denied, "CREATE FUNCTION pg_temp.now() RETURNS int LANGUAGE sql AS 'SELECT 1'"),
        new("make.temporary-view", "Makes a temporary view", Denied, "CREATE TEMP VIEW employee AS SELECT 1"),
        new("make.event-trigger", "Makes an event trigger, which others' statements would run", Denied,
            "CREATE EVENT TRIGGER mine ON ddl_command_start EXECUTE FUNCTION pg_catalog.pg_event_trigger_dropped_objects()"),
        new("make.database", "Makes a database", Denied, "CREATE DATABASE mine"),
        new("make.tablespace", "Makes a tablespace", Denied, "CREATE TABLESPACE mine LOCATION '/tmp'"),
        new("make.language", "Makes a language", Denied, "CREATE LANGUAGE mine HANDLER plpgsql_call_handler"),
        new("make.accepted-shadow", "Lays a temporary table over a granted one, while PUBLIC's `TEMP` is accepted; then JitBot issues and ends another account",
            new Harmless("a temporary table is found by its own session alone"),
            "CREATE TEMP TABLE pg_roles (rolname text)", "CREATE TEMP TABLE employee (id int)", Other("SELECT name FROM employee"))
        {
            Accepted = true, Gained = "{seen} <> 'Ann'",
        },
        new("make.accepted-trigger", "Puts a trigger, a rule and a default that run its own function on its own temporary table, while `TEMP` is accepted",
            new Harmless("they run in its own session with its own rights"),
            "CREATE TEMP TABLE trap (id int)",
            "CREATE FUNCTION pg_temp.spring() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING MESSAGE = current_user; END $$",
            "CREATE TRIGGER spring BEFORE INSERT ON trap FOR EACH ROW EXECUTE FUNCTION pg_temp.spring()",
            "DO $$ BEGIN INSERT INTO trap VALUES (1); EXCEPTION WHEN raise_exception THEN PERFORM set_config('seen.who', SQLERRM, false); END $$",
            "SELECT current_setting('seen.who')")
        {
            Accepted = true, Gained = "{seen} <> '{self}'",
        },
        new("make.accepted-definer", "Lays a temporary table with a trigger in the way of a `SECURITY DEFINER` function without a `search_path`, while both are accepted",
            new Succeeds("the function runs the trigger with its owner's rights. Do not accept `TEMP` together with `EXECUTE` on such a function; "
                + "`ALTER FUNCTION … SET search_path = pg_catalog, pg_temp` and qualified names close it"),
            "CREATE TEMP TABLE note (what text)",
            Steal,
            "GRANT INSERT ON note TO PUBLIC",
            "CREATE TRIGGER steal BEFORE INSERT ON note FOR EACH ROW EXECUTE FUNCTION pg_temp.steal()",
            "SELECT public.note_down('x')",
            "SELECT current_setting('seen.pay')")
        {
            Accepted = true, Gained = "{seen} LIKE '%the paid secret%'",
        },
        new("make.accepted-reassign", "Hands a temporary table to the shared role, while `TEMP` is accepted: `REASSIGN OWNED`",
            new Harmless("it goes with the session"), "CREATE TEMP TABLE mine (id int)", "REASSIGN OWNED BY {self} TO {scope}") { Accepted = true },
    ];
}
