using JitBot.Core.Policy;
using JitBot.Support;

namespace JitBot.Core.Tests.Policy;

public sealed class ReachabilityTests
{
    [Theory]
    [InlineData("request.level == 'read' && request.level == 'write'")]
    [InlineData("request.unmask && !request.unmask")]
    [InlineData("request.duration > duration('4h') && request.duration < duration('1h')")]
    [InlineData("requester.active_grants > 3 && requester.active_grants < 4")]
    [InlineData("resource.target in ['a', 'b'] && resource.target != 'a' && !(resource.target == 'b')")]
    [InlineData("false")]
    public void A_condition_that_contradicts_itself_is_found(string condition) =>
        Assert.Equal("1: contradicts itself", Found("request.level == 'write'", condition));

    [Theory]
    [InlineData("true", "request.level == 'read'")]
    [InlineData("request.level == 'read'", "request.level == 'read' && request.unmask")]
    [InlineData("resource.target in ['a', 'b']", "'a' == resource.target")]
    [InlineData("request.duration > duration('1h')", "request.duration > duration('2h')")]
    [InlineData("requester.email.endsWith('@example.com')", "requester.email.endsWith( '@example.com' ) && request.unmask")]
    [InlineData("resource.table_name == 'salary'", "resource.schema_name == 'hr' && resource.table_name == 'salary'")]
    public void A_rule_behind_one_that_takes_all_of_its_cases_is_found(string first, string second) => Assert.Equal("1: behind 0", Found(first, second));

    [Fact]
    public void Several_rules_can_take_all_cases_between_them() => Assert.Equal(
        "3: behind 0, 2", Found("request.level == 'read'", "request.unmask", "request.level != 'read'", "resource.target == 'a'"));

    [Theory]
    [InlineData("request.level == 'read' && request.unmask", "request.level == 'read'")]
    [InlineData("request.duration > duration('2h')", "request.duration > duration('1h')")]
    [InlineData("requester.email.startsWith('a')", "requester.email.startsWith('a') == false")]
    [InlineData("requester.email.startsWith('a') && requester.email.endsWith('b')", "requester.email.startsWith('a')")]
    [InlineData("resource.target == 'a' || resource.target == 'b'", "resource.target != 'a'")]
    [InlineData("now.getHours() >= 8 && now.getHours() < 18", "now.getHours() >= 18")]
    [InlineData("request.tables.exists(t, t == 'a.b')", "request.tables.all(t, t == 'a.b')")]
    public void A_rule_that_has_a_case_of_its_own_is_left_alone(string first, string second) => Assert.Equal("", Found(first, second));

    [Theory]
    [InlineData("resource.table_name == 'title'")]
    [InlineData("resource.database_name == 'hr'")]
    public void An_automatic_rule_on_tables_or_databases_takes_nothing_from_a_stricter_one_behind_it(string condition)
    {
        var policy = Policy(condition, condition);
        policy = policy with { Rules = policy.Rules.SetItem(0, policy.Rules[0] with { Steps = [] }) };

        Assert.Empty(Reachability.Of(policy));
    }

    [Fact]
    public void Five_hundred_rules_are_looked_through() => Assert.Empty(
        Reachability.Of(Policy([.. Enumerable.Range(0, 500).Select(i => $"resource.target == 't{i}' && request.level == 'write' || requester.id == 'p{i}' && request.unmask")])));

    private static string Found(params string[] conditions) => string.Join("; ", Reachability.Of(Policy(conditions)).Select(finding =>
        $"{finding.Place}: {(finding.ShadowedBy.IsEmpty ? "contradicts itself" : $"behind {string.Join(", ", finding.ShadowedBy)}")}"));

    private static PolicyDocument Policy(params string[] conditions) => new(
        "v",
        [.. conditions.Select((condition, place) => new PolicyRule { Name = $"rule {place}", When = JitWorld.When(condition), Steps = [new(["dba"])] })],
        new() { Name = "fallback", Steps = [new(["dba"])] });
}
