using JitBot.Core.Grants;
using JitBot.Core.Targets;
using JitBot.Support.Postgres;
using Npgsql;

namespace JitBot.Connectors.Tests.PostgreSql;

/// <summary>What a grant on tables means for everything that is no plain table.</summary>
public sealed class ObjectKindTests(ServerFixture servers)
{
    private const string Objects = """
        CREATE TABLE public.animal (id int, name text); INSERT INTO public.animal VALUES (1, 'cat');
        CREATE TABLE public.bird (wings int) INHERITS (public.animal); INSERT INTO public.bird VALUES (2, 'owl', 2);
        CREATE TABLE public.run (id int) PARTITION BY RANGE (id); CREATE TABLE public.run_1 PARTITION OF public.run FOR VALUES FROM (0) TO (10); INSERT INTO public.run VALUES (3);
        CREATE VIEW public.names AS SELECT name FROM public.animal;
        CREATE MATERIALIZED VIEW public.counted AS SELECT count(*) AS n FROM public.animal;
        CREATE SEQUENCE public.tickets;
        CREATE TABLE public.mine (owner text, note text); INSERT INTO public.mine VALUES ('other', 'not yours'), ('all', 'everybody''s');
        ALTER TABLE public.mine ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON public.mine USING (owner = 'all');
        CREATE FUNCTION public.count_runs() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM public.run';
        CREATE FUNCTION public.secret() RETURNS text LANGUAGE sql AS 'SELECT ''s'''; REVOKE EXECUTE ON FUNCTION public.secret() FROM PUBLIC;
        CREATE FOREIGN DATA WRAPPER nowhere; CREATE SERVER elsewhere FOREIGN DATA WRAPPER nowhere;
        CREATE FOREIGN TABLE public.remote (id int) SERVER elsewhere;
        SELECT lo_create(991177);
        """;

    public static IEnumerable<object[]> Versions => PostgresFixture.Versions;

    // Rule 7
    [Theory, MemberData(nameof(Versions))]
    public async Task A_parent_shows_the_rows_of_its_children_which_are_not_reached_themselves(int version)
    {
        await using var world = await StartAsync(version);
        await using var holder = await OpenAsync(world, world.Scope("public.animal", "public.run"));

        Assert.Equal("2", await holder.RunAsync("SELECT count(*) FROM animal"));
        Assert.Equal("1", await holder.RunAsync("SELECT count(*) FROM run"));
        await holder.RefusedAsync("42501", "SELECT * FROM bird");
        await holder.RefusedAsync("42501", "SELECT * FROM run_1");
    }

    // Rule 7
    [Theory, MemberData(nameof(Versions))]
    public async Task Views_and_foreign_tables_are_given_by_name_and_in_no_wide_scope(int version)
    {
        await using var world = await StartAsync(version);
        await using var named = await OpenAsync(world, world.Scope("public.names", "public.counted", "public.remote"));
        await using var wide = await OpenAsync(world, world.Scope() with { Tables = [], Schemas = ["public"] });

        Assert.Equal("cat", await named.RunAsync("SELECT name FROM names ORDER BY 1"));
        Assert.Equal("2", await named.RunAsync("SELECT n FROM counted"));
        Assert.Equal("True", await named.RunAsync("SELECT has_table_privilege('public.remote', 'SELECT')"));
        foreach (var kind in (string[])["names", "counted", "remote"])
        {
            Assert.Equal("False", await wide.RunAsync($"SELECT has_table_privilege('public.{kind}', 'SELECT')"));
        }
    }

    // Rule 6
    [Theory, MemberData(nameof(Versions))]
    public async Task Sequences_functions_and_large_objects_are_in_no_scope(int version)
    {
        await using var world = await StartAsync(version);
        await using var holder = await OpenAsync(world, world.Scope() with { Tables = [] }, AccessLevel.Write);

        await holder.RefusedAsync("42501", "SELECT nextval('public.tickets')");
        await holder.RefusedAsync("42501", "SELECT public.secret()");
        await holder.RefusedAsync("42501", "SELECT lo_get(991177)");
        await holder.RefusedAsync("42501", "SELECT lo_unlink(991177)");
        Assert.Equal("1", await holder.RunAsync("SELECT public.count_runs()"));
    }

    // Rule 6: a function that anybody may execute does only what its caller could do.
    [Theory, MemberData(nameof(Versions))]
    public async Task A_function_of_everybodys_reads_no_more_than_its_caller(int version)
    {
        await using var world = await StartAsync(version);
        await using var holder = await OpenAsync(world, world.Scope("public.animal"));

        await holder.RefusedAsync("42501", "SELECT public.count_runs()");
    }

