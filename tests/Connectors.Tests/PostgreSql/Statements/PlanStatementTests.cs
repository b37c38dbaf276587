using JitBot.Core.Statements;
using JitBot.Core.Targets;

namespace JitBot.Connectors.Tests.PostgreSql.Statements;

public sealed class PlanStatementTests(ServerFixture servers)
{
    public static TheoryData<int> Majors => [15, 16, 17, 18];

    [Theory, MemberData(nameof(Majors))]
    public async Task A_plan_tells_the_tables_and_columns_that_would_be_read_and_nothing_was_run(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        await world.AdminAsync("insert into salary select 1, i from generate_series(1, 5000) i; analyze employee, salary");

        var plan = await PlannedAsync(world, "select e.name from employee e join salary s on s.employee = e.id where s.amount > 10", "public.employee", "public.salary");

        Assert.Equal(["public.employee: id, name (named), all of 2", "public.salary: amount, employee (named), all of 5000"], plan!.Tables.Select(Words));
        Assert.True(plan.Cost > 0);
    }

    // The server writes no alias where there is but one relation.
    [Theory, MemberData(nameof(Majors))]
    public async Task Of_a_single_table_the_columns_are_told_as_well(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        await world.AdminAsync("alter table employee add \"Odd. text\" text, add unread int; insert into employee (name) values ('Ann'); analyze employee");

        var some = await PlannedAsync(world, "select upper(name), \"Odd. text\"::varchar(9), 'email'::text from employee where id > 0", "public.employee");
        var row = await PlannedAsync(world, "select e from employee e", "public.employee");

        Assert.Equal(["public.employee: Odd. text, id, name (named), all of 3"], some!.Tables.Select(Words));
        Assert.Equal(["public.employee: Odd. text, email, id, name, unread (named), all of 3"], row!.Tables.Select(Words));
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task What_is_read_through_a_view_is_told_as_well(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);

        var plan = await PlannedAsync(world, "explain (analyze) select * from directory", "public.directory");

        Assert.Equal(["public.directory:  (named)", "public.employee: name, all of 0"], plan!.Tables.Select(Words));
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task Partitions_are_told_as_the_table_they_are_part_of(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        await world.AdminAsync("insert into pay.entry values (1, 2026), (2, 2026); analyze pay.entry");

        var plan = await PlannedAsync(world, "select id from pay.entry", "pay.entry");

        Assert.Equal(["pay.entry: id (named), all of 2"], plan!.Tables.Select(Words));
    }

    // Rule 24
    [Theory, MemberData(nameof(Majors))]
    public async Task Of_masked_tables_the_table_is_told_and_not_the_view_that_stands_for_it(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        world.Target = world.Target with { Masking = new() { Rules = [new MaskingRule("public", "employee", "email", Mask.Hidden)] } };

        var plan = await PlannedAsync(world, "select email from employee", "public.employee");

        Assert.Equal("public.employee", Assert.Single(plan!.Tables).Name.ToString());
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task A_statement_that_would_not_run_says_why_and_where(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);

        var failed = Assert.IsType<PlanResult.Failed>(await PlanAsync(world, "select nobody from employee", "public.employee"));

        Assert.Equal(("42703", "column \"nobody\" does not exist", 7), (failed.SqlState, failed.Message, failed.At));
    }

    // Rule 33: functions run while a statement is planned, and nobody has approved it then.
    [Theory, MemberData(nameof(Majors))]
    public async Task What_goes_wrong_with_a_value_while_planning_quotes_no_value(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        await world.AdminAsync("create function secret(int) returns text language sql stable as 'select email from employee where id = $1'; analyze employee");

        var failed = Assert.IsType<PlanResult.Failed>(await PlanAsync(world, "select 1 from employee where id = secret(1)::int", "public.employee"));

        Assert.Equal(("22P02", "the server cannot plan it"), (failed.SqlState, failed.Message));
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task What_was_not_asked_for_is_not_planned_either(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);

        Assert.Equal("42501", Assert.IsType<PlanResult.Failed>(await PlanAsync(world, "select * from salary", "public.employee")).SqlState);
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task A_statement_that_reads_no_table_needs_none(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);

        Assert.Empty((await PlannedAsync(world, "select 1"))!.Tables);
        Assert.Null(await PlannedAsync(world, "show server_version"));
    }

    private static async Task<StatementPlan?> PlannedAsync(PostgresWorld world, string sql, params string[] tables)
    {
        var result = await PlanAsync(world, sql, tables);
        return result is PlanResult.Planned planned ? planned.Plan : throw new InvalidOperationException($"{result}");
    }

    /// <summary>Plans it, and sees that the login it was planned with is gone.</summary>
    private static async Task<PlanResult> PlanAsync(PostgresWorld world, string sql, params string[] tables)
    {
        var order = world.Order(world.Scope(tables) with { IsEmpty = tables is [] }, lasting: TimeSpan.FromMinutes(1));
        var result = await world.Connector.PlanAsync(world.Target, order, sql, default);
        Assert.False(await world.ExistsAsync(order.Account.Name));
        return result;
    }

    private static string Words(TouchedTable table) =>
        $"{table.Name}: {string.Join(", ", table.Columns)}{(table.IsNamed ? " (named)" : "")}{(table.ScannedRows is { } rows ? $", all of {rows}" : "")}";
}
