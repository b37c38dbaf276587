using JitBot.Core.Targets;
using JitBot.Support.Postgres;
using Npgsql;

namespace JitBot.Connectors.Tests.PostgreSql;

public sealed class PublicRightsTests(ServerFixture servers)
{
    private const string Holes = """
        CREATE TABLE public.holiday (day date, note text);
        CREATE SEQUENCE public.ticket;
        CREATE FUNCTION public.peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM public.salary';
        CREATE FUNCTION public.harmless() RETURNS int LANGUAGE sql AS 'SELECT 1';
        """;

    public static IEnumerable<object[]> Versions => PostgresFixture.Versions;

    public static TheoryData<int, string, string, string> Openings
    {
        get
        {
            TheoryData<int, string, string, string> data = [];
            foreach (var major in PostgresFixture.Majors)
            {
                data.Add(major, "GRANT TEMPORARY ON DATABASE {0} TO PUBLIC", "TEMP {0}", "REVOKE TEMPORARY ON DATABASE {0} FROM PUBLIC");
                data.Add(major, "GRANT CONNECT ON DATABASE postgres TO PUBLIC", "CONNECT postgres", "REVOKE CONNECT ON DATABASE postgres FROM PUBLIC");
                data.Add(major, "GRANT SELECT ON public.holiday TO PUBLIC", "SELECT {0}.public.holiday", "REVOKE SELECT ON public.holiday FROM PUBLIC");
                data.Add(major, "GRANT INSERT (note) ON public.holiday TO PUBLIC", "INSERT {0}.public.holiday(note)", "REVOKE ALL ON public.holiday FROM PUBLIC");
                data.Add(major, "GRANT USAGE ON public.ticket TO PUBLIC", "USAGE {0}.public.ticket", "REVOKE ALL ON public.ticket FROM PUBLIC");
                data.Add(major, "GRANT INSERT ON public.employee TO PUBLIC", "INSERT {0}.public.employee", "REVOKE INSERT ON public.employee FROM PUBLIC");
                data.Add(major, "GRANT EXECUTE ON FUNCTION public.peek() TO PUBLIC", "EXECUTE {0}.public.peek", "REVOKE EXECUTE ON FUNCTION public.peek() FROM PUBLIC");
                data.Add(major, "GRANT EXECUTE ON FUNCTION pg_catalog.pg_ls_dir(text) TO PUBLIC", "EXECUTE {0}.pg_catalog.pg_ls_dir", "REVOKE EXECUTE ON FUNCTION pg_catalog.pg_ls_dir(text) FROM PUBLIC");
                data.Add(major, "GRANT SELECT ON pg_catalog.pg_statistic TO PUBLIC", "SELECT {0}.pg_catalog.pg_statistic", "REVOKE SELECT ON pg_catalog.pg_statistic FROM PUBLIC");
                data.Add(major, "GRANT SELECT (rolpassword) ON pg_catalog.pg_authid TO PUBLIC", "SELECT {0}.pg_catalog.pg_authid(rolpassword)", "REVOKE SELECT (rolpassword) ON pg_catalog.pg_authid FROM PUBLIC");
                data.Add(major, "DO $$ BEGIN EXECUTE format('GRANT SELECT ON LARGE OBJECT %s TO PUBLIC', lo_create(4711)); END $$", "SELECT {0}.pg_largeobject.4711", "SELECT lo_unlink(4711)");
                data.Add(major, "GRANT SET ON PARAMETER log_statement TO PUBLIC", "SET log_statement", "REVOKE SET ON PARAMETER log_statement FROM PUBLIC");
                data.Add(major, "GRANT CREATE ON DATABASE {0} TO PUBLIC", "CREATE {0}", "REVOKE CREATE ON DATABASE {0} FROM PUBLIC");
                data.Add(major, "GRANT CREATE ON SCHEMA public TO PUBLIC", "CREATE {0}.public", "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
            }

            return data;
        }
    }

    // Rule 6
    [Theory, MemberData(nameof(Openings))]
    public async Task What_anybody_can_do_beyond_the_scope_is_refused_and_the_account_taken_back_unless_accepted(int version, string opening, string right, string mending)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version, Schema.Hr + Holes);
        string In(string text) => string.Format(System.Globalization.CultureInfo.InvariantCulture, text, world.Database);
        await world.AdminAsync("REVOKE EXECUTE ON FUNCTION public.peek() FROM PUBLIC");
        await world.AdminAsync(In(opening));
        try
        {
            var order = world.Order();
            var why = Assert.IsType<IssueResult.Refused>(await world.IssueAsync(order)).Why;
            Assert.Contains(In(right), why, StringComparison.Ordinal);
            Assert.Contains("REVOKE", why, StringComparison.Ordinal);
            Assert.False(await world.ExistsAsync(order.Account.Name));

            world.Target = world.Target with { AcceptedRights = [In(right)] };
            var result = await world.IssueAsync(world.Order());
            if (version < 16 && right.StartsWith("CREATE", StringComparison.Ordinal))
            {
                // Rule 2: on 15 a holder can become the scope role, and what it creates as that would outlive the grant.
                Assert.Contains("cannot be accepted", Assert.IsType<IssueResult.Refused>(result).Why, StringComparison.Ordinal);
            }
            else
            {
                Assert.Equal([In(right)], Assert.IsType<IssueResult.Issued>(result).AcceptedRights, StringComparer.Ordinal);
            }
        }
        finally
        {
            await world.AdminAsync(In(mending));
        }

