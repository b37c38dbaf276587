using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.Tests.PostgreSql;

/// <summary>Levels that give roles to a login which somebody has anyway.</summary>
public sealed class OwnLoginTests(ServerFixture servers)
{
    private const string Password = "their own password";

    public static TheoryData<int> Majors => [15, 16, 17, 18];

    // Rule 20
    [Theory, MemberData(nameof(Majors))]
    public async Task A_login_has_what_the_role_gives_from_the_grant_to_its_end_also_in_a_session_that_is_open(int major)
    {
        await using var world = await StartAsync(major);
        await using var dana = await ConnectAsync(world);
        await RefusedAsync(world, dana);

        var account = await world.HaveAsync(Order(world));
        Assert.Equal("2", await dana.RunAsync("SELECT count(*) FROM public.employee"));
        Assert.False(await CanLogInAsync(world, account.Name));

        await world.EndedAsync(account);
        await RefusedAsync(world, dana);
        Assert.False(await world.ExistsAsync(account.Name));
    }

    // Rule 2
    [Theory, MemberData(nameof(Majors))]
    public async Task It_can_become_neither_the_role_nor_the_account_from_16_on(int major)
    {
        Assert.SkipWhen(major < 16, "Before 16 memberships have no options: who is in a role can become it.");
        await using var world = await StartAsync(major);
        var account = await world.HaveAsync(Order(world));
        await using var dana = Source(world);

        await dana.RefusedAsync("42501", $"SET ROLE {Role(world)}");
        await dana.RefusedAsync("42501", $"SET ROLE {account.Name}");
        await dana.RefusedAsync("42501", $"GRANT {Role(world)} TO {Login(world)}");
    }

    // Rule 20
    [Theory, MemberData(nameof(Majors))]
    public async Task Of_two_that_overlap_the_first_end_takes_nothing_from_the_second(int major)
    {
        await using var world = await StartAsync(major);
        var first = await world.HaveAsync(Order(world));
        var second = await world.HaveAsync(Order(world));
        await using var dana = await ConnectAsync(world);

        await world.EndedAsync(first);
        await ReadsAsync(world, dana);

        await world.EndedAsync(second);
        await RefusedAsync(world, dana);
    }

    // Rule 20
    [Theory, MemberData(nameof(Majors))]
    public async Task A_membership_that_stood_before_or_that_somebody_gave_meanwhile_stays(int major)
    {
        await using var world = await StartAsync(major);
        await world.AdminAsync($"GRANT {Role(world)} TO {Login(world)}");
        await world.EndedAsync(await world.HaveAsync(Order(world)));
        await using var dana = await ConnectAsync(world);
        await ReadsAsync(world, dana);

        await world.AdminAsync($"REVOKE {Role(world)} FROM {Login(world)}");
        var account = await world.HaveAsync(Order(world));
        await world.AdminAsync($"GRANT {Role(world)} TO {Login(world)}");
        await world.EndedAsync(account);
        await ReadsAsync(world, dana);
    }

