using System.Collections.Immutable;
using JitBot.Core.Targets;

namespace JitBot.Connectors.Tests.PostgreSql;

/// <summary>Levels of the operator's own.</summary>
public sealed class ProfileTests(ServerFixture servers)
{
    public static TheoryData<int> Majors => [15, 16, 17, 18];

    [Fact]
    public async Task A_profile_gives_the_privileges_it_names_and_no_others()
    {
        await using var world = await PostgresWorld.StartAsync(servers, 18);
        var append = new AccessProfile { Name = "append", Level = AccessLevel.Write, Privileges = ["SELECT", "INSERT"] };
        await using var holder = await world.OpenAsync(await world.HaveAsync(Order(world, append, world.Scope("public.employee"))));

        await holder.RunAsync("INSERT INTO employee (name) VALUES ('Cy')");
        Assert.Equal("3", await holder.RunAsync("SELECT count(*) FROM employee"));
        await holder.RefusedAsync("42501", "UPDATE employee SET name = 'x'");
        await holder.RefusedAsync("42501", "DELETE FROM employee");
    }

    // Rule 8
    [Theory, MemberData(nameof(Majors))]
    public async Task Sessions_begin_with_the_time_limit_of_their_profile(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        var brief = new AccessProfile { Name = "read", Level = AccessLevel.Read, StatementTimeout = TimeSpan.FromMinutes(5) };
        await using var holder = await world.OpenAsync(await world.HaveAsync(Order(world, brief, world.Scope("public.employee"))));

        Assert.Equal("5min", await holder.RunAsync("SHOW statement_timeout"));
    }

    // Rules 2, 9
    [Theory, MemberData(nameof(Majors))]
    public async Task At_the_level_that_alters_tables_a_login_becomes_their_owner_and_is_nothing_otherwise(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        var order = Order(world, await OwnedAsync(world), world.Scope() with { Tables = [] });
        var account = await world.HaveAsync(order);
        await using (var holder = await world.OpenAsync(account))
        {
            await holder.RunAsync("ALTER TABLE employee ADD COLUMN shoe_size int");
            await holder.RunAsync("CREATE TABLE public.made (id int)");
            await holder.RunAsync("DROP TABLE salary");
            Assert.Equal(order.Profile.MemberOf[0], await holder.RunAsync("SELECT current_user"));
            if (major >= 16)
            {
                await holder.RefusedAsync("42501", "SET ROLE none; SELECT * FROM employee");
            }
        }

        var gone = await world.EndedAsync(account);

        Assert.Empty(gone.Kept);
        Assert.Equal(order.Profile.MemberOf[0], await world.AdminAsync("SELECT tableowner FROM pg_tables WHERE tablename = 'made'"));
        Assert.False(await world.ExistsAsync(account.Name));
    }

