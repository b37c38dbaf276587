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
            { "not an address", good with { Address = "my laptop" }, "NotAnAddress { Field = Address, Text = my laptop, Fault = NotAnAddress }" },
            { "everywhere", good with { Address = "0.0.0.0/0" }, "NotAnAddress { Field = Address, Text = 0.0.0.0/0, Fault = Everywhere }" },
            { "not bound here", good with { Address = "10.1.2.3" }, "CannotBind { Field = Address, Database = hr, Why = The connector of this target has no way to do it. }" },
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

    // Rule 19: nobody gets in from anywhere who asked to be bound.
    [Fact]
    public async Task An_address_is_in_the_scope_as_it_is_spelled_and_in_no_key_of_it()
    {
        _world.Connector.Bind("hr");

        var bound = await AnalyseAsync(_world.Draft() with { Address = " 10.0.0.77/24 " });

        Assert.Empty(bound.Problems);
        Assert.Equal(("10.0.0.0/24", "10.0.0.0/24"), (bound.Scope!.Address!.Text, bound.Facts!.SourceIp));
        Assert.Equal(bound.Scope.Key, (await AnalyseAsync(_world.Draft())).Scope!.Key);
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

    private static readonly TargetCatalog Masked = new(
    [
        new("hr", new("public", "person"), RelationKind.Table, [new("id", Mask.Plain), new("email", new(MaskKind.Full)), new("born", Mask.Hidden)]),
        new("hr", new("public", "title"), RelationKind.Table, [new("id", Mask.Plain), new("name", Mask.Plain)]),
        new("hr", new("archive", "person"), RelationKind.Table, [new("id", Mask.Plain)]),
        new("hr", new("public", "directory"), RelationKind.View, [new("email", Mask.Hidden)]) { OnlyUnmasked = "is made from public.person" },
    ]);

    [Fact]
    public void A_column_names_its_table_with_it()
    {
        var scope = Analyse(_world.Draft() with { Tables = ["title"], Columns = ["TITLE.Name", "public.person.id", "archive.person.id"] }).Scope!;

        Assert.Equal(["archive.person", "public.person", "public.title"], scope.Tables.Select(table => table.ToString()));
        Assert.Equal(["archive.person.id", "public.person.id", "public.title.name"], scope.Columns.Select(column => column.ToString()));
    }

    public static TheoryData<string, RequestDraft, string> MaskedMistakes()
    {
        var good = new RequestDraft { Target = "hr-prod", Level = "read", Duration = TimeSpan.FromHours(1), Reason = "because" };
        return new()
        {
            { "unknown", good with { Columns = ["person.emial"] }, "Unknown { Field = Columns, Name = person.emial, Known = person.email, person.id, person.born, directory.email, title.id }" },
            { "without its table", good with { Columns = ["email"] }, "Unknown { Field = Columns, Name = email, Known = person.email, person.id, title.id, title.name, directory.email }" },
            { "ambiguous", good with { Columns = ["person.id"] }, "Ambiguous { Field = Columns, Name = person.id, Candidates = public.person.id, archive.person.id }" },
            { "of schemas", good with { Schemas = ["public"], Columns = ["title.id"] }, "SchemasAndColumns { Field = Columns }" },
            { "many", good with { Columns = [.. Enumerable.Range(0, 101).Select(i => $"t.c{i}")] }, "TooMany { Field = Columns, Most = 100 }" },
            { "only unmasked", good with { Tables = ["directory"] }, "OnlyUnmasked { Field = Tables, Table = public.directory, Why = is made from public.person }" },
        };
    }

    // Rule 7
    [Theory, MemberData(nameof(MaskedMistakes), DisableDiscoveryEnumeration = true)]
    public void A_mistake_about_columns_is_named(string what, RequestDraft draft, string problem) =>
        Assert.Equal($"{what}: {problem}", $"{what}: {string.Join("; ", Analyse(draft).Problems.Select(Describe))}");

    // Rules 28, 36
    [Fact]
    public void What_is_masked_in_a_scope_is_part_of_what_is_decided()
    {
        var whole = Analyse(_world.Draft() with { Tables = [] });
        var narrow = Analyse(_world.Draft() with { Tables = [], Columns = ["public.person.id", "person.email"] });
        var unmasked = Analyse(_world.Draft() with { Tables = [], Unmask = true });

        Assert.Equal(["public.person.email (asterisks)", "public.person.born (hidden)"], MaskedColumns.In(whole.Scope!, Masked)!.Named);
        Assert.Equal(["public.directory, which is made from public.person"], MaskedColumns.In(whole.Scope!, Masked)!.NamedLeftOut);
        Assert.Equal(["public.person.email (asterisks)"], MaskedColumns.In(narrow.Scope!, Masked)!.Named);
        Assert.Equal(["public.person.email", "public.person.born", "public.directory.email"], MaskedColumns.In(unmasked.Scope!, Masked)!.Named);
        Assert.Null(MaskedColumns.In(Analyse(_world.Draft() with { Tables = ["title"] }).Scope!, Masked));
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(true, true, true)]
    public void Unmasking_is_asked_for_only_where_something_is_masked(bool asked, bool masks, bool unmasks)
    {
        var target = _world.Target with { Masking = masks ? new() { HidesUnclassified = true } : new() };

        var analysis = Analyse(_world.Draft() with { Tables = [], Unmask = asked }, target);

        Assert.Equal((unmasks, unmasks), (analysis.Scope!.Unmask, analysis.Facts!.Unmask));
    }

    // Rule 19
    [Fact]
    public void A_login_of_ones_own_is_held_to_no_address()
    {
        var target = _world.Target with { Profiles = [new() { Name = "support", Level = AccessLevel.Read, MemberOf = ["support"], ForOwnLogin = true }] };

        var problems = Analyse(_world.Draft() with { Level = "support", Tables = [], Address = "10.1.2.3" }, target).Problems;

        Assert.Contains(problems, problem => problem is DraftProblem.CannotBind { Why: var why } && why.Contains("of the person's own", StringComparison.Ordinal));
    }

    // Rule 9
    [Fact]
    public void A_level_of_premade_roles_unmasks_whatever_is_said()
    {
        var target = _world.Target with { Masking = new() { HidesUnclassified = true }, Profiles = [new() { Name = "ddl", Level = AccessLevel.Ddl, MemberOf = ["hr_owner"] }] };

        var analysis = Analyse(_world.Draft() with { Level = "ddl", Tables = [] }, target);

        Assert.True(analysis.Scope!.Unmask);
        Assert.True(analysis.Facts!.Unmask);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private async Task<DraftAnalysis> AnalyseAsync(RequestDraft draft) =>
        DraftAnalyst.Analyse(draft, _world.Target, await CatalogAsync(), _world.Policy, new(_world.Dana.Id, _world.Dana.Email, [], 0), Start);

    private DraftAnalysis Analyse(RequestDraft draft, Target? target = null) => DraftAnalyst.Analyse(
        draft, target ?? _world.Target with { Masking = new() { HidesUnclassified = true } }, Masked, _world.Policy, new(_world.Dana.Id, _world.Dana.Email, [], 0), Start);

    private async Task<TargetCatalog> CatalogAsync() =>
        ((CatalogResult.Read)await _world.Connector.ReadCatalogAsync(_world.Target, default)).Catalog;

    private static string Describe(DraftProblem problem) => problem switch
    {
        DraftProblem.Unknown unknown => $"Unknown {{ Field = {unknown.Field}, Name = {unknown.Name}, Known = {string.Join(", ", unknown.Known)} }}",
        DraftProblem.Ambiguous unclear => $"Ambiguous {{ Field = {unclear.Field}, Name = {unclear.Name}, Candidates = {string.Join(", ", unclear.Candidates)} }}",
        _ => problem.ToString()!,
    };
}
