using System.Collections.Immutable;
using JitBot.Core.Policy;
using JitBot.Core.Targets;
using JitBot.Support;

namespace JitBot.Core.Tests.Policy;

public sealed class PolicyEngineTests : IAsyncLifetime
{
    private static readonly ApprovalStep Dba = new(["dba"]);
    private readonly JitWorld _world = new();

    [Fact]
    public void The_first_rule_that_applies_wins() => Assert.Equal(
        "writes", Decide(Facts("write"), Rule("writes", "request.level == 'write'"), Rule("everything", "true")).Pinned.Name);

    [Fact]
    public void What_no_rule_takes_is_for_the_fallbacks_people()
    {
        var verdict = Decide(Facts("read"), Rule("writes", "request.level == 'write'"));

        Assert.Equal("fallback", verdict.Pinned.Name);
        Assert.Equal(["leads"], Assert.Single(verdict.Pinned.Steps).Groups);
    }

    [Theory]
    [InlineData("request.kind == 'login'")]
    [InlineData("request.profile == 'read' && request.databases == ['hr'] && request.schemas == ['public']")]
    [InlineData("request.tables == ['public.title', 'public.salary']")]
    [InlineData("request.duration == duration('2h') && !request.unmask && !request.data_export && request.statement == ''")]
    [InlineData("request.reason.contains('totals') && request.ticket == 'INC-42' && request.source_ip == ''")]
    [InlineData("resource.target == 'hr-prod' && resource.engine == 'postgresql' && resource.db_engine == 'POSTGRES'")]
    [InlineData("resource.environment_id == 'production' && resource.instance_id == 'hr-prod' && resource.database_name == 'hr'")]
    [InlineData("resource.labels.team == 'payroll' && !has(resource.labels.owner)")]
    [InlineData("requester.id == 'dana' && requester.email.endsWith('@example.com') && 'dev' in requester.groups && requester.active_grants == 1")]
    [InlineData("now.getHours('Europe/Berlin') == 12 && !incident.active && incident.severity == ''")]
    public void Every_name_stands_for_what_is_asked(string condition) => Assert.Equal("it", Decide(Facts("read"), Rule("it", condition)).Pinned.Name);

    [Theory]
    [InlineData("request.source_ip == ''", false)]
    [InlineData("request.source_ip in ['10.0.0.0/24', '10.0.1.0/24']", true)]
    public void The_address_access_is_bound_to_is_known(string condition, bool applies) =>
        Assert.Equal(applies, Decide(Facts("read") with { SourceIp = "10.0.0.0/24" }, Rule("place", condition)).Pinned.Name == "place");

    [Theory]
    [InlineData("resource.table_name == 'salary'", true)]
    [InlineData("resource.schema_name == 'public' && resource.table_name == 'title'", true)]
    [InlineData("resource.table_name == 'employee'", false)]
    public void A_condition_on_a_table_holds_if_any_table_makes_it_true(string condition, bool applies) =>
        Assert.Equal(applies, Decide(Facts("read"), Rule("table", condition)).Pinned.Name == "table");

    [Fact]
    public void A_denial_on_a_table_holds_if_any_table_makes_it_true() => Assert.Equal(
        "no salaries", Decide(Facts("read"), Rule("table", "resource.table_name == 'salary'") with { Deny = "no salaries", Steps = [] }).Denied);

    [Theory]
    [InlineData("resource.table_name == 'title'", false)]
    [InlineData("resource.table_name in ['title', 'salary']", true)]
    public void Nothing_rides_along_with_a_table_that_is_let_through(string condition, bool automatic) =>
        Assert.Equal(automatic, Decide(Facts("read"), Rule("table", condition) with { Steps = [] }).IsAutomatic);

    [Fact]
    public void Where_there_is_no_table_nothing_is_let_through_for_its_tables() => Assert.False(
        Decide(Facts("read") with { Tables = [] }, Rule("table", "resource.schema_name != 'payroll'") with { Steps = [] }).IsAutomatic);

