using JitBot.Bot.Configuration;
using JitBot.Core.Statements;

namespace JitBot.Bot.Tests.Configuration;

// Rule 31
public sealed class StatementSettingsTests
{
    [Fact]
    public void The_sample_says_what_counts_without_it() => Assert.Equal(new StatementCaps(), Read());

    [Fact]
    public void What_the_operator_sets_counts() => Assert.Equal(
        new StatementLimits(TimeSpan.FromMinutes(30), 10_000_000, 256 * 1024 * 1024),
        Read(
            ("JitBot:Statements:Exported:Timeout", "00:30:00"), ("JitBot:Statements:Exported:Rows", "10000000"), ("JitBot:Statements:Exported:Bytes", "268435456"))
            .Exported);

    [Theory]
    [InlineData("Shown:Timeout", "00:00:00")]
    [InlineData("Shown:Timeout", "00:30:01")]
    [InlineData("Shown:Timeout", "30")]
    [InlineData("Shown:Rows", "0")]
    [InlineData("Shown:Rows", "10001")]
    [InlineData("Shown:Bytes", "-1")]
    [InlineData("Shown:Bytes", "16777217")]
    [InlineData("Exported:Timeout", "1.00:00:00")]
    [InlineData("Exported:Rows", "10000001")]
    [InlineData("Exported:Bytes", "268435457")]
    [InlineData("Exported:Bytes", "a lot")]
    [InlineData("Exported:Row", "1")]
    public void What_is_out_of_bounds_or_no_setting_is_named_with_an_example(string key, string value)
    {
        var problem = Assert.Single(JitOptionsTests.ProblemsOf(JitOptionsTests.WithSecrets(($"JitBot:Statements:{key}", value))));

        Assert.Equal($"JitBot:Statements:{key}", problem.Key);
        Assert.NotEmpty(problem.Example);
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once() => Assert.Equal(
        ["JitBot:Statements:Exported:Bytes", "JitBot:Statements:Shown:Rows", "JitBot:Statements:Shown:Timeout"],
        JitOptionsTests.ProblemsOf(JitOptionsTests.WithSecrets(
            ("JitBot:Statements:Shown:Timeout", "soon"), ("JitBot:Statements:Shown:Rows", "all"), ("JitBot:Statements:Exported:Bytes", "0")))
            .Select(problem => problem.Key).Order(StringComparer.Ordinal));

    private static StatementCaps Read(params (string Key, string Value)[] changes) => JitOptions.Read(JitOptionsTests.WithSecrets(changes), development: false).Statements;
}