    // Rule 9: every statement that is told is tried out, and afterwards there is nothing left to tell.
    [Theory, MemberData(nameof(Majors))]
    public async Task What_somebody_left_different_on_what_they_could_alter_is_told_with_what_undoes_it(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        var profile = await OwnedAsync(world);
        var owner = profile.MemberOf[0];
        var friend = $"{world.Database}_friend";
        await world.AdminAsync($"""
            CREATE ROLE {friend}; GRANT {friend} TO {owner}; GRANT INSERT ON public.salary TO {friend}; GRANT CREATE ON SCHEMA public TO {friend};
            CREATE FUNCTION public.noop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
            ALTER FUNCTION public.noop() OWNER TO {owner};
            CREATE TRIGGER guard BEFORE INSERT ON public.salary FOR EACH ROW EXECUTE FUNCTION public.noop();
            -- One right, from two who may give it.
            CREATE ROLE {friend}_too; GRANT SELECT ON public.salary TO {friend} WITH GRANT OPTION; GRANT SELECT ON public.salary TO {friend}_too;
            SET ROLE {friend}; GRANT SELECT ON public.salary TO {friend}_too; RESET ROLE;
            CREATE VIEW public.pay_all AS SELECT * FROM public.salary; ALTER VIEW public.pay_all OWNER TO {owner};
            """);
        var reader = await world.HaveAsync(world.Order(world.Scope("pay.run")));
        var shared = await world.AdminAsync($"SELECT pg_get_userbyid(roleid) FROM pg_auth_members WHERE member = {reader.ServerId}");
        var account = await world.HaveAsync(Order(world, profile, world.Scope() with { Tables = [] }));
        await using (var holder = await world.OpenAsync(account))
        {
            await holder.RunAsync($"""
                GRANT SELECT ON public.employee TO {reader.Name}, {shared}; GRANT UPDATE ON public.salary TO {friend} WITH GRANT OPTION;
                GRANT SELECT ON public.employee TO PUBLIC; GRANT UPDATE (name) ON public.employee TO {friend}; REVOKE INSERT ON public.salary FROM {friend};
                CREATE TRIGGER spy AFTER INSERT ON public.employee FOR EACH ROW EXECUTE FUNCTION public.noop(); DROP TRIGGER guard ON public.salary;
                ALTER FUNCTION public.noop() SECURITY DEFINER; ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC;
                ALTER TABLE public.employee ENABLE ROW LEVEL SECURITY; CREATE POLICY everything ON public.employee USING (true);
                ALTER ROLE {owner} SET search_path = evil; ALTER VIEW public.pay_all OWNER TO {friend};
                CREATE RULE quiet AS ON UPDATE TO public.salary DO INSTEAD NOTHING; ALTER TABLE public.salary ADD COLUMN bonus int;
                """);
        }

        await world.EndedAsync(account);
        var changes = Assert.IsType<CompareResult.Compared>(await world.Connector.CompareAsync(world.Target, account, default)).Changes;

        string[] expected =
        [
            "SELECT on TABLE public.employee for PUBLIC is new", $"UPDATE (name) on TABLE public.employee for {friend} is new", $"INSERT on TABLE public.salary for {friend} is gone",
            "trigger spy on TABLE public.employee is new", "trigger guard on TABLE public.salary is gone", "ROUTINE public.noop(), which runs with its owner's rights, was changed",
            "SELECT on future tables for PUBLIC is new", "row-level security of TABLE public.employee is new", "policy everything on TABLE public.employee is new",
            $"SELECT on TABLE public.employee for {reader.Name} is new", $"SELECT on TABLE public.employee for {shared} is new", $"UPDATE on TABLE public.salary for {friend} is new",
            $"the setting search_path of the role {owner} is new", $"TABLE public.pay_all belongs to {friend} now", "rule quiet on TABLE public.salary is new",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), changes.Select(change => change.Split(": ")[0]).Order(StringComparer.Ordinal));
        foreach (var change in changes)
        {
            await world.AdminAsync(change.Split(": ", 2)[1]);
        }

        Assert.Empty(Assert.IsType<CompareResult.Compared>(await world.Connector.CompareAsync(world.Target, account, default)).Changes);
    }

    // Rule 9
    [Fact]
    public async Task A_level_that_alters_tables_is_not_given_for_single_ones()
    {
        await using var world = await PostgresWorld.StartAsync(servers, 18);

        var refused = Assert.IsType<IssueResult.Refused>(await world.IssueAsync(Order(world, await OwnedAsync(world), world.Scope("public.employee"))));

        Assert.Contains("ask for the whole database", refused.Why, StringComparison.Ordinal);
    }

    // Rule 23
    [Theory, MemberData(nameof(Majors))]
    public async Task An_account_with_settings_may_be_made_twice(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        world.Target = world.Target with { Masking = new() { Rules = [new("*", "*", "email", Mask.Hidden)] } };
        var order = Order(world, new() { Name = "read", Level = AccessLevel.Read, StatementTimeout = TimeSpan.FromMinutes(5) }, world.Scope("public.employee"));
        var first = await world.HaveAsync(order);
        await world.AdminAsync($"ALTER ROLE {first.Name} SET work_mem = '1MB'; ALTER ROLE {first.Name} IN DATABASE {world.Database} SET search_path = public");

        var second = await world.HaveAsync(order);
        await using var holder = await world.OpenAsync(second);

        Assert.Equal(first.ServerId, second.ServerId);
        Assert.Equal("", await holder.RunAsync("SELECT email FROM employee"));
        Assert.NotEqual("1MB", await holder.RunAsync("SHOW work_mem"));
    }

    private static AccountOrder Order(PostgresWorld world, AccessProfile profile, AccessScope scope)
    {
        var order = world.Order(scope);
        return order with { Profile = profile, Scope = order.Scope with { Level = profile.Name } };
    }

    /// <summary>The tables of the world have an owner that JitBot may hand out.</summary>
    private static async Task<AccessProfile> OwnedAsync(PostgresWorld world)
    {
        var owner = $"{world.Database}_owner";
        await world.AdminAsync($"""
            CREATE ROLE {owner} NOLOGIN; GRANT CREATE ON SCHEMA public TO {owner}; GRANT CONNECT ON DATABASE {world.Database} TO {owner};
            ALTER TABLE public.employee OWNER TO {owner}; ALTER TABLE public.salary OWNER TO {owner};
            """);
        await world.SetUpAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["member_of"] = owner });
        return new() { Name = "ddl", Level = AccessLevel.Ddl, MemberOf = [owner] };
    }
}