    // Rule 26
    [Theory, MemberData(nameof(Versions))]
    public async Task Policies_of_a_table_hold_for_the_account_as_for_anybody(int version)
    {
        await using var world = await StartAsync(version);
        await using var holder = await OpenAsync(world, world.Scope("public.mine"), AccessLevel.Write);

        Assert.Equal("everybody's", await holder.RunAsync("SELECT string_agg(note, ',') FROM mine"));
        await holder.RefusedAsync("42501", "INSERT INTO mine VALUES ('other', 'planted')");
        await holder.RefusedAsync("42501", "SET row_security = off; ALTER TABLE mine DISABLE ROW LEVEL SECURITY");
        await holder.RefusedAsync("42501", "SET row_security = off; SELECT * FROM mine");
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_schema_that_is_renamed_takes_live_grants_along(int version)
    {
        await using var world = await StartAsync(version);
        var account = await world.HaveAsync(world.Order(world.Scope("public.animal")));
        await using var holder = await world.OpenAsync(account);

        await world.AdminAsync("ALTER SCHEMA public RENAME TO zoo");

        Assert.Equal("2", await holder.RunAsync("SELECT count(*) FROM zoo.animal"));
        world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Contains("no table public.animal", Assert.IsType<IssueResult.Refused>(await world.IssueAsync(world.Order(world.Scope("public.animal")))).Why, StringComparison.Ordinal);
        await world.HaveAsync(world.Order(world.Scope("zoo.animal")));
        await world.EndedAsync(account);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_table_that_is_dropped_under_a_live_grant_is_all_that_it_loses(int version)
    {
        await using var world = await StartAsync(version);
        var account = await world.HaveAsync(world.Order(world.Scope("public.animal", "public.run")));
        await using var holder = await world.OpenAsync(account);

        await world.AdminAsync("DROP TABLE public.run CASCADE");

        await holder.RefusedAsync("42P01", "SELECT * FROM run");
        Assert.Equal("2", await holder.RunAsync("SELECT count(*) FROM animal"));
        await world.EndedAsync(account);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Contains("no table public.run", Assert.IsType<IssueResult.Refused>(await world.IssueAsync(world.Order(world.Scope("public.run")))).Why, StringComparison.Ordinal);
    }

    // What PUBLIC may not do any more, JitBot and its accounts do not need.
    [Theory, MemberData(nameof(Versions))]
    public async Task With_everything_revoked_from_PUBLIC_and_three_hundred_roles_access_is_given_and_ended(int version)
    {
        await using var world = await StartAsync(version);
        var prefix = $"{world.Database}_crowd";
        await world.AdminAsync($"""
            REVOKE ALL ON SCHEMA public FROM PUBLIC; REVOKE ALL ON DATABASE {world.Database} FROM PUBLIC; REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC;
            REVOKE ALL ON LANGUAGE sql FROM PUBLIC; REVOKE SELECT ON pg_roles, pg_user, pg_settings FROM PUBLIC; GRANT SELECT ON pg_roles, pg_settings TO jitbot;
            DO $$ BEGIN FOR i IN 1..300 LOOP
                EXECUTE format('CREATE ROLE %I', '{prefix}_' || i); EXECUTE format('COMMENT ON ROLE %I IS %L', '{prefix}_' || i, 'Team ' || i);
                EXECUTE format('GRANT SELECT ON public.animal TO %I', '{prefix}_' || i);
                IF i > 1 THEN EXECUTE format('GRANT %I TO %I', '{prefix}_1', '{prefix}_' || i); END IF;
            END LOOP; END $$;
            """);
        var account = await world.HaveAsync(world.Order(world.Scope("public.animal")));

        await using (var holder = await world.OpenAsync(account))
        {
            Assert.Equal("2", await holder.RunAsync("SELECT count(*) FROM public.animal"));
            await holder.RefusedAsync("42501", $"SET ROLE {prefix}_1");
        }

        await world.EndedAsync(account);
        await world.AdminAsync($"""
            GRANT SELECT ON pg_roles, pg_user, pg_settings TO PUBLIC; REVOKE SELECT ON pg_roles, pg_settings FROM jitbot;
            DO $$ BEGIN FOR i IN 1..300 LOOP EXECUTE format('DROP OWNED BY %1$I; DROP ROLE %1$I', '{prefix}_' || i); END LOOP; END $$;
            """);
    }

    private Task<PostgresWorld> StartAsync(int version) => PostgresWorld.StartAsync(servers, version, Objects);

    private static async Task<NpgsqlDataSource> OpenAsync(PostgresWorld world, AccessScope scope, AccessLevel level = AccessLevel.Read) =>
        await world.OpenAsync(await world.HaveAsync(world.Order(scope, level)));
}