    // Rules 18, 23
    [Theory, MemberData(nameof(Majors))]
    public async Task Issued_and_ended_twice_by_two_replicas_it_comes_to_the_same(int major)
    {
        await using var world = await StartAsync(major);
        await using var other = world.NewConnector();
        var order = Order(world);
        var account = await world.HaveAsync(order);
        Assert.Equal(account.ServerId, Assert.IsType<IssueResult.Issued>(await other.IssueAsync(world.Target, order, default)).ServerId);

        var ends = await Task.WhenAll(world.Connector.EndAsync(world.Target, [account], default), other.EndAsync(world.Target, [account], default));

        Assert.Contains(ends, end => end[0] is EndResult.Gone);
        await world.EndedAsync(account);
        await using var dana = await ConnectAsync(world);
        await RefusedAsync(world, dana);
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task A_login_or_a_role_that_was_dropped_meanwhile_is_seen_by_the_sweep_and_no_hindrance_to_the_end(int major)
    {
        await using var world = await StartAsync(major);
        var order = Order(world);
        var own = order.Account.Own!;
        var withoutLogin = await world.HaveAsync(order);
        Assert.True((await FoundAsync(world, withoutLogin)).Reaches(own));

        await world.AdminAsync($"REVOKE CONNECT ON DATABASE {world.Database} FROM {Login(world)}; DROP ROLE {Login(world)}");
        Assert.False((await FoundAsync(world, withoutLogin)).Reaches(own));
        await world.EndedAsync(withoutLogin);

        await MakeLoginAsync(world);
        var withoutRole = await world.HaveAsync(Order(world));
        await world.AdminAsync($"DROP OWNED BY {Role(world)}; DROP ROLE {Role(world)}");
        Assert.False((await FoundAsync(world, withoutRole)).Reaches(own));
        await world.EndedAsync(withoutRole);
    }

    // Rule 21: somebody took it by hand.
    [Theory, MemberData(nameof(Majors))]
    public async Task A_membership_that_was_taken_is_seen_by_the_sweep_and_given_anew_only_by_issuing(int major)
    {
        await using var world = await StartAsync(major);
        var order = Order(world);
        var account = await world.HaveAsync(order);
        await world.AdminAsync($"SET ROLE jitbot; REVOKE {account.Name} FROM {Login(world)}");

        Assert.False((await FoundAsync(world, account)).Reaches(account.Own));
        Assert.IsType<IssueResult.Issued>(await world.IssueAsync(order));
        Assert.True((await FoundAsync(world, account)).Reaches(account.Own));
    }

    // Rule 21: a store that was lost knows neither login nor role.
    [Theory, MemberData(nameof(Majors))]
    public async Task What_the_sweep_found_can_be_ended_by_its_marker_alone(int major)
    {
        await using var world = await StartAsync(major);
        var account = await world.HaveAsync(Order(world));

        await using var dana = await ConnectAsync(world);

        await world.EndedAsync((await FoundAsync(world, account)).Account);

        await RefusedAsync(world, dana);
        Assert.Equal(major < 16 ? "57P01" : "42501", (await Assert.ThrowsAsync<PostgresException>(() => dana.RunAsync("SELECT * FROM public.employee"))).SqlState);
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task Sessions_stay_open_from_16_on_unless_the_level_says_otherwise(int major)
    {
        Assert.SkipWhen(major < 16, "Before 16 they are cut.");
        await using var world = await StartAsync(major);
        await using var dana = await ConnectAsync(world);

        await world.EndedAsync(await world.HaveAsync(Order(world)));

        Assert.Equal("1", await dana.RunAsync("SELECT 1"));
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task Sessions_are_cut_once_where_the_level_says_so(int major)
    {
        await using var world = await StartAsync(major);
        var cutting = await world.HaveAsync(Order(world, cutting: true));
        await using var dana = await ConnectAsync(world);

        await world.EndedAsync(cutting);
        Assert.Equal("57P01", (await Assert.ThrowsAsync<PostgresException>(() => dana.RunAsync("SELECT 1"))).SqlState);

        await using var since = await ConnectAsync(world);
        await world.EndedAsync(cutting);
        Assert.Equal("1", await since.RunAsync("SELECT 1"));
    }

    // Rule 20: a session that has become a role stays it, whoever is in the role.
    [Fact]
    public async Task Before_16_it_is_given_only_where_sessions_are_cut()
    {
        await using var world = await StartAsync(15);
        Assert.Contains("set CutSessions", Assert.IsType<IssueResult.Refused>(await world.IssueAsync(Order(world, cutting: false))).Why, StringComparison.Ordinal);

        var account = await world.HaveAsync(Order(world, cutting: true));
        await using var dana = await ConnectAsync(world);
        await dana.RunAsync($"SET ROLE {Role(world)}");
        await world.AdminAsync($"SET ROLE jitbot; REVOKE {account.Name} FROM {Login(world)}");
        Assert.Equal("2", await dana.RunAsync("SELECT count(*) FROM public.employee"));

        await world.EndedAsync(account);
        Assert.Equal("57P01", (await Assert.ThrowsAsync<PostgresException>(() => dana.RunAsync("SELECT 1"))).SqlState);
    }

    // Rule 16
    [Theory, MemberData(nameof(Majors))]
    public async Task Without_the_store_it_is_taken_at_its_end_by_the_servers_clock_and_an_extension_moves_that(int major)
    {
        await using var world = await StartAsync(major);
        var order = Order(world, lasting: TimeSpan.FromSeconds(1));
        var account = await world.HaveAsync(order);
        var extended = account with { EndsAt = account.EndsAt + TimeSpan.FromMinutes(5) };
        Assert.IsType<MoveResult.Moved>(await world.Connector.MoveEndAsync(world.Target, extended, default));
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        await using var dana = await ConnectAsync(world);
        Assert.Empty(Assert.IsType<CutResult.Cut>(await world.Connector.CutOverdueAsync(world.Target, default)).Accounts);
        await ReadsAsync(world, dana);

        Assert.IsType<MoveResult.Moved>(await world.Connector.MoveEndAsync(world.Target, account, default));
        Assert.Equal([account.Name], Assert.IsType<CutResult.Cut>(await world.Connector.CutOverdueAsync(world.Target, default)).Accounts);

        await RefusedAsync(world, dana);
        Assert.IsType<MoveResult.Over>(await world.Connector.MoveEndAsync(world.Target, extended, default));
        await world.EndedAsync(account);
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task A_login_that_is_not_there_or_may_not_be_given_anything_is_refused_with_what_to_do(int major)
    {
        await using var world = await StartAsync(major);
        foreach (var (change, back, says) in new[]
        {
            ("ALTER ROLE {0} NOLOGIN", "ALTER ROLE {0} LOGIN", "may not log in"),
            ("ALTER ROLE {0} SUPERUSER", "ALTER ROLE {0} NOSUPERUSER", "has SUPERUSER"),
            ("ALTER ROLE {0} CREATEROLE", "ALTER ROLE {0} NOCREATEROLE", "has CREATEROLE"),
            ("ALTER ROLE {0} REPLICATION", "ALTER ROLE {0} NOREPLICATION", "has REPLICATION"),
            ("ALTER ROLE {0} BYPASSRLS", "ALTER ROLE {0} NOBYPASSRLS", "has BYPASSRLS"),
            ("COMMENT ON ROLE {0} IS 'jitbot {{'", "COMMENT ON ROLE {0} IS NULL", "JitBot's own"),
            ("ALTER ROLE {0} RENAME TO {0}_away", "ALTER ROLE {0}_away RENAME TO {0}", "There is no login"),
        })
        {
            await world.AdminAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, change, Login(world)));
            var order = Order(world);
            Assert.Contains(says, Assert.IsType<IssueResult.Refused>(await world.IssueAsync(order)).Why, StringComparison.Ordinal);
            Assert.False(await world.ExistsAsync(order.Account.Name));
            await world.AdminAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, back, Login(world)));
        }

        var bots = Order(world) with { Account = Order(world).Account with { Own = new("jitbot", [Role(world)], false) } };
        Assert.Contains("JitBot's own", Assert.IsType<IssueResult.Refused>(await world.IssueAsync(bots)).Why, StringComparison.Ordinal);
    }

