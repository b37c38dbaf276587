using System.Collections.Immutable;
using JitBot.Core.Targets;
using JitBot.Support.Postgres;

namespace JitBot.Connectors.Tests.PostgreSql;

public sealed class PremadeRolesTests(ServerFixture servers)
{
    public static IEnumerable<object[]> Versions => PostgresFixture.Versions;

    // Rule 4
    [Theory, MemberData(nameof(Versions))]
    public async Task A_profile_of_premade_roles_gives_their_rights_and_the_bot_has_none_itself(int version)
    {
        await using var world = await StartAsync(version, "GRANT SELECT ON public.employee TO {0}");
        var account = await world.HaveAsync(Of(world, Role(version)));

        await using var holder = await world.OpenAsync(account);
        Assert.Equal("2", await holder.RunAsync("SELECT count(*) FROM public.employee"));
        await holder.RefusedAsync("42501", "SELECT * FROM public.salary");
        if (version >= 16)
        {
            await holder.RefusedAsync("42501", $"SET ROLE {Role(version)}");
            await using var bot = Npgsql.NpgsqlDataSource.Create(world.Target.Connection.Reveal());
            await bot.RefusedAsync("42501", "SELECT * FROM public.employee");
        }

        Assert.Empty(Assert.IsType<CatalogResult.Read>(await world.Connector.ReadCatalogAsync(world.Target, CancellationToken.None)).Catalog.Tables);
        await world.EndedAsync(account);
    }

    // Rule 4
    [Theory, MemberData(nameof(Versions))]
    public async Task A_table_scope_cannot_be_asked_for_with_it(int version)
    {
        await using var world = await StartAsync(version, "GRANT SELECT ON public.employee TO {0}");

        var order = Of(world, Role(version));
        Assert.Contains("whole database", Assert.IsType<IssueResult.Refused>(await world.IssueAsync(order with { Scope = world.Scope("public.employee") })).Why, StringComparison.Ordinal);
        Assert.Contains("whole database", Assert.IsType<IssueResult.Refused>(await world.IssueAsync(order with { Scope = world.Scope() with { Schemas = ["pay"] } })).Why, StringComparison.Ordinal);
    }

    // Rule 5
    [Theory, MemberData(nameof(Versions))]
    public async Task A_powerful_role_is_refused_also_when_the_power_comes_through_another(int version)
    {
        await using var world = await StartAsync(version, "GRANT SELECT ON public.employee TO {0}");
        foreach (var (power, taken) in new[]
        {
            ("ALTER ROLE {0} SUPERUSER", "ALTER ROLE {0} NOSUPERUSER"),
            ("ALTER ROLE {0} CREATEROLE", "ALTER ROLE {0} NOCREATEROLE"),
            ("ALTER ROLE {0} CREATEDB", "ALTER ROLE {0} NOCREATEDB"),
            ("ALTER ROLE {0} REPLICATION", "ALTER ROLE {0} NOREPLICATION"),
            ("ALTER ROLE {0} BYPASSRLS", "ALTER ROLE {0} NOBYPASSRLS"),
            ("GRANT pg_read_all_data TO {0}", "REVOKE pg_read_all_data FROM {0}"),
            ("CREATE ROLE {0}_between; GRANT pg_execute_server_program TO {0}_between; GRANT {0}_between TO {0}", "DROP ROLE {0}_between"),
            ("CREATE ROLE {0}_given; GRANT {0}_given TO {0} WITH ADMIN OPTION", "DROP ROLE {0}_given"),
        })
        {
            string In(string text) => string.Format(System.Globalization.CultureInfo.InvariantCulture, text, Role(version));
            await world.AdminAsync(In(power));
            var order = Of(world, Role(version));
            Assert.Contains("never hands out", Assert.IsType<IssueResult.Refused>(await world.IssueAsync(order)).Why, StringComparison.Ordinal);
            Assert.False(await world.ExistsAsync(order.Account.Name));
            await world.AdminAsync(In(taken));
        }

        await world.HaveAsync(Of(world, Role(version)));
    }

