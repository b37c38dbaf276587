using JitBot.Connectors.PostgreSql;
using JitBot.Core.Targets;
using JitBot.Support.Postgres;

namespace JitBot.Connectors.Tests.PostgreSql;

public sealed class IssueAccountTests(ServerFixture servers)
{
    public static IEnumerable<object[]> Versions => PostgresFixture.Versions;

    // Rules 1, 2, 8, 10
    [Theory, MemberData(nameof(Versions))]
    public async Task An_account_is_made_closed_and_reads_what_was_asked_for_once_opened(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var account = await world.HaveAsync();

        Assert.Equal("f|10|t", await world.AdminAsync(
            $"SELECT concat_ws('|', rolcanlogin, rolconnlimit, rolpassword IS NULL) FROM pg_authid WHERE rolname = '{account.Name}'"));
        Assert.Equal(account.ServerId, await world.AdminAsync($"SELECT '{account.Name}'::regrole::oid"));

        await using var holder = await world.OpenAsync(account);
        Assert.Equal("2", await holder.RunAsync("SELECT count(*) FROM public.employee"));
        await holder.RefusedAsync("42501", "SELECT * FROM public.salary");
        await holder.RefusedAsync("42501", "INSERT INTO public.employee (name) VALUES ('Eve')");
        await holder.RefusedAsync("42501", "CREATE TABLE public.mine (id int)");
        await holder.RefusedAsync("42501", "CREATE TEMP TABLE mine (id int)");
    }

    // Rule 2
    [Theory, MemberData(nameof(Versions))]
    public async Task Write_adds_changes_and_removes_rows_and_draws_on_their_sequences(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        await using var holder = await world.OpenAsync(await world.HaveAsync(world.Order(level: AccessLevel.Write)));

        Assert.Equal("3", await holder.RunAsync("INSERT INTO public.employee (name) VALUES ('Eve') RETURNING id"));
        await holder.RunAsync("UPDATE public.employee SET email = NULL WHERE id = 3");
        await holder.RunAsync("DELETE FROM public.employee WHERE id = 3");
        await holder.RefusedAsync("42501", "TRUNCATE public.employee");
        await holder.RefusedAsync("42501", "SELECT setval('public.employee_id_seq', 1)");
    }

    // Rule 8
    [Theory, MemberData(nameof(Versions))]
    public async Task No_more_sessions_are_let_in_than_the_profile_says(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var order = world.Order();
        var account = await world.HaveAsync(order with { Profile = order.Profile with { ConnectionLimit = 1 } });
        await using var holder = await world.OpenAsync(account);
        await using var first = await holder.OpenConnectionAsync();

        await holder.RefusedAsync("53300", "SELECT 1");
    }

    // Rule 19
    [Theory, MemberData(nameof(Versions))]
    public async Task The_server_itself_ends_password_logins_five_seconds_after_the_end(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var order = world.Order(lasting: TimeSpan.FromMinutes(90));
        var account = await world.HaveAsync(order);

        var left = await world.AdminAsync($"SELECT extract(epoch FROM rolvaliduntil - clock_timestamp()) FROM pg_roles WHERE rolname = '{account.Name}'");
        Assert.InRange(double.Parse(left!, System.Globalization.CultureInfo.InvariantCulture), (90 * 60) - 5, (90 * 60) + 6);
    }

    // Rule 19: what counts is how long is left, not what the bot's clock shows.
    [Theory, MemberData(nameof(Versions))]
    public async Task A_bot_whose_clock_is_wrong_sets_the_right_end(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        world.Time.Advance(TimeSpan.FromDays(-200));
        var account = await world.HaveAsync(world.Order(lasting: TimeSpan.FromMinutes(10)));

        Assert.Equal("True", await world.AdminAsync(
            $"SELECT rolvaliduntil BETWEEN clock_timestamp() + interval '9 min' AND clock_timestamp() + interval '11 min' FROM pg_roles WHERE rolname = '{account.Name}'"));
    }

    // Rule 23
    [Theory, MemberData(nameof(Versions))]
    public async Task Issuing_twice_leaves_one_account(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var order = world.Order();
        var first = await world.HaveAsync(order);
        var second = await world.HaveAsync(order);

        Assert.Equal(first, second);
    }

