using JitBot.Core.Policy;
using JitBot.Support;

namespace JitBot.Core.Tests.Policy;

public sealed class PolicyEngineTests : IAsyncLifetime
{
    private readonly JitWorld _world = new();

    [Fact]
    public void The_first_rule_that_matches_wins() => Assert.Equal(
        "writes", Match("write", Rule("writes") with { Levels = ["write"] }, Rule("everything")));

    [Theory]
    [InlineData("hr-prod", "production", "read", "matches")]
    [InlineData("HR-PROD", "Production", "READ", "matches")]
    [InlineData("hr-test", "production", "read", "fallback")]
    [InlineData("hr-prod", "test", "read", "fallback")]
    [InlineData("hr-prod", "production", "write", "fallback")]
    public void A_rule_matches_if_all_its_conditions_do(string target, string environment, string level, string rule) => Assert.Equal(
        rule, Match("read", Rule("matches") with { Targets = [target], Environments = [environment], Levels = [level] }));

    [Fact]
    public void A_condition_that_is_left_out_asks_nothing() => Assert.Equal("everything", Match("read", Rule("everything")));

    [Fact]
    public void What_no_rule_matches_is_for_the_fallbacks_people() => Assert.Equal("fallback", Match("read"));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private string Match(string level, params PolicyRule[] rules) =>
        new PolicyEngine(new("v", [.. rules], Rule("fallback"))).Match(new(_world.Target, level)).Name;

    private static PolicyRule Rule(string name) => new() { Name = name, Approvers = ["dba"], LongestDuration = TimeSpan.FromHours(1) };
}