    // Rule 5: before 16 whoever is in a role can become it, and set its password.
    [Theory, MemberData(nameof(Versions))]
    public async Task A_role_that_can_be_become_and_can_log_in_is_given_only_if_that_is_accepted(int version)
    {
        await using var world = await StartAsync(version, "GRANT SELECT ON public.employee TO {0}");
        await world.AdminAsync($"ALTER ROLE {Role(version)} LOGIN");
        var becoming = Of(world, Role(version)) is var order && version < 16 ? order : order with { Profile = order.Profile with { Level = AccessLevel.Ddl } };

        Assert.Contains($"ALTER ROLE \"{Role(version)}\" NOLOGIN", Assert.IsType<IssueResult.Refused>(await world.IssueAsync(becoming)).Why, StringComparison.Ordinal);

        world.Target = world.Target with { AcceptedRights = [$"LOGIN {Role(version)}"] };
        Assert.Equal([$"LOGIN {Role(version)}"], Assert.IsType<IssueResult.Issued>(await world.IssueAsync(becoming)).AcceptedRights);
        await world.AdminAsync($"ALTER ROLE {Role(version)} NOLOGIN");
    }

    // Rule 4
    [Theory, MemberData(nameof(Versions))]
    public async Task A_role_that_is_missing_or_not_the_bots_to_hand_out_is_refused(int version)
    {
        await using var world = await StartAsync(version, "GRANT SELECT ON public.employee TO {0}");
        Assert.Contains("no role nobody", Assert.IsType<IssueResult.Refused>(await world.IssueAsync(Of(world, "nobody"))).Why, StringComparison.Ordinal);
        if (version >= 16)
        {
            await world.AdminAsync($"REVOKE {Role(version)} FROM jitbot CASCADE");
            Assert.Contains("WITH ADMIN TRUE", Assert.IsType<IssueResult.Refused>(await world.IssueAsync(Of(world, Role(version)))).Why, StringComparison.Ordinal);
        }
    }

    // Rule 6: what cannot be looked into cannot be vouched for.
    [Theory, MemberData(nameof(Versions))]
    public async Task A_database_the_roles_may_enter_and_the_bot_may_not_is_a_finding(int version)
    {
        await using var world = await StartAsync(version, "GRANT SELECT ON public.employee TO {0}");
        await using var archive = await PostgresWorld.StartAsync(servers, version);
        await world.AdminAsync($"REVOKE CONNECT ON DATABASE {archive.Database} FROM jitbot; GRANT CONNECT ON DATABASE {archive.Database} TO {Role(version)}");

        var why = Assert.IsType<IssueResult.Refused>(await world.IssueAsync(Of(world, Role(version)))).Why;
        Assert.Contains($"CONNECT {archive.Database}", why, StringComparison.Ordinal);
        Assert.Contains($"GRANT CONNECT ON DATABASE \"{archive.Database}\" TO \"jitbot\"", why, StringComparison.Ordinal);

        await world.AdminAsync($"GRANT CONNECT ON DATABASE {archive.Database} TO jitbot");
        world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<IssueResult.Issued>(await world.IssueAsync(Of(world, Role(version))));
        await world.AdminAsync($"REVOKE CONNECT ON DATABASE {archive.Database} FROM {Role(version)}");
    }

    private static string Role(int version) => $"hr_read_{version}";

    private static AccountOrder Of(PostgresWorld world, params string[] roles)
    {
        var order = world.Order(world.Scope());
        return order with { Scope = order.Scope with { Level = "auditor" }, Profile = new() { Name = "auditor", Level = AccessLevel.Read, MemberOf = [.. roles] } };
    }

    private async Task<PostgresWorld> StartAsync(int version, string grants)
    {
        var world = await PostgresWorld.StartAsync(servers, version, Schema.Hr + $"""
            DO $$ BEGIN CREATE ROLE {Role(version)}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
            """ + string.Format(System.Globalization.CultureInfo.InvariantCulture, grants, Role(version)),
            new Dictionary<string, string>(StringComparer.Ordinal) { ["rights"] = "none", ["member_of"] = Role(version) });
        await world.AdminAsync($"GRANT CONNECT ON DATABASE {world.Database} TO {Role(version)}");
        return world;
    }
}