    // Before 16 a login that does not inherit would have nothing of it before SET ROLE; from 16 on the membership itself says so.
    [Theory, MemberData(nameof(Majors))]
    public async Task A_login_that_does_not_inherit_is_refused_before_16_and_has_all_of_it_since(int major)
    {
        await using var world = await StartAsync(major);
        await world.AdminAsync($"ALTER ROLE {Login(world)} NOINHERIT");

        var result = await world.IssueAsync(Order(world));

        if (major < 16)
        {
            Assert.Contains("INHERIT", Assert.IsType<IssueResult.Refused>(result).Why, StringComparison.Ordinal);
            return;
        }

        Assert.IsType<IssueResult.Issued>(result);
        await using var dana = await ConnectAsync(world);
        await ReadsAsync(world, dana);
    }

    // Rule 17: whoever owns something can grant rights on it to the account, which only they or a superuser can take from it again.
    [Theory, MemberData(nameof(Majors))]
    public async Task What_the_holder_granted_to_the_account_leaves_residue_that_gives_nobody_anything(int major)
    {
        await using var world = await StartAsync(major);
        await world.AdminAsync($"CREATE TABLE public.theirs (); ALTER TABLE public.theirs OWNER TO {Login(world)}");
        var account = await world.HaveAsync(Order(world));
        await using var dana = await ConnectAsync(world);
        await dana.RunAsync($"GRANT SELECT ON public.theirs TO {account.Name}");

        Assert.IsType<EndResult.Residue>(await world.EndAsync(account));
        await RefusedAsync(world, dana);
        Assert.Empty((await FoundAsync(world, account)).Roles);
        Assert.Empty((await FoundAsync(world, account)).GivenTo);

        await world.AdminAsync($"DROP OWNED BY {account.Name}");
        await world.EndedAsync(account);
    }

