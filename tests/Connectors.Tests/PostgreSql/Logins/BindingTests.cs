using System.Collections.Immutable;
using System.Globalization;
using JitBot.Core.Targets;
using JitBot.Support.Postgres;

namespace JitBot.Connectors.Tests.PostgreSql.Logins;

/// <summary>An account is bound to an address only where every database it gets into holds it to that.</summary>
public sealed class BindingTests(LoginServers servers) : IClassFixture<LoginServers>
{
    private static readonly (string What, string Id, Severity Severity)[] Known =
    [
        ("DROP EVENT TRIGGER jit_login", "trigger.missing", Severity.Note),
        ("ALTER EVENT TRIGGER jit_login DISABLE", "trigger.disabled", Severity.Problem),
        ("ALTER EVENT TRIGGER jit_login ENABLE", "trigger.disabled", Severity.Problem),
        ("ALTER EVENT TRIGGER jit_login ENABLE REPLICA", "trigger.disabled", Severity.Problem),
        ("UPDATE pg_database SET dathasloginevt = false WHERE datname = '{0}'", "trigger.disabled", Severity.Problem),
        ("ALTER DATABASE {0} SET event_triggers = off", "trigger.switched-off", Severity.Problem),
        ("GRANT SET ON PARAMETER event_triggers TO pg_monitor", "trigger.switched-off", Severity.Problem),
        ("CREATE OR REPLACE FUNCTION jit_login.check_login() RETURNS event_trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS 'BEGIN END'", "trigger.changed", Severity.Problem),
        ("ALTER FUNCTION jit_login.check_login() SET search_path = public", "trigger.changed", Severity.Problem),
        ("ALTER FUNCTION jit_login.check_login() SET row_security = off", "trigger.changed", Severity.Problem),
        ("ALTER FUNCTION jit_login.check_login() SECURITY DEFINER", "trigger.changed", Severity.Problem),
        ("ALTER FUNCTION jit_login.check_login() OWNER TO jitbot", "trigger.changed", Severity.Problem),
        ("ALTER SCHEMA jit_login OWNER TO jitbot", "trigger.changed", Severity.Problem),
        ("DROP EVENT TRIGGER jit_login; CREATE EVENT TRIGGER jit_login ON ddl_command_end EXECUTE FUNCTION jit_login.check_login(); ALTER EVENT TRIGGER jit_login ENABLE ALWAYS", "trigger.changed", Severity.Problem),
    ];

    public static IEnumerable<object[]> Versions => PostgresFixture.Versions;