        world.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Empty(Assert.IsType<IssueResult.Issued>(await world.IssueAsync(world.Order())).AcceptedRights);
    }

    // Rule 6
    [Theory, MemberData(nameof(Versions))]
    public async Task What_anybody_can_do_within_the_scope_is_no_finding(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version, Schema.Hr + """
            GRANT SELECT ON public.employee TO PUBLIC;
            CREATE SCHEMA closed; CREATE TABLE closed.t (id int); GRANT SELECT ON closed.t TO PUBLIC;
            """);

        Assert.Empty(Assert.IsType<IssueResult.Issued>(await world.IssueAsync(world.Order())).AcceptedRights);

        // Whoever is let into the schema can use what PUBLIC has in it.
        await world.AdminAsync("CREATE TABLE closed.u (id int); GRANT SELECT ON closed.u TO jitbot WITH GRANT OPTION; GRANT USAGE ON SCHEMA closed TO jitbot WITH GRANT OPTION");
        Assert.Contains("closed.t", Assert.IsType<IssueResult.Refused>(await world.IssueAsync(world.Order(world.Scope("closed.u")))).Why, StringComparison.Ordinal);
    }

    // Rule 6
    [Theory, MemberData(nameof(Versions))]
    public async Task An_operator_who_leaves_PUBLIC_alone_must_accept_what_it_may_do(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version, settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["public"] = "keep" });
        try
        {
            var why = Assert.IsType<IssueResult.Refused>(await world.IssueAsync(world.Order())).Why;
            Assert.Contains($"TEMP {world.Database}", why, StringComparison.Ordinal);

            // The server's own databases are as open, unless another test has closed them before.
            world.Target = world.Target with { AcceptedRights = [$"TEMP {world.Database}", "* postgres", "* template1"] };
            Assert.IsType<IssueResult.Issued>(await world.IssueAsync(world.Order()));
        }
        finally
        {
            // Left open, it would be a hole to every test after this one.
            await world.SetUpAsync();
        }
    }

    // Rule 6
    [Theory, MemberData(nameof(Versions))]
    public async Task Holes_of_every_other_database_anybody_may_enter_are_found(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        await using var archive = await PostgresWorld.StartAsync(servers, version, "CREATE TABLE public.old (id int); GRANT SELECT ON public.old TO PUBLIC");
        await archive.AdminAsync($"GRANT CONNECT ON DATABASE {archive.Database} TO PUBLIC");
        world.Target = world.Target with { AcceptedRights = [$"CONNECT {archive.Database}"] };
        try
        {
            Assert.Contains($"SELECT {archive.Database}.public.old", Assert.IsType<IssueResult.Refused>(await world.IssueAsync(world.Order())).Why, StringComparison.Ordinal);
            world.Target = world.Target with { AcceptedRights = [$"* {archive.Database}*"] };
            Assert.Equal(
                [$"CONNECT {archive.Database}", $"SELECT {archive.Database}.public.old"],
                Assert.IsType<IssueResult.Issued>(await world.IssueAsync(world.Order())).AcceptedRights, StringComparer.Ordinal);
        }
        finally
        {
            await archive.AdminAsync($"REVOKE CONNECT ON DATABASE {archive.Database} FROM PUBLIC");
        }
    }

    // Rule 6: a look is believed for ten seconds, no longer.
    [Theory, MemberData(nameof(Versions))]
    public async Task A_hole_that_opens_later_is_found_within_ten_seconds(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        await world.HaveAsync();
        await world.AdminAsync("GRANT SELECT ON public.salary TO PUBLIC");
        world.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.IsType<IssueResult.Refused>(await world.IssueAsync(world.Order()));
    }
}
