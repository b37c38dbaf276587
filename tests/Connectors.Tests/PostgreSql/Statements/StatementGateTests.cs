using JitBot.Core.Statements;
using JitBot.Core.Targets;
using JitBot.Support;

namespace JitBot.Connectors.Tests.PostgreSql.Statements;

/// <summary>Where anybody may execute what reaches beyond a transaction that reads, no statement is planned, given or run (rule 32).</summary>
public sealed class StatementGateTests(ServerFixture servers)
{
    private const string RunText = "CREATE FUNCTION public.run_text(text) RETURNS SETOF text LANGUAGE plpgsql STABLE AS 'BEGIN RETURN QUERY EXECUTE $1; END'";

    // What somebody has made, and the routine that is told of.
    private static readonly (string Hole, string Told)[] Known =
    [
        (RunText, "public.run_text"),
        ("CREATE FUNCTION public.lock_it() RETURNS void LANGUAGE sql IMMUTABLE AS 'SELECT pg_advisory_lock(1)'", "public.lock_it"),
        ("CREATE FUNCTION public.lock_it() RETURNS boolean LANGUAGE sql RETURN (SELECT pg_try_advisory_lock(1))", "public.lock_it"),
        ("CREATE FUNCTION public.tell() RETURNS void LANGUAGE plpgsql AS 'BEGIN NOTIFY everybody; END'", "public.tell"),
        ("CREATE FUNCTION public.hide() RETURNS text LANGUAGE plpgsql AS 'BEGIN RETURN \"query_to_xml\"(''SELECT 1'', true, false, ''''); END'", "public.hide"),
        ("CREATE FUNCTION public.lock_it() RETURNS int LANGUAGE sql AS 'SELECT 1 FROM pg_advisory_lock(1)'; CREATE VIEW public.locks AS SELECT public.lock_it()", "public.lock_it"),
        ("CREATE SCHEMA far; CREATE FUNCTION far.run_text(text) RETURNS SETOF text LANGUAGE plpgsql AS 'BEGIN RETURN QUERY EXECUTE $1; END'", "far.run_text"),
        ("CREATE FUNCTION public.peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM public.salary'", "public.peek"),
        ("CREATE LANGUAGE wild HANDLER plpgsql_call_handler; CREATE FUNCTION public.roam() RETURNS int LANGUAGE wild STABLE AS 'BEGIN RETURN 1; END'", "public.roam"),
        ("CREATE FUNCTION public.pivot(text) RETURNS SETOF record LANGUAGE c AS '$libdir/tablefunc', 'crosstab'", "public.pivot"),
        ("CREATE OPERATOR public.!!! (RIGHTARG = bigint, FUNCTION = pg_advisory_lock)", "pg_catalog.pg_advisory_lock"),
        ("CREATE FUNCTION public.run_into(text, text) RETURNS text LANGUAGE plpgsql AS 'BEGIN EXECUTE $2; RETURN $1; END'; CREATE AGGREGATE public.run_all(text) (SFUNC = public.run_into, STYPE = text); REVOKE EXECUTE ON FUNCTION public.run_into FROM PUBLIC", "public.run_all"),
        ("CREATE EXTENSION tablefunc; CREATE OPERATOR public.!!! (RIGHTARG = text, FUNCTION = public.crosstab)", "public.crosstab"),
        ("CREATE EXTENSION dblink", "public.dblink"),
    ];

    // None of them goes round anything.
    private const string Harmless = """
        CREATE FUNCTION public.plain(int) RETURNS int LANGUAGE sql AS 'SELECT $1 + 1';
        CREATE FUNCTION public.next_id() RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN nextval(''public.employee_id_seq''); END';
        CREATE FUNCTION public.rename(int, text) RETURNS void LANGUAGE sql AS 'UPDATE public.employee SET name = $2 WHERE id = $1';
        CREATE FUNCTION public.says() RETURNS text LANGUAGE plpgsql AS 'BEGIN /* dblink(), EXECUTE */ RETURN ''pg_notify(execute)''; END';
        CREATE FUNCTION public.on_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_notify(''a'', ''b''); RETURN NEW; END';
        CREATE FUNCTION public.on_row() RETURNS trigger LANGUAGE c AS '$libdir/autoinc', 'autoinc';
        CREATE FUNCTION public.on_update() RETURNS trigger LANGUAGE internal AS 'suppress_redundant_updates_trigger';
        CREATE AGGREGATE public.total(numeric) (SFUNC = numeric_add, STYPE = numeric);
        CREATE OPERATOR public.<+> (LEFTARG = int, RIGHTARG = int, FUNCTION = int4pl);
        CREATE EXTENSION hstore; CREATE EXTENSION citext; CREATE EXTENSION pg_trgm; CREATE EXTENSION ltree; CREATE EXTENSION intarray; CREATE EXTENSION pgcrypto;
        CREATE EXTENSION tablefunc; CREATE EXTENSION unaccent; CREATE EXTENSION "uuid-ossp"; CREATE EXTENSION postgres_fdw; CREATE EXTENSION file_fdw;
        """;