    private static string Role(PostgresWorld world) => $"{world.Database}_support";

    private static string Login(PostgresWorld world) => $"{world.Database}_dana";

    // Rule 20: what an owner grants stays when the membership is gone.
    [Theory, MemberData(nameof(Majors))]
    public async Task A_role_that_owns_something_is_not_given_to_a_login_that_stays(int major)
    {
        await using var world = await StartAsync(major);
        await world.AdminAsync($"CREATE ROLE {Role(world)}_owner; GRANT {Role(world)}_owner TO {Role(world)}; ALTER TABLE public.salary OWNER TO {Role(world)}_owner");

        var refused = Assert.IsType<IssueResult.Refused>(await world.IssueAsync(Order(world)));

        Assert.Contains($"{Role(world)}_owner on hr-prod owns something", refused.Why, StringComparison.Ordinal);
    }

    // Rule 20: what is granted on stays when the membership is gone.
    [Theory, MemberData(nameof(Majors))]
    public async Task A_role_that_may_pass_a_right_on_is_not_given_to_a_login_that_stays(int major)
    {
        await using var world = await StartAsync(major);
        await world.AdminAsync($"CREATE ROLE {Role(world)}_inner; GRANT {Role(world)}_inner TO {Role(world)}; GRANT SELECT (amount) ON public.salary TO {Role(world)}_inner WITH GRANT OPTION");

        var refused = Assert.IsType<IssueResult.Refused>(await world.IssueAsync(Order(world)));
        Assert.Contains("with grant option", refused.Why, StringComparison.Ordinal);
        await world.AdminAsync(refused.Why[refused.Why.IndexOf("REVOKE", StringComparison.Ordinal)..].TrimEnd('.'));

        Assert.IsType<IssueResult.Issued>(await world.IssueAsync(Order(world)));
    }

    // Rule 20: settings are no objects of a database, and have owners' rights of their own.
    [Theory, MemberData(nameof(Majors))]
    public async Task A_role_that_may_pass_a_setting_on_is_not_given_to_a_login_that_stays(int major)
    {
        await using var world = await StartAsync(major);
        await world.AdminAsync($"GRANT SET ON PARAMETER session_replication_role TO {Role(world)} WITH GRANT OPTION");

        var refused = Assert.IsType<IssueResult.Refused>(await world.IssueAsync(Order(world)));
        Assert.Contains("SET on PARAMETER session_replication_role", refused.Why, StringComparison.Ordinal);
        await world.AdminAsync(refused.Why[refused.Why.IndexOf("REVOKE", StringComparison.Ordinal)..].TrimEnd('.'));

        Assert.IsType<IssueResult.Issued>(await world.IssueAsync(Order(world)));
    }

    // Rule 15: sessions belong to the login, whatever it is called by then.
    [Theory, MemberData(nameof(Majors))]
    public async Task Sessions_are_cut_of_a_login_that_was_renamed_meanwhile(int major)
    {
        await using var world = await StartAsync(major);
        var account = await world.HaveAsync(Order(world, cutting: true));
        await using var dana = await ConnectAsync(world);
        await world.AdminAsync($"ALTER ROLE {Login(world)} RENAME TO {Login(world)}_married");

        await world.EndedAsync(account);

        Assert.Equal("57P01", (await Assert.ThrowsAsync<PostgresException>(() => dana.RunAsync("SELECT 1"))).SqlState);
    }

