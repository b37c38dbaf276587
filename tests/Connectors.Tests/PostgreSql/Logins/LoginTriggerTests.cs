using JitBot.Core.Targets;
using JitBot.Support.Postgres;
using Npgsql;

namespace JitBot.Connectors.Tests.PostgreSql.Logins;

/// <summary>What the database itself does when somebody logs in, whatever becomes of JitBot.</summary>
public sealed class LoginTriggerTests(LoginServers servers) : IClassFixture<LoginServers>
{
    private const string Marked = """jitbot {"v":1,"installation":"0123","request":"abcdefghijkl","person":"dana",""";

    public static IEnumerable<object[]> Versions => PostgresFixture.Versions;

    // Rule 19
    [Theory, MemberData(nameof(Versions))]
    public async Task An_account_gets_in_from_the_address_it_is_bound_to_and_from_nowhere_else(int version)
    {
        await using var login = await LoginWorld.StartAsync(servers, version);
        var (account, password) = await login.OpenedAsync();

        await login.EntersAsync(account.Name, password);
        Assert.Equal("This login is let in from 127.0.0.1 only, and you come from ::1.", await login.RefusedAsync(account.Name, password, LoginWorld.Beside));
        Assert.Equal("This login is let in from 127.0.0.1 only, and you come from a socket on the server itself.", await login.RefusedAsync(account.Name, password, login.Socket));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_network_lets_in_whom_it_takes_in(int version)
    {
        await using var login = await LoginWorld.StartAsync(servers, version);
        var (wide, password) = await login.OpenedAsync("127.9.9.9/8");
        var (other, another) = await login.OpenedAsync("127.0.0.2/31");
        var (six, third) = await login.OpenedAsync("::/120");

        await login.EntersAsync(wide.Name, password);
        await login.EntersAsync(six.Name, third, LoginWorld.Beside);
        await login.RefusedAsync(other.Name, another);
        await login.RefusedAsync(six.Name, third);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task An_account_that_is_bound_to_nothing_gets_in_from_anywhere(int version)
    {
        await using var login = await LoginWorld.StartAsync(servers, version);
        var (account, password) = await login.OpenedAsync(address: null);

        await login.EntersAsync(account.Name, password);
        await login.EntersAsync(account.Name, password, LoginWorld.Beside);
        await login.EntersAsync(account.Name, password, login.Socket);
    }

    // Rule 19: VALID UNTIL ends passwords alone.
    [Theory, MemberData(nameof(Versions))]
    public async Task Past_its_end_nobody_gets_in_by_whatever_method(int version)
    {
        await using var login = await LoginWorld.StartAsync(servers, version);
        var (over, password) = await login.OpenedAsync(address: null);
        var (closed, another) = await login.OpenedAsync(address: null);
        await login.World.AdminAsync($"ALTER ROLE {over.Name} VALID UNTIL 'infinity'");
        await login.MarkAsync(over.Name, await login.MarkerOfAsync(over with { EndsAt = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) }));

        Assert.Equal("This login's time was over at 2026-01-02T03:04:05Z. Ask for access again.", await login.RefusedAsync(over.Name, password));
        await login.TrustAsync(async () =>
        {
            await login.EntersAsync(closed.Name, password: null);
            await login.World.AdminAsync($"ALTER ROLE {closed.Name} VALID UNTIL '2026-01-02'");

            await login.RefusedAsync(over.Name, password: null);
            await login.RefusedAsync(over.Name, password: null, login.Socket);
            await login.RefusedAsync(closed.Name, password: null);
            await login.RefusedAsync(closed.Name, another);
        });
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_marker_that_cannot_be_read_keeps_its_account_out(int version)
    {
        await using var login = await LoginWorld.StartAsync(servers, version);
        var (account, password) = await login.OpenedAsync(address: null);
        string[] rests =
        [
            "", "}", "\"end\":\"2099-01-01T00:00:00Z\"}", "\"end\":null,\"address\":null}", "\"end\":4102444800,\"address\":null}", "\"end\":\"soon\",\"address\":null}",
            "\"end\":\"2099-01-01T00:00:00Z\",\"address\":\"home\"}", "\"end\":\"2099-01-01T00:00:00Z\",\"address\":[]}", "\"end\":\"2099-01-01T00:00:00Z\",\"address\":\"10.1.2.3\"",
        ];
        foreach (var rest in rests)
        {
            await login.MarkAsync(account.Name, Marked + rest);
            Assert.EndsWith("cannot be read. Ask for access again.", await login.RefusedAsync(account.Name, password), StringComparison.Ordinal);
        }
    }

    // Rule 19: it cannot lock out anybody else.
    [Theory, MemberData(nameof(Versions))]
    public async Task Whoever_is_no_account_gets_in_whatever_is_written_on_them(int version)
    {
        await using var login = await LoginWorld.StartAsync(servers, version);
        var (human, password) = await HumanAsync(login, "jit_backup");
        string[] comments =
        [
            "", "nightly backup", "jitbot {", "jitbot {}", "jitbot {\"v\":1,", "jitbot {\"v\":1,\"installation\":\"0123\",\"scope\":\"hr\"}", "jitbot {\"v\":1,\"installation\":\"0123\",\"masks\":true}",
            "jitbot {\"v\":1,\"installation\":\"0123\",\"target\":\"hr-prod\",\"epoch\":7}", "jitbot {\"v\":2,\"request\":[[[", "jitbot \\{\"v\":1", " " + Marked, "JITBOT" + Marked[6..],
            "{\"end\":\"2001-01-01T00:00:00Z\"}", new string('{', 100_000), "jitbot {\"v\":1,\"installation\":\"" + new string('x', 100_000),
        ];
        foreach (var comment in comments)
        {
            await login.MarkAsync(human, comment);
            await login.EntersAsync(human, password);
            await login.EntersAsync(human, password, login.Socket);
        }
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Odd_functions_operators_and_casts_change_nothing(int version)
    {
        await using var login = await LoginWorld.StartAsync(servers, version);
        var (account, password) = await login.OpenedAsync();
        var (human, another) = await HumanAsync(login, "odd");
        await login.World.AdminAsync($"""
            CREATE FUNCTION public.substr(text, integer) RETURNS text LANGUAGE sql AS 'SELECT 1 / 0 || $1';
            CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS 'SELECT NULL::timestamptz';
            CREATE FUNCTION public.inet_client_addr() RETURNS inet LANGUAGE sql AS 'SELECT inet ''127.0.0.1''';
            CREATE FUNCTION public.within(inet, inet) RETURNS boolean LANGUAGE sql AS 'SELECT true';
            CREATE OPERATOR public.<<= (LEFTARG = inet, RIGHTARG = inet, FUNCTION = public.within);
            CREATE FUNCTION public.alike(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
            CREATE OPERATOR public.~ (LEFTARG = text, RIGHTARG = text, FUNCTION = public.alike);
            CREATE TABLE public.pg_roles (rolname name, rolvaliduntil timestamptz);
            CREATE TABLE public.pg_shdescription (objoid oid, classoid oid, description text);
            CREATE CAST (integer AS text) WITH INOUT AS IMPLICIT;
            CREATE CAST (text AS integer) WITH INOUT AS IMPLICIT;
            CREATE CAST (text AS timestamptz) WITH INOUT AS IMPLICIT;
            CREATE CAST (text AS jsonb) WITH INOUT AS IMPLICIT;
            CREATE CAST (text AS inet) WITH INOUT AS IMPLICIT;
            CREATE CAST (text AS oid) WITH INOUT AS IMPLICIT;
            ALTER ROLE {account.Name} SET search_path = public, pg_catalog;
            ALTER ROLE {human} SET search_path = public, pg_catalog;
            """);

        await login.EntersAsync(account.Name, password);
        await login.RefusedAsync(account.Name, password, LoginWorld.Beside);
        await login.EntersAsync(human, another, LoginWorld.Beside);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Settings_that_holders_may_change_let_nobody_in(int version)
    {
        await using var login = await LoginWorld.StartAsync(servers, version);
        var (account, password) = await login.OpenedAsync();
        string[] settings =
        [
            "standard_conforming_strings = off", "search_path = public", "role = none", "lock_timeout = 1", "DateStyle = 'SQL, DMY'", "TimeZone = 'Asia/Tokyo'",
            "IntervalStyle = sql_standard", "default_transaction_isolation = serializable", "transform_null_equals = on",
            "plpgsql.extra_errors = 'all'", "plan_cache_mode = force_generic_plan", "client_min_messages = error", "row_security = off", "debug_parallel_query = on", "enable_seqscan = off", "default_transaction_read_only = on",
        ];
        foreach (var setting in settings)
        {
            await using (var holder = login.World.Holder(account, password))
            {
                await holder.RunAsync($"ALTER ROLE {account.Name} SET {setting}");
            }

            await login.RefusedAsync(account.Name, password, LoginWorld.Beside);
        }

        await login.EntersAsync(account.Name, password);
    }

    // What cannot be read does not say whose login it is. Then accounts are known by their name.
    [Theory, MemberData(nameof(Versions))]
    public async Task With_comments_out_of_reach_accounts_stay_out_and_everybody_else_gets_in(int version)
    {
        await using var login = await LoginWorld.StartAsync(servers, version);
        var (account, password) = await login.OpenedAsync(address: null);
        var (human, another) = await HumanAsync(login, "jit_restore_of_last_night");
        await login.World.AdminAsync("REVOKE SELECT ON pg_shdescription FROM PUBLIC");

        await login.EntersAsync(human, another);
        await login.RefusedAsync(account.Name, password);
    }

    // Rule 19: also when everything of ours is gone.
    [Theory, MemberData(nameof(Versions))]
    public async Task Everybody_gets_in_when_what_is_ours_is_gone(int version)
    {
        await using var login = await LoginWorld.StartAsync(servers, version);
        var (account, password) = await login.OpenedAsync();
        var (human, another) = await HumanAsync(login, "gone");

        await login.World.AdminAsync("DROP SCHEMA jit_login CASCADE");

        Assert.Equal("1", await login.World.AdminAsync("SELECT 1"));
        await login.EntersAsync(human, another);
        await login.EntersAsync(account.Name, password, LoginWorld.Beside);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_function_that_fails_is_passed_by_superusers_and_by_nobody_else(int version)
    {
        await using var login = await LoginWorld.StartAsync(servers, version);
        var (human, password) = await HumanAsync(login, "stuck");
        await login.World.AdminAsync("CREATE OR REPLACE FUNCTION jit_login.check_login() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN PERFORM 1 / 0; END'");
        var past = new NpgsqlConnectionStringBuilder(login.World.Server.ConnectionString(login.World.Database)) { Options = "-c event_triggers=off" };

        Assert.Equal("1", await PostgresWorld.RunAsync(past.ConnectionString, "SELECT 1"));
        past.Username = human;
        past.Password = password.Reveal();
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => PostgresWorld.RunAsync(past.ConnectionString, "SELECT 1"))).SqlState);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_holder_can_neither_switch_it_off_nor_change_it_nor_call_it(int version)
    {
        await using var login = await LoginWorld.StartAsync(servers, version);
        var (account, password) = await login.OpenedAsync();
        await using var holder = login.World.Holder(account, password);
        string[] attempts =
        [
            "ALTER EVENT TRIGGER jit_login DISABLE", "DROP EVENT TRIGGER jit_login", "DROP FUNCTION jit_login.check_login()", "DROP SCHEMA jit_login CASCADE",
            "CREATE OR REPLACE FUNCTION jit_login.check_login() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'", "ALTER FUNCTION jit_login.check_login() RESET ALL",
            "CREATE FUNCTION jit_login.other() RETURNS int LANGUAGE sql AS 'SELECT 1'", "SELECT jit_login.check_login()", "SET event_triggers = off",
            $"ALTER ROLE {account.Name} SET event_triggers = off", $"ALTER ROLE {account.Name} VALID UNTIL 'infinity'", $"COMMENT ON ROLE {account.Name} IS 'mine'",
            $"ALTER DATABASE {login.World.Database} SET event_triggers = off", "SET session_replication_role = replica",
        ];

        foreach (var attempt in attempts)
        {
            await holder.RefusedAsync(PostgresErrorCodes.InsufficientPrivilege, attempt);
        }
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Before_17_the_file_says_so_and_changes_nothing(int version)
    {
        Assert.SkipWhen(version >= LoginTriggerFile.Oldest, $"PostgreSQL {version} has login triggers.");
        await using var world = await PostgresWorld.StartAsync(servers.Servers, version);

        var problem = await Assert.ThrowsAsync<PostgresException>(() => LoginTriggerFile.RunAsync(world.Server.ConnectionString(world.Database)));

        Assert.EndsWith("has no login event triggers; they came with 17.", problem.MessageText, StringComparison.Ordinal);
        Assert.Equal("False", await world.AdminAsync("SELECT to_regnamespace('jit_login') IS NOT NULL"));
    }

    private static async Task<(string Name, Core.Grants.Secret Password)> HumanAsync(LoginWorld login, string name)
    {
        var (role, password) = ($"{name}_{login.World.Database}", Core.Grants.Secret.NewPassword());
        await login.World.AdminAsync($"CREATE ROLE {role} LOGIN PASSWORD '{password.Reveal()}'; GRANT CONNECT ON DATABASE {login.World.Database} TO {role}");
        return (role, password);
    }
}
