using System.Collections.Immutable;
using JitBot.Core.Targets;

namespace JitBot.Connectors.Tests.PostgreSql.Statements;

/// <summary>One account for one statement in several databases.</summary>
public sealed class SeveralDatabasesTests(ServerFixture servers)
{
    public static TheoryData<int> Majors => [15, 16, 17, 18];

    // Rule 2
    [Theory, MemberData(nameof(Majors))]
    public async Task One_account_reads_its_tables_in_each_database_and_nothing_else_anywhere(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        var (de, fr, other) = (await world.AddDatabaseAsync("de"), await world.AddDatabaseAsync("fr"), await world.AddDatabaseAsync("other"));

        var account = await world.HaveAsync(Order(world, de, fr));

        foreach (var database in new[] { world.Database, de, fr })
        {
            await using var holder = await world.OpenAsync(account, database);
            Assert.Equal("2", await holder.RunAsync("SELECT count(*) FROM employee"));
            await holder.RefusedAsync("42501", "SELECT * FROM salary");
        }

        await using var elsewhere = await world.OpenAsync(account, other);
        await elsewhere.RefusedAsync("42501", "SELECT 1");
        Assert.Equal("3", await world.AdminAsync($"SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = '{account.Name}'"));
    }

    // Rules 7, 24
    [Theory, MemberData(nameof(Majors))]
    public async Task What_is_masked_in_one_database_reads_masked_there_and_plain_elsewhere(int major)
    {
        await using var world = await StartMaskedAsync(servers, major);
        var de = world.Target.Databases[1];

        var account = await world.HaveAsync(Order(world, de));

        await using (var here = await world.OpenAsync(account))
        {
            Assert.Equal("ann@example.com", await here.RunAsync("SELECT email FROM employee WHERE name = 'Ann'"));
        }

        await using var there = await world.OpenAsync(account, de);
        Assert.Equal("a****", await there.RunAsync("SELECT email FROM employee WHERE name = 'Ann'"));
        await there.RefusedAsync("42501", "SELECT email FROM public.employee");
    }

    // Rule 6
    [Theory, MemberData(nameof(Majors))]
    public async Task What_anybody_may_do_in_any_of_the_databases_refuses_all_of_it(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        var de = await world.AddDatabaseAsync("de");
        await world.AdminAsync("GRANT SELECT ON salary TO PUBLIC; GRANT USAGE ON SCHEMA public TO PUBLIC", de);
        var order = Order(world, de);

        var refused = Assert.IsType<IssueResult.Refused>(await world.IssueAsync(order));

        Assert.Contains($"SELECT {de}.public.salary", refused.Why, StringComparison.Ordinal);
        Assert.False(await world.ExistsAsync(order.Account.Name));
    }

