using System.Collections.Immutable;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Core.Targets;
using JitBot.Support;

namespace JitBot.Core.Tests.Requests;

public sealed class DraftAnalystTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = ManualTime.Start;

    private readonly JitWorld _world = new();

    [Fact]
    public async Task A_whole_draft_has_a_scope_a_rule_and_no_problem()
    {
        var analysis = await AnalyseAsync(_world.Draft());

        Assert.Empty(analysis.Problems);
        Assert.Equal("production", analysis.Rule!.Name);
        Assert.Equal([new TableName("public", "title")], analysis.Scope!.Tables);
    }

    public static TheoryData<string, RequestDraft, string> Mistakes()
    {
        var good = new RequestDraft { Target = "hr-prod", Level = "read", Duration = TimeSpan.FromHours(1), Reason = "because" };
        return new()
        {
            { "level", good with { Level = null }, "Missing { Field = Level }" },
            { "level", good with { Level = "raed" }, "Unknown { Field = Level, Name = raed, Known = read, write }" },
            { "database", good with { Database = "payroll" }, "Unknown { Field = Database, Name = payroll, Known = hr }" },
            { "schema", good with { Schemas = ["nope"] }, "Unknown { Field = Schemas, Name = nope, Known = archive, payroll, public }" },
            { "table", good with { Tables = ["titel"] }, "Unknown { Field = Tables, Name = titel, Known = title, salary, employee }" },
            { "ambiguous", good with { Tables = ["employee"] }, "Ambiguous { Field = Tables, Name = employee, Candidates = public.employee, archive.employee }" },
            { "both", good with { Schemas = ["public"], Tables = ["title"] }, "SchemasAndTables { Field = Tables }" },
            { "many", good with { Tables = [.. Enumerable.Range(0, 101).Select(i => $"t{i}")] }, "TooMany { Field = Tables, Most = 100 }" },
            { "no time", good with { Duration = null }, "Missing { Field = Duration }" },
            { "zero", good with { Duration = TimeSpan.Zero }, "TooShortATime { Field = Duration, Shortest = 00:00:10 }" },
            { "negative", good with { Duration = TimeSpan.FromHours(-1) }, "TooShortATime { Field = Duration, Shortest = 00:00:10 }" },
            { "long", good with { Duration = TimeSpan.FromHours(9) }, "TooLongATime { Field = Duration, Longest = 08:00:00, Rule = production }" },
            { "no time left", good with { Duration = null, Until = Start }, $"TooSoon {{ Field = Until, Until = {Start}, Shortest = 00:00:10 }}" },
            { "hardly any left", good with { Duration = null, Until = Start.AddSeconds(9) }, $"TooSoon {{ Field = Until, Until = {Start.AddSeconds(9)}, Shortest = 00:00:10 }}" },
            { "long ago", good with { Duration = null, Until = DateTimeOffset.MinValue }, $"TooSoon {{ Field = Until, Until = {DateTimeOffset.MinValue}, Shortest = 00:00:10 }}" },
            { "too far off", good with { Duration = null, Until = Start.AddHours(8).AddSeconds(1) }, "TooLongATime { Field = Until, Longest = 08:00:00, Rule = production }" },
            { "never", good with { Duration = null, Until = DateTimeOffset.MaxValue }, "TooLongATime { Field = Until, Longest = 08:00:00, Rule = production }" },
            { "two ends", good with { Until = Start.AddHours(1) }, "DurationAndUntil { Field = Until }" },
            { "no reason", good with { Reason = "  " }, "Missing { Field = Reason }" },
            { "long reason", good with { Reason = new('x', 1001) }, "TooLong { Field = Reason, Most = 1000 }" },
            { "NUL", good with { Reason = "a\0b" }, "Unprintable { Field = Reason }" },
            { "direction mark", good with { Reason = "a\u202Eb" }, "Unprintable { Field = Reason }" },
            { "lone surrogate", good with { Reason = "a\uD800b" }, "Unprintable { Field = Reason }" },
            { "ticket", good with { Ticket = new('x', 101) }, "TooLong { Field = Ticket, Most = 100 }" },
        };
    }

    [Theory]
    [MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    public async Task A_mistake_is_named(string what, RequestDraft draft, string problem)
    {
        var analysis = await AnalyseAsync(draft);

        Assert.Equal($"{what}: {problem}", $"{what}: {string.Join("; ", analysis.Problems.Select(Describe))}");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(3600)]
    [InlineData(8 * 3600)]
    public async Task An_end_is_held_against_the_rule_by_what_is_left_until_then(int seconds)
    {
        var analysis = await AnalyseAsync(_world.Draft() with { Duration = null, Until = Start.AddSeconds(seconds) });

        Assert.Empty(analysis.Problems);
        Assert.Equal(TimeSpan.FromSeconds(seconds), analysis.Lasts);
    }

    [Fact]
    public async Task Every_mistake_is_named_at_once()
    {
        var analysis = await AnalyseAsync(new() { Target = "hr-prod", Level = "read", Tables = ["nope", "title"] });

        Assert.Equal([DraftField.Tables, DraftField.Duration, DraftField.Reason], analysis.Problems.Select(problem => problem.Field));
    }

    [Fact]
    public async Task Emoji_and_line_ends_are_text()
    {
        var analysis = await AnalyseAsync(_world.Draft() with { Reason = "totals are wrong 👩‍💻\nsee ticket" });

        Assert.Empty(analysis.Problems);
    }

    [Fact]
    public async Task A_level_of_premade_roles_cannot_be_narrowed()
    {
        var target = _world.Target with { Profiles = [new() { Name = "report", Level = AccessLevel.Read, MemberOf = ["reporting"] }] };

        var analysis = DraftAnalyst.Analyse(_world.Draft() with { Level = "report" }, target, await CatalogAsync(), _world.Policy, new(_world.Dana.Id, _world.Dana.Email, [], 0), Start);

        Assert.Equal("LevelIsWhole { Field = Tables, Level = report }", Describe(Assert.Single(analysis.Problems)));
    }

    [Fact]
    public async Task Case_may_differ_where_only_one_table_is_meant()
    {
        var analysis = await AnalyseAsync(_world.Draft() with { Tables = ["TITLE", "Payroll.Salary"] });

        Assert.Equal(["payroll.salary", "public.title"], analysis.Scope!.Tables.Select(table => table.ToString()));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private async Task<DraftAnalysis> AnalyseAsync(RequestDraft draft) =>
        DraftAnalyst.Analyse(draft, _world.Target, await CatalogAsync(), _world.Policy, new(_world.Dana.Id, _world.Dana.Email, [], 0), Start);

    private async Task<TargetCatalog> CatalogAsync() =>
        ((CatalogResult.Read)await _world.Connector.ReadCatalogAsync(_world.Target, default)).Catalog;

    private static string Describe(DraftProblem problem) => problem switch
    {
        DraftProblem.Unknown unknown => $"Unknown {{ Field = {unknown.Field}, Name = {unknown.Name}, Known = {string.Join(", ", unknown.Known)} }}",
        DraftProblem.Ambiguous unclear => $"Ambiguous {{ Field = {unclear.Field}, Name = {unclear.Name}, Candidates = {string.Join(", ", unclear.Candidates)} }}",
        _ => problem.ToString()!,
    };
}
