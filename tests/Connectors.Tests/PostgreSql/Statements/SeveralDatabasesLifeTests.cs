using JitBot.Core.Grants;
using JitBot.Core.Requests;
using JitBot.Core.Statements;

namespace JitBot.Connectors.Tests.PostgreSql.Statements;

/// <summary>One request, one approval, one run with a result for each of three databases.</summary>
public sealed class SeveralDatabasesLifeTests(ServerFixture servers)
{
    private const string Sql = "select name, email from employee order by name";

    public static TheoryData<int> Majors => [15, 16, 17, 18];

    [Theory, MemberData(nameof(Majors))]
    public async Task It_is_planned_approved_and_run_in_each_and_its_end_leaves_no_account(int major)
    {
        await using var life = await StatementLife.StartAsync(servers, major);
        var sink = new KeptResult();

        var asked = await life.SubmitAsync(Sql);
        Assert.Equal([0, 1, 0], asked.Places.Select(place => place.Masked?.Count ?? 0));
        Assert.All(asked.Places, place => Assert.Equal(["public.employee"], place.Plan!.Tables.Select(table => table.Name.ToString())));

        var active = await life.ApproveAsync(asked);
        Assert.Equal(RequestState.Active, active.State);

        var ran = await life.RunAsync(active, sink);
        Assert.Equal(life.Databases, ran.Run.Databases.Select(one => (one.Database, one.Rows) is var (name, rows) && rows == 2 ? name : "").ToArray());
        Assert.Equal(["ann@example.com", "a****", "ann@example.com"], sink.Rows.Where(row => row[0] == "Ann").Select(row => row[1]));

        life.Postgres.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(RequestState.Ended, (await life.DueAsync(active)).State);
        Assert.Empty(await life.AccountsAsync());
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task Where_a_table_is_missing_in_one_database_nothing_is_asked_for(int major)
    {
        await using var life = await StatementLife.StartAsync(servers, major);
        await life.Postgres.AdminAsync("DROP TABLE salary", life.Databases[2]);

        var why = Assert.IsType<PreviewOutcome.Previewed>(Assert.IsType<SubmitOutcome.NotReady>(await life.AskAsync("select * from salary")).Why);

        Assert.Equal(new DraftProblem.WouldNotRun("42P01", $"{life.Databases[2]}: relation \"salary\" does not exist", 14), Assert.Single(why.Analysis.Problems));
        Assert.Empty(await life.AccountsAsync());
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task Where_a_database_is_dropped_before_it_is_issued_nothing_is_given(int major)
    {
        await using var life = await StatementLife.StartAsync(servers, major);
        var asked = await life.SubmitAsync(Sql);
        await SeveralDatabasesTests.DropAsync(life.Postgres, life.Databases[1]);

        var ended = await life.ApproveAsync(asked);

        Assert.Equal((EndCause.NotIssued, $"There is no database {life.Databases[1]} on hr-prod: ask again for one that is there."), (ended.Grant.Ending!.Cause, ended.Grant.Ending.Reason));
        Assert.Empty(await life.AccountsAsync());
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task Where_a_database_is_dropped_before_it_is_run_the_run_says_so_and_keeps_what_came_before(int major)
    {
        await using var life = await StatementLife.StartAsync(servers, major);
        var active = await life.ApproveAsync(await life.SubmitAsync(Sql));
        await SeveralDatabasesTests.DropAsync(life.Postgres, life.Databases[1]);
        var sink = new KeptResult();

        var ran = await life.RunAsync(active, sink);

        Assert.Equal(2, sink.Rows.Count);
        Assert.Equal((life.Databases[1], "3D000"), ran.Results is [{ Result: RunResult.Ran }, { Result: RunResult.Failed failed } last] ? (last.Database, failed.SqlState) : default);
        Assert.Equal([RunEnd.Done, RunEnd.Failed, RunEnd.NotRun], ran.Run.Databases.Select(one => one.End));
        life.Postgres.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(RequestState.Ended, (await life.DueAsync(active)).State);
    }
}
