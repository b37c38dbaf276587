using System.Collections.Immutable;
using JitBot.Core.Grants;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using JitBot.Core.Storage;
using JitBot.Core.Sweep;
using JitBot.Core.Targets;
using JitBot.Support;

namespace JitBot.Core.Tests.Statements;

public sealed class RunStatementTests : IAsyncLifetime
{
    private const string Sql = "select title from title\nwhere employee_id = 7 -- the one in INC-42";

    private static readonly TouchedTable Title = new(new("public", "title"), ["employee_id", "title"], IsNamed: true, ScannedRows: 3000);

    private readonly JitWorld _world = new();
    private readonly Kept _sink = new();

    public ValueTask InitializeAsync()
    {
        _world.Connector.Plan = new PlanResult.Planned(new([Title], 1, 3.5));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    // Rule 29
    [Fact]
    public async Task What_is_asked_for_is_the_statement_letter_for_letter_and_the_tables_it_reads()
    {
        var request = await _world.SubmitAsync(Draft($"  \n{Sql}\n\t"));

        Assert.Equal(Sql, request.Statement!.Text);
        Assert.Equal([Title.Name], request.Scope.Tables.AsEnumerable());
        Assert.Equal(("statement", false), (request.Scope.Level, request.Scope.IsWholeDatabase));
        Assert.Equal(["public.title"], request.Statement.Plan!.Tables.Select(table => table.Name.ToString()));
    }

    // The account needs rights on them, and approvers and policies see them.
    [Fact]
    public async Task What_a_named_view_reads_as_its_reader_is_asked_for_with_it()
    {
        TableName view = new("public", "titles");
        _world.Connector.Catalog = new([.. _world.Connector.Catalog.Tables, new("hr", view, RelationKind.View) { ReadsAsReader = [Title.Name] }]);
        _world.Connector.Plan = new PlanResult.Planned(new([Title with { IsNamed = false }, new(view, [], IsNamed: true, null)], 1, 3.5));

        var request = await _world.SubmitAsync(Draft("select * from titles"));

        Assert.Equal([Title.Name, view], request.Scope.Tables.AsEnumerable());
    }

    [Fact]
    public async Task A_statement_that_reads_no_table_reaches_none()
    {
        _world.Connector.Plan = new PlanResult.Planned(null);

        var scope = (await _world.SubmitAsync(Draft("show server_version"))).Scope;

        Assert.Equal((true, false, 0), (scope.IsEmpty, scope.IsWholeDatabase, scope.Tables.Length));
    }

    // Rule 31
    [Fact]
    public async Task What_writes_is_refused_before_anybody_is_asked_and_the_refusal_points_at_it()
    {
        var problem = Assert.IsType<DraftProblem.NotReading>(await ProblemAsync(Draft("select 1; delete from title")));

        Assert.Equal((10, 6), (problem.Verdict.Start, problem.Verdict.Length));
    }

    [Fact]
    public async Task What_the_server_would_not_run_is_refused_with_its_words()
    {
        _world.Connector.Plan = new PlanResult.Failed("42703", "column \"nobody\" does not exist", 7);

        Assert.Equal(new DraftProblem.WouldNotRun("42703", "column \"nobody\" does not exist", 7), await ProblemAsync(Draft("select nobody from title")));
    }

    [Fact]
    public async Task What_cannot_be_planned_is_not_asked_for()
    {
        _world.Connector.Plan = new PlanResult.Unreachable("hr-prod: the server did not answer in time.");

        Assert.Equal(new DraftProblem.NotPlanned("hr-prod: the server did not answer in time."), await ProblemAsync(Draft()));
    }

    // Rule 23
    [Fact]
    public async Task A_statement_is_never_planned_with_the_account_that_is_granted()
    {
        var request = await _world.SubmitAsync(Draft());

        Assert.NotEqual(request.Grant.AccountName, Assert.Single(_world.Connector.Planned).Name);
    }

    // Rule 21
    [Fact]
    public async Task On_a_target_in_doubt_nothing_is_planned()
    {
        await SweepAsync();
        _world.Connector.Identity = "server-2";
        await _world.PassAsync(ReconcileTargets.Interval);
        await SweepAsync();

        Assert.StartsWith("hr-prod is on hold: ", Assert.IsType<DraftProblem.NotPlanned>(await ProblemAsync(Draft())).Why, StringComparison.Ordinal);
        Assert.Empty(_world.Connector.Planned);
    }

    [Fact]
    public async Task Who_has_all_they_may_have_has_nothing_planned()
    {
        _world.Policy = _world.Policy with { Caps = new() { GrantsPerPerson = 1 } };
        await _world.GrantAsync();

        Assert.IsType<SubmitOutcome.CapReached>(await _world.AskAsync(Draft()));
        Assert.Empty(_world.Connector.Planned);
    }

    [Fact]
    public async Task To_a_JitBot_that_knows_no_statements_such_a_request_cannot_be_read()
    {
        Assert.Equal(AccessRequest.StatementSchema, (await _world.SubmitAsync(Draft())).SchemaVersion);
        Assert.Equal(1, (await _world.SubmitAsync()).SchemaVersion);
    }

    [Fact]
    public async Task The_policy_decides_on_what_the_statement_touches()
    {
        _world.Policy = _world.Policy with
        {
            Rules =
            [
                new() { Name = "titles", When = JitWorld.When("request.kind == 'statement' && resource.table_name == 'title' && !request.data_export"), Steps = [], Longest = TimeSpan.FromHours(1) },
                .. _world.Policy.Rules,
            ],
        };

        Assert.Equal("titles", (await _world.SubmitAsync(Draft() with { Duration = TimeSpan.FromHours(1) })).Rule.Name);
        Assert.Equal("production", (await _world.SubmitAsync(Draft() with { Export = true })).Rule.Name);
    }

    [Fact]
    public async Task The_policy_decides_also_on_what_lies_under_a_view()
    {
        _world.Connector.Plan = new PlanResult.Planned(new([Title, new(new("pay", "salary"), ["amount"], IsNamed: false, ScannedRows: null)], 1, 3.5));
        _world.Policy = _world.Policy with
        {
            Rules =
            [
                new() { Name = "no pay", When = JitWorld.When("resource.table_name == 'salary'"), Deny = "Not by statements.", Longest = TimeSpan.FromHours(1) },
                .. _world.Policy.Rules,
            ],
        };

        Assert.Equal("no pay", Assert.IsType<SubmitOutcome.DeniedByPolicy>(await _world.AskAsync(Draft() with { Duration = TimeSpan.FromHours(1) })).Rule);
    }

    [Fact]
    public async Task Nobody_asks_for_a_login_of_the_level_that_statements_have() => Assert.IsType<DraftProblem.Unknown>(
        await ProblemAsync(_world.Draft() with { Level = "statement" }));

    // Rule 30
    [Fact]
    public async Task A_run_gives_the_result_to_its_requester_and_is_on_record()
    {
        var request = await _world.GrantAsync(Draft());
        _world.Connector.Rows = ["1", null, "333"];

        var ran = Assert.IsType<RunOutcome.Ran>(await RunAsync(request));

        Assert.Equal(["1", null, "333"], _sink.Rows);
        var run = Assert.Single((await _world.Get<StatementRuns>().ListAsync(request.Id, default)).Newest);
        Assert.Equivalent(ran.Run, run, strict: true);
        Assert.Equal([new DatabaseRun("hr", RunEnd.Done, 3)], run.Databases.AsEnumerable());
        Assert.Equal((RunEnd.Done, 3, 4, Sql, request.Statement!.Hash, "dana"), (run.End, run.Rows, run.Bytes, run.Text, run.Hash, run.By.Value));
    }

    [Fact]
    public async Task Each_run_has_a_password_of_its_own()
    {
        var request = await _world.GrantAsync(Draft());
        await RunAsync(request);
        var first = _world.Connector.Passwords[request.Grant.AccountName];

        await RunAsync(request);

        Assert.NotEqual(first.Reveal(), _world.Connector.Passwords[request.Grant.AccountName].Reveal());
    }

    // Rule 29
    [Theory]
    [InlineData("select title from title\nwhere employee_id = 8 -- the one in INC-42", 44)]
    [InlineData("select title from title where employee_id = 7 -- the one in INC-42", 23)]
    [InlineData("select title from title\nwhere employee_id = 7 -- the one in INC-42;", 66)]
    [InlineData("select title from title", 23)]
    public async Task A_statement_changed_by_a_letter_is_refused_and_not_run(string typed, int at)
    {
        var request = await _world.GrantAsync(Draft());

        Assert.Equal(at, Assert.IsType<RunOutcome.Changed>(await RunAsync(request, typed: typed)).At);

        Assert.Empty(_sink.Rows);
        Assert.Empty((await _world.Get<StatementRuns>().ListAsync(request.Id, default)).Newest);
    }

    // Rule 29
    [Fact]
    public async Task White_space_around_it_is_no_change() => Assert.IsType<RunOutcome.Ran>(await RunAsync(await _world.GrantAsync(Draft()), typed: $"\n {Sql}\r\n"));

    [Fact]
    public async Task Of_many_runs_the_newest_are_listed_with_how_many_there_are()
    {
        var request = await _world.GrantAsync(Draft());
        List<StatementRun> all = [];
        for (var i = 0; i < 22; i++)
        {
            all.Add(Assert.IsType<RunOutcome.Ran>(await RunAsync(request)).Run);
            _world.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var runs = await _world.Get<StatementRuns>().ListAsync(request.Id, default);

        Assert.Equal(22, runs.Total);
        Assert.Equal(all.Skip(2).Select(run => run.Id), runs.Newest.Select(run => run.Id));
    }

    // Rule 33
    [Fact]
    public async Task Nobody_but_the_requester_runs_it() =>
        Assert.IsType<RunOutcome.NotYours>(await RunAsync(await _world.GrantAsync(Draft()), _world.Omar));

    // Rule 33
    [Fact]
    public async Task Its_result_is_taken_out_only_where_that_was_approved()
    {
        Assert.IsType<RunOutcome.NoExport>(await RunAsync(await _world.GrantAsync(Draft()), export: true));
        Assert.IsType<RunOutcome.Ran>(await RunAsync(await _world.GrantAsync(Draft() with { Export = true }), export: true));
    }

    [Fact]
    public async Task The_login_of_a_statement_is_shown_to_nobody() => Assert.IsType<RevealOutcome.NothingToShow>(
        await _world.Get<RevealSecret>().HandleAsync((await _world.GrantAsync(Draft())).Id, _world.Dana, null, default));

    [Fact]
    public async Task A_login_that_was_granted_runs_no_statement() => Assert.IsType<RunOutcome.NotAStatement>(await RunAsync(await _world.GrantAsync()));

    [Fact]
    public async Task What_is_not_approved_or_is_over_is_not_run()
    {
        var pending = await _world.SubmitAsync(Draft());
        Assert.IsType<RunOutcome.NoAccess>(await RunAsync(pending));
        await _world.DecideAsync(pending, _world.Omar);
        await _world.RunDueAsync();

        await _world.PassAsync(TimeSpan.FromHours(2));

        Assert.IsType<RunOutcome.NoAccess>(await RunAsync(pending));
    }

    [Fact]
    public async Task Runs_of_one_grant_go_one_after_the_other()
    {
        var request = await _world.GrantAsync(Draft());
        RunOutcome? second = null;
        _sink.OnRow = async () => second ??= await _world.Get<RunStatement>().HandleAsync(new(request.Id, _world.Dana), new Kept(), default);

        Assert.IsType<RunOutcome.Ran>(await RunAsync(request));

        Assert.IsType<RunOutcome.AlreadyRunning>(second);
        Assert.IsType<RunOutcome.Ran>(await RunAsync(request));
    }

    // Rule 30: opening, looking, connecting and preparing take time beside the statement's own.
    [Fact]
    public async Task A_run_that_takes_longer_than_a_statement_may_still_keeps_others_out()
    {
        var request = await _world.GrantAsync(Draft());
        RunOutcome? second = null;
        _sink.OnRow = async () =>
        {
            _world.Time.Advance(TimeSpan.FromMinutes(10));
            second ??= await _world.Get<RunStatement>().HandleAsync(new(request.Id, _world.Dana), new Kept(), default);
        };

        Assert.IsType<RunOutcome.Ran>(await RunAsync(request));

        Assert.IsType<RunOutcome.AlreadyRunning>(second);
    }

    [Fact]
    public async Task A_run_that_can_no_longer_keep_others_out_is_stopped()
    {
        var request = await _world.GrantAsync(Draft());
        _world.Connector.WhileRunning = ct =>
        {
            _world.Keyed.IsDown = true;
            _world.Time.Advance(TimeSpan.FromSeconds(20));
            _world.Keyed.IsDown = false;
            return Task.Delay(Timeout.Infinite, ct);
        };

        await Assert.ThrowsAsync<StoreDownException>(() => RunAsync(request));

        var run = Assert.Single((await _world.Get<StatementRuns>().ListAsync(request.Id, default)).Newest);
        Assert.Equal((RunEnd.Cancelled, 1), (run.End, run.Rows));
    }

    [Fact]
    public async Task A_run_is_cut_at_the_end_of_access_whatever_it_waits_for()
    {
        var request = await _world.GrantAsync(Draft());
        _world.Connector.WhileRunning = ct =>
        {
            _world.Time.Advance(TimeSpan.FromHours(2));
            return Task.Delay(Timeout.Infinite, ct);
        };

        var ran = Assert.IsType<RunOutcome.Ran>(await RunAsync(request));

        Assert.IsType<RunResult.Cut>(ran.Result);
        Assert.Equal((RunEnd.Cut, 1), (ran.Run.End, ran.Run.Rows));
    }

    // Rule 14
    [Fact]
    public async Task An_end_does_not_wait_for_a_run()
    {
        var request = await _world.GrantAsync(Draft());
        _sink.OnRow = async () => await _world.PassAsync(TimeSpan.FromHours(2));

        await RunAsync(request);

        Assert.Equal(RequestState.Ended, (await _world.NowAsync(request.Id)).State);
    }

    [Fact]
    public async Task A_run_that_is_cancelled_is_on_record_as_that()
    {
        var request = await _world.GrantAsync(Draft());
        _sink.OnRow = () => throw new OperationCanceledException();

        await Assert.ThrowsAsync<OperationCanceledException>(() => RunAsync(request));

        Assert.Equal(RunEnd.Cancelled, Assert.Single((await _world.Get<StatementRuns>().ListAsync(request.Id, default)).Newest).End);
        _sink.OnRow = () => Task.CompletedTask;
        Assert.IsType<RunOutcome.Ran>(await RunAsync(request));
    }

    [Fact]
    public async Task A_run_whose_result_could_not_be_taken_is_on_record_as_that()
    {
        var request = await _world.GrantAsync(Draft());
        _sink.OnRow = () => throw new IOException("The chat went away.");

        await Assert.ThrowsAsync<IOException>(() => RunAsync(request));

        var run = Assert.Single((await _world.Get<StatementRuns>().ListAsync(request.Id, default)).Newest);
        Assert.Equal((RunEnd.Broken, 1, 1), (run.End, run.Rows, run.Bytes));
    }

    [Fact]
    public async Task What_cannot_be_put_on_record_does_not_run()
    {
        var request = await _world.GrantAsync(Draft());
        _world.Keyed.IsDown = true;

        await Assert.ThrowsAnyAsync<Exception>(() => RunAsync(request));

        Assert.Empty(_sink.Rows);
    }

    // Rule 21
    [Fact]
    public async Task The_sweep_takes_a_login_that_a_statement_is_planned_with_for_no_stranger()
    {
        await _world.SubmitAsync(Draft());
        var planned = Assert.Single(_world.Connector.Planned);
        _world.Connector.Accounts[planned.Name] = false;
        _world.Connector.Markers[planned.Name] = planned;

        Assert.Empty(Assert.IsType<SweepOutcome.Swept>(await SweepAsync()).Closed);
        _world.Time.Advance(PlanningLogins.Lasting * 5);
        Assert.Equal(planned.Name, Assert.Single(Assert.IsType<SweepOutcome.Swept>(await SweepAsync()).Closed).Name);
    }

    private Task<SweepOutcome> SweepAsync() => _world.Get<ReconcileTargets>().HandleAsync(_world.Target, default);

    private RequestDraft Draft(string sql = Sql) => _world.Draft() with { Level = null, Tables = [], Statement = sql };

    private async Task<DraftProblem> ProblemAsync(RequestDraft draft) => Assert.Single(
        Assert.IsType<PreviewOutcome.Previewed>(Assert.IsType<SubmitOutcome.NotReady>(await _world.AskAsync(draft)).Why).Analysis.Problems);

    private Task<RunOutcome> RunAsync(AccessRequest request, Person? runner = null, string? typed = null, bool export = false) =>
        _world.Get<RunStatement>().HandleAsync(new(request.Id, runner ?? _world.Dana, typed, export), _sink, default);

    private sealed class Kept : IResultSink
    {
        public List<string?> Rows { get; } = [];

        public Func<Task> OnRow { get; set; } = () => Task.CompletedTask;

        public ValueTask<bool> BeginAsync(string database, ImmutableArray<ResultColumn> columns, CancellationToken ct) => ValueTask.FromResult(true);

        public async ValueTask RowAsync(IReadOnlyList<string?> values, CancellationToken ct)
        {
            Rows.Add(values[0]);
            await OnRow();
        }
    }
}