    public static TheoryData<int, string, string, Severity> Breakages
    {
        get
        {
            TheoryData<int, string, string, Severity> data = [];
            foreach (var major in PostgresFixture.Majors)
            {
                foreach (var (what, id, severity) in Known)
                {
                    data.Add(major, what, id, severity);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Once_installed_the_catalogue_says_so_and_the_doctor_finds_nothing(int version)
    {
        await using var login = await LoginWorld.StartAsync(servers, version, installed: false);
        Assert.Equal(
            $"The login trigger is not there; an administrator of the server runs docs/postgres-login-trigger.sql in {login.World.Database}.", await WhyUnboundAsync(login.World));

        await login.InstallAsync();
        await login.InstallAsync();
        await login.World.SetUpAsync();

        Assert.Null(await WhyUnboundAsync(login.World));
        Assert.DoesNotContain(await ExamineAsync(login.World), finding => finding.Id.StartsWith("trigger.", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Before_17_nothing_can_be_bound(int version)
    {
        Assert.SkipWhen(version >= LoginTriggerFile.Oldest, $"PostgreSQL {version} has login triggers.");
        await using var world = await PostgresWorld.StartAsync(servers.Servers, version);
        await using var login = new LoginWorld(world, servers.Socket);

        Assert.Equal($"That takes PostgreSQL 17, and the server is {version}.", await WhyUnboundAsync(world));
        Assert.IsType<IssueResult.Refused>(await world.IssueAsync(login.Order()));
        Assert.Equal(FailSafeReach.Passwords, Assert.IsType<IssueResult.Issued>(await world.IssueAsync(login.Order(address: null))).FailSafe);
    }

    // Rule 19; the doctor's own words mend it.
    [Theory, MemberData(nameof(Breakages))]
    public async Task What_does_not_hold_is_found_and_refuses_whoever_asked_to_be_bound(int version, string what, string id, Severity severity)
    {
        await using var login = await LoginWorld.StartAsync(servers, version);
        var world = login.World;
        await world.AdminAsync(string.Format(CultureInfo.InvariantCulture, what, world.Database));
        var (bound, free) = (login.Order(), login.Order(address: null));

        Assert.NotNull(await WhyUnboundAsync(world));
        Assert.Contains(world.Database, Assert.IsType<IssueResult.Refused>(await world.IssueAsync(bound)).Why, StringComparison.Ordinal);
        Assert.False(await world.ExistsAsync(bound.Account.Name));
        Assert.Equal(FailSafeReach.Passwords, Assert.IsType<IssueResult.Issued>(await world.IssueAsync(free)).FailSafe);

        var found = Assert.Single(await ExamineAsync(world), finding => finding.Id.StartsWith("trigger.", StringComparison.Ordinal));
        Assert.Equal((id, severity), (found.Id, found.Severity));
        foreach (var statement in found.Sql)
        {
            await world.AdminAsync(statement, found.Database);
        }

        if (found.Sql.IsEmpty)
        {
            Assert.StartsWith($"run docs/postgres-login-trigger.sql in {world.Database} as a superuser", Assert.Single(found.Settings), StringComparison.Ordinal);
            await login.InstallAsync();
        }

        await using var afresh = world.NewConnector();
        Assert.IsType<IssueResult.Issued>(await afresh.IssueAsync(world.Target, bound, CancellationToken.None));
        Assert.DoesNotContain(await ExamineAsync(world), finding => finding.Id.StartsWith("trigger.", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Another_database_that_the_account_gets_into_has_to_hold_it_too(int version)
    {
        await using var login = await LoginWorld.StartAsync(servers, version);
        await using var other = await LoginWorld.StartAsync(servers, version, installed: false);
        var world = login.World;
        await world.AdminAsync($"GRANT CONNECT ON DATABASE {other.World.Database} TO PUBLIC");
        world.Target = world.Target with { AcceptedRights = [$"CONNECT {other.World.Database}"] };

        var refused = Assert.IsType<IssueResult.Refused>(await world.IssueAsync(login.Order()));
        Assert.Contains($"{other.World.Database}: The login trigger is not there", refused.Why, StringComparison.Ordinal);
        Assert.Equal(FailSafeReach.Passwords, Assert.IsType<IssueResult.Issued>(await world.IssueAsync(login.Order(address: null))).FailSafe);
        Assert.Contains(await ExamineAsync(world), finding => finding.Id == "trigger.missing" && finding.Database == other.World.Database);

        await other.InstallAsync();
        world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(FailSafeReach.EveryLogin, Assert.IsType<IssueResult.Issued>(await world.IssueAsync(login.Order())).FailSafe);

        // What is open here is open to the accounts of every other test on this server.
        await world.AdminAsync($"REVOKE CONNECT ON DATABASE {other.World.Database} FROM PUBLIC");
    }

    // Hours may lie between making an account and opening it.
    [Theory, MemberData(nameof(Versions))]
    public async Task An_account_that_is_bound_is_not_opened_where_nothing_holds_it_any_more(int version)
    {
        await using var login = await LoginWorld.StartAsync(servers, version);
        var account = await login.World.HaveAsync(login.Order());
        await login.World.AdminAsync("ALTER EVENT TRIGGER jit_login DISABLE");

        var password = Core.Grants.Secret.NewPassword();
        Assert.IsType<OpenResult.Unbound>(await login.World.Connector.OpenAsync(login.World.Target, account, password, CancellationToken.None));

        Assert.Equal("False", await login.World.AdminAsync($"SELECT rolcanlogin FROM pg_roles WHERE rolname = '{account.Name}'"));
        await login.World.AdminAsync("ALTER EVENT TRIGGER jit_login ENABLE ALWAYS");
        await using var holder = await login.World.OpenAsync(account);
        Assert.Equal("2", await holder.RunAsync("SELECT count(*) FROM public.employee"));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task An_end_that_moves_leaves_the_address_as_it_is(int version)
    {
        await using var login = await LoginWorld.StartAsync(servers, version);
        var (account, password) = await login.OpenedAsync();
        var later = account with { EndsAt = account.EndsAt + TimeSpan.FromHours(1) };

        Assert.IsType<MoveResult.Moved>(await login.World.Connector.MoveEndAsync(login.World.Target, later, CancellationToken.None));

        Assert.Equal(await login.MarkerOfAsync(later), await login.World.AdminAsync($"SELECT shobj_description('{account.Name}'::regrole, 'pg_authid')"));
        await login.EntersAsync(account.Name, password);
        await login.RefusedAsync(account.Name, password, LoginWorld.Beside);
    }

    // Hours may lie between making an account and giving it more time.
    [Theory, MemberData(nameof(Versions))]
    public async Task The_end_of_an_account_that_nothing_holds_to_its_address_any_more_does_not_move(int version)
    {
        await using var login = await LoginWorld.StartAsync(servers, version);
        var (account, _) = await login.OpenedAsync();
        var later = account with { EndsAt = account.EndsAt + TimeSpan.FromHours(1) };
        await login.World.AdminAsync("ALTER EVENT TRIGGER jit_login DISABLE");

        var unbound = Assert.IsType<MoveResult.Unbound>(await login.World.Connector.MoveEndAsync(login.World.Target, later, CancellationToken.None));

        Assert.Contains("switched off", unbound.Why, StringComparison.Ordinal);
        Assert.Equal(await login.MarkerOfAsync(account), await login.World.AdminAsync($"SELECT shobj_description('{account.Name}'::regrole, 'pg_authid')"));
        await login.World.AdminAsync("ALTER EVENT TRIGGER jit_login ENABLE ALWAYS");
        Assert.IsType<MoveResult.Moved>(await login.World.Connector.MoveEndAsync(login.World.Target, later, CancellationToken.None));
    }

    // Accounts that differ in nothing but where they come from share their rights.
    [Theory, MemberData(nameof(Versions))]
    public async Task Accounts_of_several_addresses_share_one_scope_role(int version)
    {
        await using var login = await LoginWorld.StartAsync(servers, version);
        var (one, _) = await login.OpenedAsync();
        var (other, _) = await login.OpenedAsync("10.0.0.0/24");

        Assert.Equal("1", await login.World.AdminAsync(
            $"SELECT count(DISTINCT m.roleid) FROM pg_auth_members m WHERE m.member IN ('{one.Name}'::regrole, '{other.Name}'::regrole)"));
    }

    private static async Task<string?> WhyUnboundAsync(PostgresWorld world) =>
        Assert.IsType<CatalogResult.Read>(await world.Connector.ReadCatalogAsync(world.Target, CancellationToken.None)).Catalog.WhyUnbound(world.Database);

    private static async Task<ImmutableArray<Finding>> ExamineAsync(PostgresWorld world) =>
        Assert.IsType<ExamineResult.Examined>(await world.Connector.ExamineAsync(world.Target, [], CancellationToken.None)).Findings;
}