    // Rule 32
    [Theory, MemberData(nameof(Majors))]
    public async Task Where_one_database_is_closed_to_statements_no_statement_is_given(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        var de = await world.AddDatabaseAsync("de");
        await world.AdminAsync("CREATE FUNCTION public.run(text) RETURNS void LANGUAGE plpgsql AS 'BEGIN EXECUTE $1; END'", de);
        var order = Order(world, de) with { Profile = AccessProfile.Statement };

        var refused = Assert.IsType<IssueResult.Refused>(await world.IssueAsync(order with { Scope = order.Scope with { Level = order.Profile.Name } }));

        Assert.StartsWith($"No statement is run in {de} on hr-prod while anybody may execute public.run", refused.Why, StringComparison.Ordinal);
        Assert.False(await world.ExistsAsync(order.Account.Name));
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task Where_a_table_is_missing_the_database_is_named(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        var de = await world.AddDatabaseAsync("de", "CREATE TABLE public.person (id int)");

        var refused = Assert.IsType<IssueResult.Refused>(await world.IssueAsync(Order(world, de)));

        Assert.StartsWith($"There is no table public.employee in {de} any more", refused.Why, StringComparison.Ordinal);
    }

    // Rule 6: a scope that was seen in order a moment ago is not looked at again, and its role outlives its database.
    [Theory, MemberData(nameof(Majors))]
    public async Task Where_a_database_has_gone_since_its_scope_was_made_nothing_is_given(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        var de = await world.AddDatabaseAsync("de");
        await world.EndedAsync(await world.HaveAsync(Order(world, de)));
        await DropAsync(world, de);
        world.Time.Advance(TimeSpan.FromSeconds(15));
        var order = Order(world, de);

        var refused = Assert.IsType<IssueResult.Refused>(await world.IssueAsync(order));

        Assert.Equal($"There is no database {de} on hr-prod: ask again for one that is there.", refused.Why);
        Assert.False(await world.ExistsAsync(order.Account.Name));
    }

    // Rule 23
    [Theory, MemberData(nameof(Majors))]
    public async Task Two_replicas_that_issue_and_end_it_at_once_leave_nothing(int major)
    {
        await using var world = await StartMaskedAsync(servers, major);
        await using var second = world.NewConnector();
        var order = Order(world, world.Target.Databases[1]);
        IssueResult[] issued = await Task.WhenAll(world.IssueAsync(order), second.IssueAsync(world.Target, order, default));
        var account = order.Account with { ServerId = issued.OfType<IssueResult.Issued>().First().ServerId };
        await using var session = await (await world.OpenAsync(account, world.Target.Databases[1])).OpenConnectionAsync(TestContext.Current.CancellationToken);

        var ended = await Task.WhenAll(world.EndAsync(account), Task.Run(async () => (await second.EndAsync(world.Target, [account], default))[0]));

        // Which of two that are in each other's way is not sure of it, does not matter: what is not sure is done again.
        Assert.Contains(ended, result => result is EndResult.Gone);
        await world.EndedAsync(account);
        Assert.False(await world.ExistsAsync(account.Name));
        Assert.Equal("0", await world.AdminAsync($"SELECT (SELECT count(*) FROM pg_db_role_setting s LEFT JOIN pg_roles r ON r.oid = s.setrole WHERE s.setrole <> 0 AND r.oid IS NULL) + (SELECT count(*) FROM pg_stat_activity WHERE usesysid = {account.ServerId})"));
    }

    // Rule 3
    [Theory, MemberData(nameof(Majors))]
    public async Task The_roles_of_each_database_go_after_a_day_without_use(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        await world.EndedAsync(await world.HaveAsync(Order(world, await world.AddDatabaseAsync("de"))));
        List<string> dropped = [];

        foreach (var wait in new[] { TimeSpan.Zero, TimeSpan.FromHours(25), TimeSpan.Zero, TimeSpan.FromMinutes(2) })
        {
            world.Time.Advance(wait);
            dropped.AddRange(Assert.IsType<TidyResult.Tidied>(await world.Connector.TidyAsync(world.Target, default)).Dropped);
        }

        Assert.Equal(2, dropped.Count);
    }

    // Rule 21
    [Theory, MemberData(nameof(Majors))]
    public async Task The_sweep_finds_it_as_one_account(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        var account = await world.HaveAsync(Order(world, await world.AddDatabaseAsync("de")));

        var found = Assert.IsType<InspectResult.Read>(await world.Connector.InspectAsync(world.Target, default)).Found;

        Assert.Equal(account.Name, Assert.Single(found.Accounts).Account.Name);
        Assert.Empty(found.ScopeFindings);
    }

    internal static Task DropAsync(PostgresWorld world, string database) => world.AdminAsync($"DROP DATABASE {database} WITH (FORCE)");

    /// <summary>A second database with a column that is masked there alone.</summary>
    private static async Task<PostgresWorld> StartMaskedAsync(ServerFixture servers, int major)
    {
        var world = await PostgresWorld.StartAsync(servers, major);
        await world.AddDatabaseAsync("de", $"{Schema.Hr} COMMENT ON COLUMN public.employee.email IS 'jitbot:mask=partial(1,0)';");
        world.Target = world.Target with { Masking = new() { ReadsComments = true } };
        return world;
    }

    private static AccountOrder Order(PostgresWorld world, params ImmutableArray<string> also) => world.Order(
        world.Scope("public.employee") with { Also = [.. also.Select(database => new DatabaseTables(database, [new("public", "employee")]))] });
}