    // As PostGIS has them: run with their caller's rights, on names that they put in quotes, and on such that they do not.
    private const string PostGis = """
        CREATE EXTENSION citext;
        CREATE FUNCTION public.addgeometrycolumn(text, text) RETURNS text LANGUAGE plpgsql AS 'BEGIN EXECUTE ''ALTER TABLE '' || quote_ident($1) || '' ADD '' || quote_ident($2) || '' text''; RETURN $2; END';
        CREATE FUNCTION public.st_findextent(text, text) RETURNS text LANGUAGE plpgsql AS 'DECLARE found text; BEGIN EXECUTE ''SELECT max("'' || $2 || ''") FROM "'' || $1 || ''"'' INTO found; RETURN found; END';
        ALTER EXTENSION citext ADD FUNCTION public.addgeometrycolumn(text, text);
        ALTER EXTENSION citext ADD FUNCTION public.st_findextent(text, text);
        UPDATE pg_extension SET extname = 'postgis' WHERE extname = 'citext';
        """;

    public static TheoryData<int> Majors => [15, 16, 17, 18];

    public static TheoryData<int, string, string> Holes
    {
        get
        {
            TheoryData<int, string, string> data = [];
            foreach (var (hole, told) in Known)
            {
                data.Add(15, hole, told);
                data.Add(18, hole, told);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Holes))]
    public async Task A_statement_is_refused_where_anybody_may_go_round_what_holds_it_and_what_is_said_mends_it(int major, string hole, string told)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        await world.AdminAsync(hole);

        // At most five are named at once.
        for (var refusals = 0; await PlanAsync(world) is PlanResult.Refused refused; refusals++)
        {
            Assert.InRange(refusals, 0, 20);
            Assert.Contains(told, refused.Why, StringComparison.Ordinal);
            var mend = refused.Why[(refused.Why.IndexOf("away: ", StringComparison.Ordinal) + "away: ".Length)..refused.Why.IndexOf(" FROM PUBLIC", StringComparison.Ordinal)] + " FROM PUBLIC";
            await world.AdminAsync(mend);
        }

