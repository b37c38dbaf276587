using System.Collections.Immutable;
using JitBot.Core.Policy.Conditions;

namespace JitBot.Core.Tests.Policy.Conditions;

public sealed class ConditionTests
{
    [Theory]
    [InlineData("request.level == \"write\" && request.database in [\"hr\", \"payroll\"]", true)]
    [InlineData("request.tables.exists(table, table.startsWith(\"sal\"))", true)]
    [InlineData("request.length > duration(\"4h\") || request.urgent", true)]
    [InlineData("now.getHours(\"Europe/Berlin\") == 3 && now.getHours() == 1", true)]
    [InlineData("request.labels.team == \"payroll\" && request.labels.`cost-centre` == \"42\"", true)]
    [InlineData("has(incident.severity) && incident.severity == \"high\"", true)]
    [InlineData("has(request.labels.owner)", false)]
    [InlineData("request.extra == 7.0 && request.extra == 7u", true)]
    [InlineData("[1].exists(now, now == 1) && [1].exists(x, .now > timestamp(0))", true)]
    [InlineData("now - request.opened > duration(\"24h\") // a comment", true)]
    [InlineData("size(\"a😀\") == 2 && \"\\uffff\" < \"😀\"", true)]
    public void A_condition_answers_yes_or_no(string source, bool expected) =>
        Assert.Equal(CelValue.Of(expected), SampleWords.Condition(source).Evaluate(SampleWords.Full));

    [Theory]
    [InlineData("has(incident.severity)")]
    [InlineData("has(incident.service)")]
    [InlineData("has(incident.service.name)")]
    public void What_is_declared_and_not_given_is_not_there(string source) =>
        Assert.Equal(CelValue.Of(value: false), SampleWords.Condition(source).Evaluate(SampleWords.Poor));

    [Fact]
    public void What_is_not_there_is_an_error_with_its_place() => Assert.Equal(
        new CelValue.Error("no such key: `severity`", 18), SampleWords.Condition("request.urgent || incident.severity == \"high\"").Evaluate(SampleWords.Poor));

    [Fact]
    public void An_error_of_one_side_is_nothing_where_the_other_decides() => Assert.Equal(
        CelValue.Of(value: true), SampleWords.Condition("incident.severity == \"high\" || request.level == \"read\"").Evaluate(SampleWords.Poor));

    [Fact]
    public void Each_part_of_a_condition_has_a_value_of_its_own()
    {
        var condition = SampleWords.Condition("request.level == \"write\" && (size(request.tables) > 5 || request.length < duration(\"1h\"))");
        var both = Assert.IsType<Node.Call>(condition.Root);
        var either = Assert.IsType<Node.Call>(both.Arguments[1]);
        ImmutableArray<Node> parts = [.. both.Arguments, .. either.Arguments, .. either.Arguments.SelectMany(part => part.Parts)];

        var told = parts.Select(part => $"{part.TextIn(condition.Source)} is {condition.Evaluate(part, SampleWords.Full)}");

        Assert.Equal(
            [
                "request.level == \"write\" is true",
                "(size(request.tables) > 5 || request.length < duration(\"1h\")) is false",
                "size(request.tables) > 5 is false",
                "request.length < duration(\"1h\") is false",
                "size(request.tables) is 3",
                "5 is 5",
                "request.length is 28800s",
                "duration(\"1h\") is 3600s",
            ],
            told);
    }

    [Fact]
    public void Values_are_written_as_conditions_write_them() => Assert.Equal(
        "{\"a\\n\": [1, 2u, 1.0, b\"\\xff\", null, true], 1: 2026-01-31T08:00:00Z, 2: -1.5s, 3: double(\"NaN\"), 4: string}",
        new CelValue.Map(
        [
            (CelValue.Of("a\n"), new CelValue.List([CelValue.Of(1), new CelValue.Uint(2), new CelValue.Double(1), new CelValue.Bytes([255]), CelValue.Null.Only, CelValue.Of(value: true)])),
            (CelValue.Of(1), CelValue.Of(new DateTimeOffset(2026, 1, 31, 9, 0, 0, TimeSpan.FromHours(1)))),
            (CelValue.Of(2), CelValue.Of(TimeSpan.FromSeconds(-1.5))),
            (CelValue.Of(3), new CelValue.Double(double.NaN)),
            (CelValue.Of(4), new CelValue.Type("string")),
        ]).ToString());
}
