using JitBot.Core.Policy.Conditions;

namespace JitBot.Core.Tests.Policy.Conditions;

/// <summary>What somebody writes to keep a processor busy ends as an error.</summary>
public sealed class BudgetTests
{
    private const string Hundred = "[0,1,2,3,4,5,6,7,8,9].map(a, [0,1,2,3,4,5,6,7,8,9])";

    private static readonly Variables Long = new(("request", CelValue.Record(
        ("level", CelValue.Of(new string('a', 100_000) + "!")),
        ("database", CelValue.Of(new string('a', 20_000) + "!")),
        ("tables", CelValue.Of(Enumerable.Range(0, 50_000).Select(i => $"table_{i}"))),
        ("extra", Nested(400_000)))));

    [Theory]
    [InlineData(Hundred + ".all(b, b.all(c, " + Hundred + ".all(d, d.all(e, " + Hundred + ".all(f, f.all(g, true))))))")]
    [InlineData(Hundred + ".exists(b, b.exists(c, " + Hundred + ".exists(d, d.exists(e, " + Hundred + ".exists(f, f.exists(g, 1 / 0 == 1))))))")]
    [InlineData("size(request.tables.map(a, request.level)) > 0 && request.tables.map(a, request.level + request.level).all(a, true)")]
    [InlineData("request.tables.all(a, request.tables.all(b, a in request.tables))")]
    [InlineData("request.tables.filter(a, request.level.contains(a + request.level)) == [] || true")]
    [InlineData("request.tables.all(a, request.level.matches(\"(a+)+(a+)+b\")) || true")]
    [InlineData("request.tables.all(a, !a.matches(a + a))")]
    [InlineData("request.level.matches(\"(.{0,30}){0,20}(.{0,30}){0,3}x\")")]
    [InlineData("request.extra == request.extra")]
    [InlineData("request.tables.exists(a, {1: 2}[dyn([request.tables, request.tables, request.tables])] == 2)")]
    [InlineData("request.tables.exists(a, {request.level: 2, request.level: 3} == {})")]
    [InlineData("request.tables.exists(a, string(b\"\\xff\") == a)")]
    [InlineData("request.tables.exists(a, has(request.extra.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a))")]
    [InlineData("request.tables.all(a, timestamp(0).getHours(a) == 1) || true")]
    public void Too_much_work_is_an_error_that_nothing_passes_over(string source)
    {
        var answer = SampleWords.Condition(source).Evaluate(Long);

        Assert.Equal("the condition takes more than 200000 steps on these values", Assert.IsType<CelValue.Error>(answer).Message);
    }

    [Theory]
    [InlineData("request.database.matches(\"(a+)+$\")", false)]
    [InlineData("request.database.matches(\"^(a|a)*$\")", false)]
    [InlineData("request.database.matches(\"a!$\")", true)]
    public void Patterns_that_ruin_other_engines_have_an_answer(string source, bool expected) =>
        Assert.Equal(CelValue.Of(expected), SampleWords.Condition(source).Evaluate(Long));

    [Fact]
    public void A_list_of_any_length_is_gone_through_once() =>
        Assert.Equal(CelValue.Of(value: false), SampleWords.Condition("\"nothing\" in request.tables").Evaluate(Long));

    [Fact]
    public void A_value_of_any_depth_can_be_written() => Assert.Contains("[[…]]", Nested(20_000).ToString(), StringComparison.Ordinal);

    private static CelValue Nested(int depth)
    {
        CelValue value = CelValue.Of("x");
        for (var i = 0; i < depth; i++)
        {
            value = new CelValue.List([value]);
        }

        return value;
    }
}