    [Fact]
    public void Whoever_reaches_more_tables_than_are_looked_at_is_decided_by_people()
    {
        var facts = Facts("read") with { Tables = [.. Enumerable.Range(0, 10_000).Select(i => new TableName("public", $"t{i}"))] };
        var rules = Enumerable.Range(0, 500).Select(i => Rule($"rule {i}", $"resource.table_name.matches('^secret_{i}_[a-z]+$')"));

        var verdict = Decide(facts, [.. rules, Rule("all", "true") with { Steps = [] }]);

        Assert.False(verdict.IsAutomatic);
        Assert.Contains("10000 tables", verdict.Failures[0].Why, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_settled_without_a_table_is_not_looked_at_for_each()
    {
        var facts = Facts("read") with { Tables = [.. Enumerable.Range(0, 10_000).Select(i => new TableName("public", $"t{i}"))] };
        var rules = Enumerable.Range(0, 500).Select(i => Rule($"rule {i}", $"request.level == 'write' && resource.table_name.matches('^secret_{i}_[a-z]+$')"));

        Assert.Empty(Decide(facts, [.. rules, Rule("all", "true")]).Failures);
    }

    [Fact]
    public void A_resource_taken_as_a_whole_is_looked_at_table_by_table() => Assert.Equal(
        "salaries", Decide(Facts("read"), Rule("salaries", "[resource].exists(r, r.table_name == 'salary')")).Pinned.Name);

    [Fact]
    public void Each_of_two_groups_is_heard_also_where_the_owners_are_one_of_them() => Assert.Equal(
        2, Decide(Facts("read"), Rule("each", "true") with { Steps = [new(["hr-owners", ApprovalStep.TargetOwners], FromEach: true)] }).Pinned.Steps[0].Needed);

    [Fact]
    public void A_rule_that_cannot_be_judged_is_decided_by_its_own_people()
    {
        var verdict = Decide(Facts("read"), Rule("broken", "int(request.reason) > 3"), Rule("everything", "true") with { Steps = [] });

        Assert.Equal("broken", verdict.Pinned.Name);
        Assert.Equal(0, Assert.Single(verdict.Failures).Place);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not you")]
    public void Nothing_is_automatic_after_a_rule_that_cannot_be_judged(string? deny)
    {
        var verdict = Decide(Facts("read"), Rule("broken", "int(request.reason) > 3") with { Deny = deny, Steps = [] }, Rule("everything", "true") with { Steps = [], Longest = TimeSpan.FromHours(3) });

        Assert.False(verdict.IsAutomatic);
        Assert.Equal(AskedInstead.RuleFailed, verdict.AskedInstead);
        Assert.Equal(("everything", TimeSpan.FromHours(3), "leads"), (verdict.Pinned.Name, verdict.Pinned.LongestDuration, verdict.Pinned.Steps[0].Groups[0]));
    }

    [Fact]
    public void A_denial_still_denies_after_a_rule_that_cannot_be_judged() => Assert.Equal(
        "frozen", Decide(Facts("read"), Rule("broken", "int(request.reason) > 3") with { Steps = [] }, Rule("freeze", "true") with { Deny = "frozen", Steps = [] }).Denied);

    [Fact]
    public void Groups_that_cannot_be_told_leave_a_condition_on_them_unjudged()
    {
        var facts = Facts("read") with { Requester = new(_world.Dana.Id, "dana@example.com", Groups: null, 0) };

        Assert.NotEmpty(Decide(facts, Rule("devs", "'dev' in requester.groups") with { Steps = [] }, Rule("everything", "true") with { Steps = [] }).Failures);
    }

    [Theory]
    [InlineData("request.tables.all(table, table == 'public.title')")]
    [InlineData("request.schemas.all(schema, schema == 'public')")]
    [InlineData("resource.table_name == 'title' || resource.schema_name == ''")]
    public void Tables_that_cannot_be_told_make_nothing_automatic(string condition) => Assert.Equal(
        AskedInstead.RuleFailed,
        Decide(Facts("read") with { Tables = [], TablesAreKnown = false }, Rule("harmless", condition) with { Steps = [] }, Rule("everything", "true") with { Steps = [] }).AskedInstead);

    [Fact]
    public void The_targets_owners_are_pinned_by_the_names_of_their_groups() => Assert.Equal(
        ["dba", "hr-owners"], Decide(Facts("read"), Rule("owners", "true") with { Steps = [new(["dba", ApprovalStep.TargetOwners])] }).Pinned.Steps[0].Groups);

    [Fact]
    public void The_longest_time_is_the_kinds_own() => Assert.Equal(
        TimeSpan.FromMinutes(30),
        Decide(Facts("read"), Rule("it", "true") with { LongestByKind = ImmutableDictionary<string, TimeSpan>.Empty.Add("login", TimeSpan.FromMinutes(30)) }).Pinned.LongestDuration);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private static PolicyVerdict Decide(RequestFacts facts, params PolicyRule[] rules) =>
        PolicyEngine.Decide(new("v", [.. rules], new() { Name = "fallback", Steps = [new(["leads"])] }), facts);

    private static PolicyRule Rule(string name, string when) => new() { Name = name, When = JitWorld.When(when), Steps = [Dba] };

    private RequestFacts Facts(string level) => new()
    {
        Target = _world.Target with { Labels = ImmutableDictionary<string, string>.Empty.Add("team", "payroll") },
        Profile = _world.Target.Profile(level)!,
        Database = "hr",
        Tables = [new("public", "title"), new("public", "salary")],
        Duration = TimeSpan.FromHours(2),
        Reason = "INC-42 wrong totals",
        Ticket = "INC-42",
        Requester = new(_world.Dana.Id, "dana@example.com", ["dev"], 1),
        Now = new(2026, 11, 20, 11, 0, 0, TimeSpan.Zero),
    };
}
