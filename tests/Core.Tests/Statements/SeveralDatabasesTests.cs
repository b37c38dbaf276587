using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using JitBot.Support;

namespace JitBot.Core.Tests.Statements;

public sealed class SeveralDatabasesTests : IAsyncLifetime
{
    private const string Sql = "select title from title";

    private static readonly TouchedTable Title = new(new("public", "title"), ["title"], IsNamed: true, ScannedRows: 3000);

    private readonly JitWorld _world = new(also: ["hr_de", "hr_fr"], masking: new() { Rules = [new("public", "title", "title", Mask.Hidden)] });
    private readonly KeptByDatabase _sink = new();

    public ValueTask InitializeAsync()
    {
        _world.Connector.Plan = new PlanResult.Planned(new([Title], 1, 3.5));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task One_request_reaches_the_named_tables_in_each_database_and_each_is_planned_by_itself()
    {
        var request = await _world.SubmitAsync(Draft("hr_de", " hr_fr"));

        Assert.Equal(["hr", "hr_de", "hr_fr"], request.Scope.Databases.AsEnumerable());
        Assert.All(request.Scope.InEachDatabase(), there => Assert.Equal([Title.Name], there.Tables.AsEnumerable()));
        Assert.Equal(["hr", "hr_de", "hr_fr"], _world.Connector.Planned.Select(account => account.Database));
        Assert.Equal(3, _world.Connector.Planned.Select(account => account.Name).Distinct(StringComparer.Ordinal).Count());
    }

    // Rule 36
    [Fact]
    public async Task An_approver_is_shown_what_is_masked_and_read_in_each_database()
    {
        Hide("hr_fr");
        _world.Connector.PlanIn["hr_de"] = new PlanResult.Planned(new([Title with { ScannedRows = 9 }], 1, 1));

        var places = (await _world.SubmitAsync(Draft("hr_de", "hr_fr"))).Places;

        Assert.Equal([("hr", 0, 3000), ("hr_de", 0, 9), ("hr_fr", 1, 3000)], places.Select(place => (place.Database, place.Masked?.Count ?? 0, (int)place.Plan!.Tables[0].ScannedRows!)));
    }

    [Fact]
    public async Task A_database_named_twice_is_one() =>
        Assert.Equal(["hr", "hr_de"], (await _world.SubmitAsync(Draft("hr_de", "hr", "hr_de", ""))).Scope.Databases.AsEnumerable());

    [Fact]
    public async Task A_statement_for_one_database_is_stored_as_ever()
    {
        var request = await _world.SubmitAsync(Draft());

        Assert.Equal(AccessRequest.StatementSchema, request.SchemaVersion);
        Assert.Equal((0, 1), (request.Scope.Also.Length, request.Places.Length));
    }

    [Fact]
    public async Task To_a_JitBot_that_knows_one_database_alone_such_a_request_cannot_be_read() =>
        Assert.Equal(AccessRequest.SeveralDatabasesSchema, (await _world.SubmitAsync(Draft("hr_de"))).SchemaVersion);

    [Fact]
    public async Task What_was_stored_before_is_for_one_database()
    {
        var stored = JsonNode.Parse(RequestDocument.Write(await _world.SubmitAsync(Draft())))!.AsObject();
        stored.Remove("elsewhere");
        stored["scope"]!.AsObject().Remove("also");

        var request = RequestDocument.Read(stored.ToJsonString(), 1);

        Assert.Equal(["hr"], request.Scope.Databases.AsEnumerable());
        Assert.Equal(["hr"], request.Places.Select(place => place.Database));
    }

    [Fact]
    public async Task What_is_stored_reads_the_same()
    {
        Hide("hr_fr");
        var request = await _world.SubmitAsync(Draft("hr_de", "hr_fr"));

        var read = RequestDocument.Read(RequestDocument.Write(request), request.Version);

        Assert.Equivalent(request.Places, read.Places, strict: true);
        Assert.Equal(request.Scope.Key, read.Scope.Key);
    }

    [Fact]
    public async Task A_login_is_for_one_database() =>
        Assert.IsType<DraftProblem.ForOneDatabase>(await ProblemAsync(_world.Draft() with { AlsoIn = ["hr_de"] }));

    [Fact]
    public async Task A_database_that_the_target_does_not_have_is_named()
    {
        var problem = Assert.IsType<DraftProblem.Unknown>(await ProblemAsync(Draft("hr_de", "hr_dee")));

        Assert.Equal(("hr_dee", "hr_de"), (problem.Name, problem.Known[0]));
    }

    [Fact]
    public async Task More_than_ten_beside_the_first_are_too_many() => Assert.Equal(
        new DraftProblem.TooMany(DraftField.Database, DraftAnalyst.MostAlsoIn), await ProblemAsync(Draft([.. Enumerable.Range(0, 11).Select(i => $"hr_{i}")])));

    [Fact]
    public async Task Where_one_database_would_not_run_it_nothing_is_asked_for_and_the_database_is_named()
    {
        _world.Connector.PlanIn["hr_de"] = new PlanResult.Failed("42P01", "relation \"title\" does not exist", 18);

        Assert.Equal(new DraftProblem.WouldNotRun("42P01", "hr_de: relation \"title\" does not exist", 18), await ProblemAsync(Draft("hr_de", "hr_fr")));
        Assert.Equal(["hr", "hr_de"], _world.Connector.Planned.Select(account => account.Database));
    }

    [Fact]
    public async Task Each_database_counts_among_the_plans_that_one_person_may_have()
    {
        for (var asked = 0; asked < PlanningTurns.MostInAnHour / 3; asked++)
        {
            await _world.SubmitAsync(Draft("hr_de", "hr_fr"));
        }

        Assert.StartsWith("hr: You have had 30 statements planned within an hour", Assert.IsType<DraftProblem.NotPlanned>(await ProblemAsync(Draft("hr_de"))).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_more_tables_are_asked_for_than_somebody_can_look_over()
    {
        _world.Connector.Plan = new PlanResult.Planned(new([.. Enumerable.Range(0, 40).Select(i => Title with { Name = new("public", $"t{i}") })], 1, 1));

        Assert.StartsWith("hr_fr: Up to here it reads 120 tables", Assert.IsType<DraftProblem.NotPlanned>(await ProblemAsync(Draft("hr_de", "hr_fr"))).Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("resource.database_name == 'hr_de'", true)]
    [InlineData("resource.database_name == 'hr_de' && resource.table_name == 'title'", true)]
    [InlineData("'hr_de' in request.databases && size(request.databases) == 2 && size(request.tables) == 2", true)]
    [InlineData("resource.database_name == 'hr_fr'", false)]
    public async Task A_rule_that_asks_people_applies_if_any_database_makes_it_true(string when, bool applies)
    {
        Rule("careful", when, new ApprovalStep(["dba"], 1));

        Assert.Equal(applies ? "careful" : "production", (await _world.SubmitAsync(Draft("hr_de"))).Rule.Name);
    }

    [Theory]
    [InlineData("resource.database_name in ['hr', 'hr_de']", true)]
    [InlineData("resource.database_name == 'hr_de'", false)]
    [InlineData("resource.database_name == 'hr' && resource.table_name == 'title'", false)]
    [InlineData("resource.table_name == 'title'", true)]
    public async Task An_automatic_rule_applies_only_if_every_database_makes_it_true(string when, bool applies)
    {
        Rule("automatic", when);

        Assert.Equal(applies ? "automatic" : "production", (await _world.SubmitAsync(Draft("hr_de"))).Rule.Name);
    }

    [Fact]
    public async Task What_is_masked_in_one_database_alone_is_judged_there()
    {
        Hide("hr_de");
        Rule("masked", "'title' in resource.masked_columns && resource.database_name == 'hr_de'", new ApprovalStep(["dba"], 2));

        Assert.Equal("masked", (await _world.SubmitAsync(Draft("hr_de"))).Rule.Name);
        Assert.Equal("production", (await _world.SubmitAsync(Draft("hr_fr"))).Rule.Name);
    }

    // Rule 35: what was approved is judged anew on all of it.
    [Fact]
    public async Task A_newer_rule_against_one_of_the_databases_stops_all_of_it()
    {
        var request = await _world.SubmitAsync(Draft("hr_de"));
        _world.Policy = _world.Policy with { Rules = [new() { Name = "no", When = JitWorld.When("resource.database_name == 'hr_de'"), Deny = "Not there." }, .. _world.Policy.Rules] };

        await _world.DecideAsync(request, _world.Omar);

        Assert.Equal(RequestState.Denied, (await _world.NowAsync(request.Id)).State);
    }

    [Fact]
    public async Task A_run_gives_a_result_for_each_database_in_order_and_is_on_record_with_each()
    {
        var request = await _world.GrantAsync(Draft("hr_de", "hr_fr"));

        var ran = Assert.IsType<RunOutcome.Ran>(await RunAsync(request));

        Assert.Equal(["hr 1", "hr_de 1", "hr_fr 1"], _sink.Rows);
        Assert.Equal(["hr", "hr_de", "hr_fr"], ran.Results.Select(result => result.Database));
        Assert.Equal(3, Assert.IsType<RunResult.Ran>(ran.Result).Rows);
        Assert.Equal(
            [new("hr", RunEnd.Done, 1), new("hr_de", RunEnd.Done, 1), new DatabaseRun("hr_fr", RunEnd.Done, 1)],
            Assert.Single((await _world.Get<StatementRuns>().ListAsync(request.Id, default)).Newest).Databases.AsEnumerable());
    }

    [Fact]
    public async Task Caps_are_for_all_databases_together()
    {
        var request = await _world.GrantAsync(Draft("hr_de"));
        _world.Connector.Rows = ["22", "333"];
        _sink.OnBegin = _ => _world.Time.Advance(TimeSpan.FromSeconds(10));

        await RunAsync(request);

        Assert.Equal([("hr", 1000L, 1048576L, 30d), ("hr_de", 998L, 1048571L, 20d)], _world.Connector.Runs.Select(run => (run.Database, run.Limits.Rows, run.Limits.Bytes, run.Limits.Timeout.TotalSeconds)));
    }

    [Fact]
    public async Task Where_no_time_is_left_for_it_a_database_is_not_begun()
    {
        var request = await _world.GrantAsync(Draft("hr_de"));
        _sink.OnBegin = _ => _world.Time.Advance(TimeSpan.FromSeconds(30));

        var ran = Assert.IsType<RunOutcome.Ran>(await RunAsync(request));

        Assert.Equal(("hr_de", TimeSpan.FromSeconds(30)), ran.Results is [_, { Result: RunResult.TimedOut late } second] ? (second.Database, late.After) : default);
        Assert.Equal(["hr"], _world.Connector.Runs.Select(run => run.Database));
    }

    [Fact]
    public async Task A_failure_in_one_database_says_which_and_is_the_last_and_what_came_before_stays()
    {
        var request = await _world.GrantAsync(Draft("hr_de", "hr_fr"));
        _world.Connector.RunsOtherwise = database => database == "hr_de" ? new RunResult.Failed("22012", "division by zero", null, TimeSpan.Zero) : null;

        var ran = Assert.IsType<RunOutcome.Ran>(await RunAsync(request));

        Assert.Equal(["hr 1"], _sink.Rows);
        Assert.Equal("hr_de", ran.Results[^1].Database);
        Assert.Equal("22012", Assert.IsType<RunResult.Failed>(ran.Result).SqlState);
        Assert.Equal((RunEnd.Failed, "22012", 1), (ran.Run.End, ran.Run.SqlState, ran.Run.Rows));
        Assert.Equal([new("hr", RunEnd.Done, 1), new("hr_de", RunEnd.Failed, 0), new DatabaseRun("hr_fr", RunEnd.NotRun, 0)], ran.Run.Databases.AsEnumerable());
    }

    [Fact]
    public async Task Columns_that_cannot_be_taken_end_it_with_the_database_named()
    {
        var request = await _world.GrantAsync(Draft("hr_de"));
        _sink.Takes = database => database == "hr";

        var ran = Assert.IsType<RunOutcome.Ran>(await RunAsync(request));

        Assert.Equal("hr_de", ran.Results is [_, { Result: RunResult.OtherColumns } second] ? second.Database : null);
        Assert.Equal(RunEnd.Broken, ran.Run.End);
    }

    [Fact]
    public async Task Cancelled_in_the_second_database_the_record_says_what_the_first_gave()
    {
        var request = await _world.GrantAsync(Draft("hr_de", "hr_fr"));
        _sink.OnBegin = database => _ = database == "hr_de" ? throw new OperationCanceledException() : 0;

        await Assert.ThrowsAsync<OperationCanceledException>(() => RunAsync(request));

        Assert.Equal(
            [new("hr", RunEnd.Done, 1), new("hr_de", RunEnd.Cancelled, 0), new DatabaseRun("hr_fr", RunEnd.NotRun, 0)],
            Assert.Single((await _world.Get<StatementRuns>().ListAsync(request.Id, default)).Newest).Databases.AsEnumerable());
    }

    // Rule 33
    [Theory]
    [InlineData(RunEnd.Failed)]
    [InlineData(RunEnd.TimedOut)]
    [InlineData(RunEnd.Cut)]
    [InlineData(RunEnd.Cancelled)]
    public async Task Rows_that_left_the_server_before_a_bad_end_are_on_record(RunEnd end)
    {
        var request = await _world.GrantAsync(Draft("hr_de", "hr_fr"));
        _world.Connector.Rows = ["äö", null, "3"];
        _world.Connector.GivesBefore = 2;
        _world.Connector.RunsOtherwise = database => database != "hr_de" ? null : end switch
        {
            RunEnd.Failed => new RunResult.Failed("22012", "division by zero", null, TimeSpan.Zero),
            RunEnd.TimedOut => new RunResult.TimedOut(TimeSpan.Zero),
            RunEnd.Cut => new RunResult.Cut(TimeSpan.Zero),
            _ => null,
        };
        _sink.OnRow = row => _ = end == RunEnd.Cancelled && row == "hr_de " ? throw new OperationCanceledException() : 0;

        await Record.ExceptionAsync(() => RunAsync(request));

        var run = Assert.Single((await _world.Get<StatementRuns>().ListAsync(request.Id, default)).Newest);
        Assert.Equal((end, 5, 9), (run.End, run.Rows, run.Bytes));
        Assert.Equal([new("hr", RunEnd.Done, 3), new("hr_de", end, 2), new DatabaseRun("hr_fr", RunEnd.NotRun, 0)], run.Databases.AsEnumerable());
    }

    private void Hide(string database) => _world.Connector.Catalog = new(
        [.. _world.Connector.Catalog.Tables.Select(table => table.Database == database && table.Name == Title.Name ? table with { Columns = [new("title", Mask.Hidden)] } : table)]);

    private void Rule(string name, string when, params ImmutableArray<ApprovalStep> steps) =>
        _world.Policy = _world.Policy with { Rules = [new() { Name = name, When = JitWorld.When(when), Steps = steps }, .. _world.Policy.Rules] };

    private RequestDraft Draft(params ImmutableArray<string> also) => _world.Draft() with { Level = null, Tables = [], Statement = Sql, AlsoIn = also };

    private async Task<DraftProblem> ProblemAsync(RequestDraft draft) => Assert.Single(
        Assert.IsType<PreviewOutcome.Previewed>(Assert.IsType<SubmitOutcome.NotReady>(await _world.AskAsync(draft)).Why).Analysis.Problems);

    private Task<RunOutcome> RunAsync(AccessRequest request) => _world.Get<RunStatement>().HandleAsync(new(request.Id, _world.Dana), _sink, default);

    private sealed class KeptByDatabase : IResultSink
    {
        private string _database = "";

        public List<string> Rows { get; } = [];

        public Action<string> OnBegin { get; set; } = _ => { };

        public Action<string> OnRow { get; set; } = _ => { };

        public Func<string, bool> Takes { get; set; } = _ => true;

        public ValueTask<bool> BeginAsync(string database, ImmutableArray<ResultColumn> columns, CancellationToken ct)
        {
            _database = database;
            OnBegin(database);
            return ValueTask.FromResult(Takes(database));
        }

        public ValueTask RowAsync(IReadOnlyList<string?> values, CancellationToken ct)
        {
            Rows.Add($"{_database} {values[0]}");
            OnRow(Rows[^1]);
            return ValueTask.CompletedTask;
        }
    }
}
