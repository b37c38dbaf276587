using JitBot.Core.Grants;
using JitBot.Core.Statements;
using JitBot.Core.Targets;

namespace JitBot.Connectors.Tests.PostgreSql.Statements;

/// <summary>Statements on views that read with the rights of whoever reads them.</summary>
public sealed class InvokerViewTests(ServerFixture servers)
{
    private const string Views = """
        CREATE VIEW public.staff WITH (security_invoker = on, check_option = local) AS SELECT id, name FROM public.employee;
        CREATE VIEW public.crew WITH (security_invoker) AS SELECT s.name, d.name AS listed FROM public.staff s, public.directory d;
        CREATE VIEW public.mail WITH (security_invoker = true) AS SELECT id, name, email FROM public.employee;
        """;

    public static TheoryData<int> Majors => [15, 16, 17, 18];

    [Theory, MemberData(nameof(Majors))]
    public async Task The_catalogue_tells_what_such_a_view_reads_down_to_what_reads_with_its_owners_rights(int major)
    {
        await using var world = await StartAsync(major);

        Assert.Equal(["public.crew", "public.directory", "public.employee", "public.staff"], (await NamedAsync(world, "crew")).Select(name => name.ToString()));
        Assert.Equal(["public.directory"], (await NamedAsync(world, "directory")).Select(name => name.ToString()));
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task A_statement_on_such_a_view_is_planned_and_run_and_tells_the_tables_below(int major)
    {
        await using var world = await StartAsync(major);
        var scope = await ScopeAsync(world, "crew");

        var plan = Assert.IsType<PlanResult.Planned>(await PlanAsync(world, scope, "SELECT * FROM crew ORDER BY 1, 2")).Plan;
        Assert.Equal(["public.crew", "public.directory", "public.employee", "public.staff"], plan!.Tables.Select(table => table.Name.ToString()));

        var account = await world.HaveAsync(world.Order(scope) with { Profile = AccessProfile.Statement });
        var password = Secret.NewPassword();
        await world.Connector.OpenAsync(world.Target, account, password, default);
        var kept = new KeptResult();
        await world.Connector.RunAsync(world.Target, account, password, "SELECT * FROM crew ORDER BY 1, 2", StatementWorld.Limits, kept, default);
        Assert.Equal(["Ann Ann", "Ann Bob", "Bob Ann", "Bob Bob"], kept.Rows.Select(row => string.Join(' ', row)));
    }

    // Rules 7, 24: the table below is given as it would be by itself, with its columns masked.
    [Theory, MemberData(nameof(Majors))]
    public async Task Such_a_view_is_no_way_round_a_mask(int major)
    {
        await using var world = await StartAsync(major);
        world.Target = world.Target with
        {
            Masking = new() { Rules = [new("public", "mail", "*", Mask.Plain), new("public", "employee", "email", Mask.Hidden)] },
        };
        var scope = await ScopeAsync(world, "mail");
        Assert.Contains(new TableName("public", "employee"), scope.Tables);

        Assert.Equal("42501", Assert.IsType<PlanResult.Failed>(await PlanAsync(world, scope, "SELECT email FROM mail")).SqlState);
        Assert.Equal("42501", Assert.IsType<PlanResult.Failed>(await PlanAsync(world, scope, "SELECT name FROM mail WHERE email LIKE 'a%'")).SqlState);
        var account = await world.HaveAsync(world.Order(scope) with { Profile = AccessProfile.Statement });
        var password = Secret.NewPassword();
        await world.Connector.OpenAsync(world.Target, account, password, default);
        Assert.Equal(
            "42501", Assert.IsType<RunResult.Failed>(await world.Connector.RunAsync(world.Target, account, password, "SELECT email FROM mail", StatementWorld.Limits, new KeptResult(), default)).SqlState);
    }

    private async Task<PostgresWorld> StartAsync(int major) => await PostgresWorld.StartAsync(servers, major, Schema.Hr + Views);

    private static Task<PlanResult> PlanAsync(PostgresWorld world, AccessScope scope, string sql) =>
        world.Connector.PlanAsync(world.Target, world.Order(scope, lasting: TimeSpan.FromMinutes(1)), sql, default);

    private static async Task<AccessScope> ScopeAsync(PostgresWorld world, string name) => world.Scope() with { Tables = [.. await NamedAsync(world, name)] };

    private static async Task<IEnumerable<TableName>> NamedAsync(PostgresWorld world, string name) =>
        Assert.IsType<CatalogResult.Read>(await world.Connector.ReadCatalogAsync(world.Target, default)).Catalog
            .Named(world.Database, new HashSet<string> { name }).Select(table => table.Name).OrderBy(table => table.ToString(), StringComparer.Ordinal);
}
