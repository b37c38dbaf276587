using System.Collections.Immutable;
using System.Diagnostics;
using JitBot.Core.Statements;
using JitBot.Core.Targets;

namespace JitBot.Connectors.Tests.PostgreSql.Statements;

public sealed class RunStatementTests(ServerFixture servers)
{
    public static TheoryData<int> Majors => [15, 16, 17, 18];

    [Theory, MemberData(nameof(Majors))]
    public async Task Values_come_as_the_server_writes_them(int major)
    {
        await using var world = await StatementWorld.StartAsync(servers, major);

        var (result, kept) = await world.RunAsync("""
            select 1 as one, 1.50::numeric as amount, null as nothing, '' as empty, timestamptz '2026-11-20 12:00+02' as at, '\xdead'::bytea as bytes,
                array[1, null, 3] as list, '{"a": [1]}'::jsonb as json, true as yes, interval '1 day 2 hours' as span, 'Ünï 😀' as text, row (1, 'a') as pair
            """);

        Assert.Equal(
            ["1", "1.50", null, "", "2026-11-20 10:00:00+00", "\\xdead", "{1,NULL,3}", "{\"a\": [1]}", "t", "1 day 02:00:00", "Ünï 😀", "(1,a)"],
            Assert.Single(kept.Rows).AsEnumerable());
        Assert.Equal(["one", "amount"], kept.Columns.Where(column => column.IsNumber).Select(column => column.Name));
        Assert.Equal((1, ResultCap.None), result is RunResult.Ran ran ? (ran.Rows, ran.Cap) : default);
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task A_value_larger_than_a_buffer_comes_whole_and_counts_in_bytes(int major)
    {
        await using var world = await StatementWorld.StartAsync(servers, major);

        var (result, kept) = await world.RunAsync("select repeat('é😀', 20000) as text, null as nothing, 'x' as last");

        Assert.Equal([string.Concat(Enumerable.Repeat("é😀", 20000)), null, "x"], Assert.Single(kept.Rows).AsEnumerable());
        Assert.Equal(120_001, Assert.IsType<RunResult.Ran>(result).Bytes);
    }

    // Rules 30, 31
    [Theory, MemberData(nameof(Majors))]
    public async Task It_runs_as_the_grants_own_login_and_in_a_transaction_that_reads(int major)
    {
        await using var world = await StatementWorld.StartAsync(servers, major);

        var (_, kept) = await world.RunAsync("select session_user, current_user, current_setting('transaction_read_only'), current_setting('standard_conforming_strings')");

        Assert.Equal([world.Account.Name, world.Account.Name, "on", "on"], Assert.Single(kept.Rows).AsEnumerable());
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task What_is_out_of_scope_is_the_servers_no(int major)
    {
        await using var world = await StatementWorld.StartAsync(servers, major);

        var failed = Assert.IsType<RunResult.Failed>((await world.RunAsync("select * from salary")).Result);

        Assert.Equal(("42501", "permission denied for table salary"), (failed.SqlState, failed.Message));
    }

    // Rule 31
    [Theory, MemberData(nameof(Majors))]
    public async Task It_is_judged_once_more_when_it_is_run(int major)
    {
        await using var world = await StatementWorld.StartAsync(servers, major);

        Assert.IsType<RunResult.NotReading>((await world.RunAsync("delete from employee")).Result);
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task An_error_points_into_the_statement_also_behind_characters_of_two_units(int major)
    {
        await using var world = await StatementWorld.StartAsync(servers, major);

        Assert.Equal(15, Assert.IsType<RunResult.Failed>((await world.RunAsync("select '😀😀', nobody from employee")).Result).At);
    }

    // Rule 31
    [Theory, MemberData(nameof(Majors))]
    public async Task A_runaway_is_cut_at_its_timeout_on_the_server(int major)
    {
        await using var world = await StatementWorld.StartAsync(servers, major);

        var (result, _) = await world.RunAsync("select count(*) from generate_series(1, 1000000000000) a", StatementWorld.Limits with { Timeout = TimeSpan.FromMilliseconds(300) });

        Assert.IsType<RunResult.TimedOut>(result);
        Assert.Equal("0", await SessionsAsync(world));
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task Past_the_most_rows_the_query_is_stopped(int major)
    {
        await using var world = await StatementWorld.StartAsync(servers, major);

        var (result, kept) = await world.RunAsync("select generate_series(1, 1000000000000)", StatementWorld.Limits with { Rows = 10 });

        Assert.Equal((10, ResultCap.Rows), result is RunResult.Ran ran ? (ran.Rows, ran.Cap) : default);
        Assert.Equal(10, kept.Rows.Count);
        Assert.Equal("0", await SessionsAsync(world));
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task As_many_rows_as_there_may_be_are_no_reason_to_stop(int major)
    {
        await using var world = await StatementWorld.StartAsync(servers, major);

        var (result, _) = await world.RunAsync("select i from generate_series(1, 10) i", StatementWorld.Limits with { Rows = 10 });

        Assert.Equal((10, ResultCap.None), result is RunResult.Ran ran ? (ran.Rows, ran.Cap) : default);
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task Past_the_most_bytes_the_query_is_stopped_also_within_one_value(int major)
    {
        await using var world = await StatementWorld.StartAsync(servers, major);

        var (result, kept) = await world.RunAsync("select repeat('é', 400), 1 union all select repeat('x', 100000000), 2", StatementWorld.Limits with { Bytes = 1000 });

        Assert.Equal((1, 801, ResultCap.Bytes), result is RunResult.Ran ran ? (ran.Rows, ran.Bytes, ran.Cap) : default);
        Assert.Equal(400, Assert.Single(kept.Rows)[0]!.Length);
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task When_its_result_cannot_be_taken_the_query_is_stopped(int major)
    {
        await using var world = await StatementWorld.StartAsync(servers, major);

        await Assert.ThrowsAsync<IOException>(async () => await world.Postgres.Connector.RunAsync(
            world.Postgres.Target, world.Account, await world.OpenAsync(), "select generate_series(1, 1000000000000)", StatementWorld.Limits, new Full(), default));

        Assert.Equal("0", await SessionsAsync(world));
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task When_its_columns_are_not_taken_it_is_stopped_before_its_first_row(int major)
    {
        await using var world = await StatementWorld.StartAsync(servers, major);
        var sink = new Choosy();

        var result = await world.Postgres.Connector.RunAsync(
            world.Postgres.Target, world.Account, await world.OpenAsync(), "select generate_series(1, 1000000000000) as n", StatementWorld.Limits, sink, default);

        Assert.IsType<RunResult.OtherColumns>(result);
        Assert.Equal($"{world.Postgres.Database}: n", sink.Refused);
        Assert.Equal("0", await SessionsAsync(world));
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task Cancelled_the_query_is_stopped_on_the_server(int major)
    {
        await using var world = await StatementWorld.StartAsync(servers, major);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.RunAsync("select count(*) from generate_series(1, 1000000000000) a", ct: cancel.Token));

        Assert.Equal("0", await SessionsAsync(world));
    }

    // Rule 14
    [Theory, MemberData(nameof(Majors))]
    public async Task The_end_of_the_grant_cuts_what_runs_and_lets_nothing_run_again(int major)
    {
        await using var world = await StatementWorld.StartAsync(servers, major);
        var password = await world.OpenAsync();
        var running = world.Postgres.Connector.RunAsync(
            world.Postgres.Target, world.Account, password, "select count(*) from generate_series(1, 1000000000000) a", StatementWorld.Limits, new KeptResult(), default);
        while (await SessionsAsync(world) == "0")
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await world.Postgres.EndedAsync(world.Account);

        Assert.IsType<RunResult.Cut>(await running);
        Assert.IsType<RunResult.NoLogin>(
            await world.Postgres.Connector.RunAsync(world.Postgres.Target, world.Account, password, "select 1", StatementWorld.Limits, new KeptResult(), default));
    }

    private sealed class Full : IResultSink
    {
        public ValueTask<bool> BeginAsync(string database, ImmutableArray<ResultColumn> columns, CancellationToken ct) => ValueTask.FromResult(true);

        public ValueTask RowAsync(IReadOnlyList<string?> values, CancellationToken ct) => throw new IOException("There is no room.");
    }

    private sealed class Choosy : IResultSink
    {
        public string? Refused { get; private set; }

        public ValueTask<bool> BeginAsync(string database, ImmutableArray<ResultColumn> columns, CancellationToken ct)
        {
            Refused = $"{database}: {string.Join(", ", columns.Select(column => column.Name))}";
            return ValueTask.FromResult(false);
        }

        public ValueTask RowAsync(IReadOnlyList<string?> values, CancellationToken ct) => throw new InvalidOperationException("It took no columns.");
    }

    private static async Task<string?> SessionsAsync(StatementWorld world)
    {
        var watch = Stopwatch.StartNew();
        string? sessions;
        do
        {
            // Asked to stop, or left by its client, a server needs a moment.
            sessions = await world.Postgres.AdminAsync($"select count(*) from pg_stat_activity where usename = '{world.Account.Name}' and state = 'active'");
        }
        while (sessions != "0" && watch.Elapsed < TimeSpan.FromSeconds(1));
        return sessions;
    }
}