        Assert.IsType<PlanResult.Planned>(await PlanAsync(world));
    }

    [Theory, MemberData(nameof(Holes))]
    public async Task What_the_operator_accepts_closes_no_statements(int major, string hole, string told)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        await world.AdminAsync(hole);
        var refused = Assert.IsType<PlanResult.Refused>(await PlanAsync(world)).Why;
        var accepting = refused[(refused.IndexOf("\"", StringComparison.Ordinal) + 1)..].Split('"')[0];
        Assert.Contains(told, accepting, StringComparison.Ordinal);

        world.Target = world.Target with { AcceptedRights = [accepting] };

        Assert.IsType<PlanResult.Planned>(await PlanAsync(world));
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task The_doctor_proposes_the_same_right_to_accept(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        await world.AdminAsync(RunText);

        var proposed = Assert.IsType<ExamineResult.Examined>(await world.Connector.ExamineAsync(world.Target, [], default)).Findings.Single(finding => finding.Id == "reach.indirect").Settings[^1];

        Assert.EndsWith($"\"AcceptedRights\": [ \"EXECUTE {world.Database}.public.run_text\" ]", proposed, StringComparison.Ordinal);
        Assert.Contains($"\"EXECUTE {world.Database}.public.run_text\"", Assert.IsType<PlanResult.Refused>(await PlanAsync(world)).Why, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task A_fresh_server_with_ordinary_functions_and_extensions_takes_statements(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major, Schema.Hr + Harmless);

        var result = await PlanAsync(world);

        Assert.True(result is PlanResult.Planned, $"{result}");
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task Functions_of_a_known_extension_close_no_statements_and_those_that_run_what_they_are_given_are_refused_by_name(int major)
    {
        await using var world = await StatementWorld.StartAsync(servers, major);
        await world.Postgres.AdminAsync(PostGis);
        world.Postgres.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.IsType<RunResult.Ran>((await world.RunAsync("SELECT 1")).Result);

        Assert.Equal("25006", Assert.IsType<RunResult.Failed>((await world.RunAsync("SELECT addgeometrycolumn('employee', 'place')")).Result).SqlState);
        Assert.Contains("runs SQL that is not in the statement itself", Assert.IsType<RunResult.NotReading>((await world.RunAsync("SELECT st_findextent('employee', 'name')")).Result).Verdict.Why, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task A_function_of_a_known_extension_with_its_owners_rights_closes_statements(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        await world.AdminAsync($"{PostGis} ALTER FUNCTION public.addgeometrycolumn(text, text) SECURITY DEFINER;");

        Assert.Contains("public.addgeometrycolumn", Assert.IsType<PlanResult.Refused>(await PlanAsync(world)).Why, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task What_gives_another_name_to_what_a_known_extension_runs_closes_statements(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        await world.AdminAsync($"{PostGis} CREATE OPERATOR public.!!! (LEFTARG = text, RIGHTARG = text, FUNCTION = public.st_findextent);");

        Assert.Contains("public.st_findextent", Assert.IsType<PlanResult.Refused>(await PlanAsync(world)).Why, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task A_login_for_a_statement_is_not_given_once_it_has_become_so(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        Assert.IsType<PlanResult.Planned>(await PlanAsync(world));
        await world.AdminAsync(RunText);
        world.Time.Advance(TimeSpan.FromSeconds(10));
        var order = world.Order() with { Profile = AccessProfile.Statement };

        var refused = Assert.IsType<IssueResult.Refused>(await world.IssueAsync(order));

        Assert.StartsWith($"No statement is run in {world.Database} on hr-prod while anybody may execute public.run_text", refused.Why, StringComparison.Ordinal);
        Assert.False(await world.ExistsAsync(order.Account.Name));
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task A_login_that_was_given_runs_nothing_once_it_has_become_so(int major)
    {
        await using var world = await StatementWorld.StartAsync(servers, major);
        Assert.IsType<RunResult.Ran>((await world.RunAsync("SELECT 1")).Result);
        await world.Postgres.AdminAsync(RunText);
        world.Postgres.Time.Advance(TimeSpan.FromSeconds(10));

        var (result, kept) = await world.RunAsync("SELECT run_text('SELECT pg_notify(''a'', ''b'')')");

        Assert.StartsWith($"No statement is run in {world.Postgres.Database}", Assert.IsType<RunResult.NotReading>(result).Verdict.Why, StringComparison.Ordinal);
        Assert.Empty(kept.Rows);
    }

    // The server asks for no right to a type's own functions, so taking one away would mend nothing.
    [Theory, MemberData(nameof(Majors))]
    public async Task Machine_code_of_a_type_closes_statements_until_it_is_accepted(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        await world.AdminAsync("""
            CREATE TYPE public.odd;
            CREATE FUNCTION public.odd_in(cstring) RETURNS public.odd LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
            CREATE FUNCTION public.odd_out(public.odd) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
            CREATE TYPE public.odd (INPUT = public.odd_in, OUTPUT = public.odd_out, LIKE = int4);
            REVOKE EXECUTE ON FUNCTION public.odd_in, public.odd_out FROM PUBLIC;
            """);

        var refused = Assert.IsType<PlanResult.Refused>(await PlanAsync(world)).Why;
        Assert.EndsWith($"If that is known, accept it in AcceptedRights of hr-prod: \"EXECUTE {world.Database}.public.odd_in\", \"EXECUTE {world.Database}.public.odd_out\".", refused, StringComparison.Ordinal);
        world.Target = world.Target with { AcceptedRights = [$"EXECUTE {world.Database}.public.odd_*"] };

        Assert.IsType<PlanResult.Planned>(await PlanAsync(world));
    }

    [Theory]
    [InlineData(15, "CREATE VIEW public.loud AS SELECT id, pg_notify('a', name)::text AS n FROM public.employee", "SELECT n FROM loud", "public.loud", "pg_notify, which reaches outside of this transaction")]
    [InlineData(18, "CREATE VIEW public.loud AS SELECT id, pg_notify('a', name)::text AS n FROM public.employee", "SELECT n FROM loud", "public.loud", "pg_notify, which reaches outside of this transaction")]
    [InlineData(15, "ALTER TABLE public.employee ENABLE ROW LEVEL SECURITY; CREATE POLICY one ON public.employee USING (pg_try_advisory_lock(id))", "SELECT * FROM employee", "public.employee", "pg_try_advisory_lock, which takes locks that hold up others")]
    [InlineData(18, "ALTER TABLE public.employee ENABLE ROW LEVEL SECURITY; CREATE POLICY one ON public.employee USING (pg_try_advisory_lock(id))", "SELECT * FROM employee", "public.employee", "pg_try_advisory_lock, which takes locks that hold up others")]
    [InlineData(15, "CREATE VIEW public.far AS SELECT (xpath('/row/a/text()', query_to_xml('SELECT 1 AS a', true, false, '')))[1]::text AS a", "SELECT * FROM far WHERE a <> ''", "public.far", "query_to_xml, which runs SQL that is not in the statement itself")]
    [InlineData(18, "CREATE VIEW public.far AS SELECT (xpath('/row/a/text()', query_to_xml('SELECT 1 AS a', true, false, '')))[1]::text AS a", "SELECT * FROM far WHERE a <> ''", "public.far", "query_to_xml, which runs SQL that is not in the statement itself")]
    public async Task What_a_view_or_a_policy_calls_is_refused_as_in_the_statement_itself(int major, string made, string sql, string table, string called)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major, $"{Schema.Hr}{made};");

        var refused = Assert.IsType<PlanResult.Refused>(await PlanAsync(world, sql, table));

        Assert.Equal($"What it reads calls {called}: read the tables below it instead, or ask for a login.", refused.Why);
    }

    private static async Task<PlanResult> PlanAsync(PostgresWorld world, string sql = "SELECT name FROM employee", string table = "public.employee")
    {
        var order = world.Order(world.Scope(table), lasting: TimeSpan.FromMinutes(1));
        return await world.Connector.PlanAsync(world.Target, order, sql, default);
    }
}