    // Somebody took it by hand, and the level still says that sessions are cut.
    [Theory, MemberData(nameof(Majors))]
    public async Task Sessions_are_cut_of_a_login_from_which_the_account_was_taken_before(int major)
    {
        await using var world = await StartAsync(major);
        var account = await world.HaveAsync(Order(world, cutting: true));
        await using var dana = await ConnectAsync(world);
        await world.AdminAsync($"SET ROLE jitbot; REVOKE {account.Name} FROM {Login(world)}");

        await world.EndedAsync(account);

        Assert.Equal("57P01", (await Assert.ThrowsAsync<PostgresException>(() => dana.RunAsync("SELECT 1"))).SqlState);
    }

    private static AccountOrder Order(PostgresWorld world, bool? cutting = null, TimeSpan? lasting = null)
    {
        var cuts = cutting ?? world.Major < 16;
        var profile = new AccessProfile { Name = "support", Level = AccessLevel.Write, MemberOf = [Role(world)], ForOwnLogin = true, CutSessions = cuts };
        var order = world.Order(world.Scope() with { Tables = [] }, lasting: lasting);
        return order with
        {
            Account = order.Account with { Own = new(Login(world), [Role(world)], cuts) },
            Scope = order.Scope with { Level = profile.Name },
            Profile = profile,
        };
    }

    private async Task<PostgresWorld> StartAsync(int major)
    {
        var world = await PostgresWorld.StartAsync(servers, major, settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["rights"] = "none" });
        await world.AdminAsync($"CREATE ROLE {Role(world)}; GRANT USAGE ON SCHEMA public TO {Role(world)}; GRANT SELECT, UPDATE ON public.employee TO {Role(world)}");
        await MakeLoginAsync(world);
        await world.SetUpAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["rights"] = "none", ["member_of"] = Role(world) });
        return world;
    }

    private static Task MakeLoginAsync(PostgresWorld world) =>
        world.AdminAsync($"CREATE ROLE {Login(world)} LOGIN PASSWORD '{Password}'; GRANT CONNECT ON DATABASE {world.Database} TO {Login(world)}");

    private static NpgsqlDataSource Source(PostgresWorld world) => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(world.Server.ConnectionString(world.Database)) { Username = Login(world), Password = Password, Pooling = false });

    private static async Task<NpgsqlConnection> ConnectAsync(PostgresWorld world)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(world.Server.ConnectionString(world.Database)) { Username = Login(world), Password = Password, Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static Task ReadsAsync(PostgresWorld world, NpgsqlConnection open) =>
        LookAsync(world, open, async session => Assert.Equal("2", await session.RunAsync("SELECT count(*) FROM public.employee")));

    private static Task RefusedAsync(PostgresWorld world, NpgsqlConnection open) => LookAsync(world, open, async session =>
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => session.RunAsync("SELECT count(*) FROM public.employee"))).SqlState));

    /// <summary>In a session that was open; before 16 it may have been cut, and the next one counts.</summary>
    private static async Task LookAsync(PostgresWorld world, NpgsqlConnection open, Func<NpgsqlConnection, Task> look)
    {
        await using var next = await ConnectAsync(world);
        await look(world.Major < 16 ? next : open);
    }

    private static async Task<bool> CanLogInAsync(PostgresWorld world, string role) =>
        await world.AdminAsync($"SELECT 1 FROM pg_roles WHERE rolname = '{role}' AND rolcanlogin") is not null;

    private static async Task<InspectedAccount> FoundAsync(PostgresWorld world, Account account) =>
        Assert.IsType<InspectResult.Read>(await world.Connector.InspectAsync(world.Target, default)).Found.Accounts.Single(found => found.Account.Name == account.Name);
}