    // Rule 23
    [Theory, MemberData(nameof(Versions))]
    public async Task Two_replicas_that_issue_at_once_make_one_account(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        await using var other = world.NewConnector();
        var order = world.Order();

        var results = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? world.Connector : other).IssueAsync(world.Target, order, CancellationToken.None)));

        Assert.Single(results.Select(result => Assert.IsType<IssueResult.Issued>(result).ServerId).Distinct(StringComparer.Ordinal));
    }

    // Rules 1, 23
    [Theory, MemberData(nameof(Versions))]
    public async Task A_half_made_account_is_finished(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var order = world.Order();
        var installation = await world.Installation.IdAsync(CancellationToken.None);
        await PostgresWorld.RunAsync(world.Target.Connection.Reveal(), $"""
            CREATE ROLE {order.Account.Name} LOGIN CONNECTION LIMIT 77 PASSWORD 'known';
            COMMENT ON ROLE {order.Account.Name} IS {SqlText.Literal(Marker.OfAccount(installation, order.Account))};
            """);

        var account = await world.HaveAsync(order);

        Assert.Equal("f|10|t", await world.AdminAsync(
            $"SELECT concat_ws('|', rolcanlogin, rolconnlimit, rolpassword IS NULL) FROM pg_authid WHERE rolname = '{account.Name}'"));
        await using var holder = await world.OpenAsync(account);
        Assert.Equal("2", await holder.RunAsync("SELECT count(*) FROM public.employee"));
    }

    // Rule 1
    [Theory, MemberData(nameof(Versions))]
    public async Task A_strangers_role_of_the_same_name_is_refused_and_left_alone(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var order = world.Order();
        await world.AdminAsync($"CREATE ROLE {order.Account.Name} LOGIN PASSWORD 'theirs'; COMMENT ON ROLE {order.Account.Name} IS 'nightly backup'");
        var before = await RowAsync(world, order.Account.Name);

        var refused = Assert.IsType<IssueResult.Refused>(await world.IssueAsync(order));

        Assert.Contains("not JitBot's", refused.Why, StringComparison.Ordinal);
        Assert.Equal(before, await RowAsync(world, order.Account.Name));
    }

    // Rule 1
    [Theory, MemberData(nameof(Versions))]
    public async Task An_account_of_another_installation_is_refused_and_left_alone(int version)
    {
        await using var theirs = await PostgresWorld.StartAsync(servers, version);
        await using var ours = await PostgresWorld.StartAsync(servers, version);
        var account = await theirs.HaveAsync();
        var before = await RowAsync(ours, account.Name);
        var order = ours.Order();

        Assert.IsType<IssueResult.Refused>(await ours.IssueAsync(order with { Account = account with { Database = ours.Database } }));

        Assert.Equal(before, await RowAsync(ours, account.Name));
    }

    // Rule 13
    [Theory, MemberData(nameof(Versions))]
    public async Task A_grant_whose_end_has_passed_is_not_issued(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var order = world.Order(lasting: TimeSpan.FromSeconds(-1));

        Assert.IsType<IssueResult.Refused>(await world.IssueAsync(order));
        Assert.False(await world.ExistsAsync(order.Account.Name));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_server_that_is_down_or_refuses_the_bot_is_unreachable_and_says_why_without_secrets(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var here = new Npgsql.NpgsqlConnectionStringBuilder(world.Target.Connection.Reveal());
        foreach (var wrong in new[]
        {
            new Npgsql.NpgsqlConnectionStringBuilder(here.ConnectionString) { Port = 1 },
            new Npgsql.NpgsqlConnectionStringBuilder(here.ConnectionString) { Password = "not the password" },
        })
        {
            var target = world.Target with { Connection = new(wrong.ConnectionString) };
            var why = Assert.IsType<IssueResult.Unreachable>(await world.Connector.IssueAsync(target, world.Order(), CancellationToken.None)).Why;
            Assert.DoesNotContain("password", why, StringComparison.OrdinalIgnoreCase);
            Assert.IsType<CatalogResult.Unreachable>(await world.Connector.ReadCatalogAsync(target, CancellationToken.None));
            Assert.IsType<EndResult.Unreachable>((await world.Connector.EndAsync(target, [world.Order().Account], CancellationToken.None))[0]);
            Assert.IsType<CutResult.Unreachable>(await world.Connector.CutOverdueAsync(target, CancellationToken.None));
        }
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task What_the_bot_may_not_do_is_refused_with_what_mends_it(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        await world.AdminAsync("ALTER ROLE jitbot NOCREATEROLE");
        try
        {
            var refused = Assert.IsType<IssueResult.Refused>(await world.IssueAsync(world.Order()));
            Assert.Contains("postgres-setup.sql", refused.Why, StringComparison.Ordinal);
        }
        finally
        {
            await world.AdminAsync("ALTER ROLE jitbot CREATEROLE");
        }
    }

    private static Task<string?> RowAsync(PostgresWorld world, string role) =>
        world.AdminAsync($"SELECT row(a.*)::text || coalesce(shobj_description(a.oid, 'pg_authid'), '') FROM pg_authid a WHERE rolname = '{role}'");
}
