using JitBot.Core.Policy.Conditions;

namespace JitBot.Core.Tests.Policy.Conditions;

/// <summary>A vocabulary such as a policy has, and values for it.</summary>
internal static class SampleWords
{
    public static readonly CelType.Record Incident = new("incident", ("severity", CelType.String), ("service", new CelType.Record("service", ("name", CelType.String))));

    public static readonly CelType.Record Request = new(
        "request",
        ("level", CelType.String), ("database", CelType.String), ("tables", new CelType.List(CelType.String)), ("minutes", CelType.Int), ("people", CelType.Uint),
        ("weight", CelType.Double), ("urgent", CelType.Bool), ("opened", CelType.Timestamp), ("length", CelType.Duration),
        ("labels", new CelType.Map(CelType.String, CelType.String)), ("extra", CelType.Dyn));

    public static readonly Vocabulary Vocabulary = new(("request", Request), ("incident", Incident), ("now", CelType.Timestamp));

    public static readonly Variables Full = new(
        ("request", CelValue.Record(
            ("level", CelValue.Of("write")), ("database", CelValue.Of("hr")), ("tables", CelValue.Of(["employee", "salary", "ünïcode 😀"])),
            ("minutes", CelValue.Of(90)), ("people", new CelValue.Uint(3)), ("weight", new CelValue.Double(1.5)), ("urgent", CelValue.Of(value: true)),
            ("opened", CelValue.Of(new DateTimeOffset(2026, 1, 31, 8, 0, 0, TimeSpan.Zero))), ("length", CelValue.Of(TimeSpan.FromHours(8))),
            ("labels", CelValue.Record(("team", CelValue.Of("payroll")), ("cost-centre", CelValue.Of("42")))), ("extra", CelValue.Of(7)))),
        ("incident", CelValue.Record(("severity", CelValue.Of("high")), ("service", CelValue.Record(("name", CelValue.Of("db")))))),
        ("now", CelValue.Of(new DateTimeOffset(2026, 3, 29, 1, 30, 0, TimeSpan.Zero))));

    public static readonly Variables Other = new(
        ("request", CelValue.Record(
            ("level", CelValue.Of("read")), ("database", CelValue.Of("UTC")), ("tables", CelValue.Of(["a"])), ("minutes", CelValue.Of(2)), ("people", new CelValue.Uint(1)),
            ("weight", new CelValue.Double(-2.25)), ("urgent", CelValue.Of(value: false)), ("opened", CelValue.Of(DateTimeOffset.UnixEpoch)),
            ("length", CelValue.Of(TimeSpan.FromMilliseconds(1))), ("labels", CelValue.Record(("team", CelValue.Of("a")), ("none", CelValue.Of("")))), ("extra", CelValue.Null.Only))),
        ("incident", CelValue.Record(("severity", CelValue.Of("a")))),
        ("now", CelValue.Of(new DateTimeOffset(1999, 12, 31, 23, 59, 59, TimeSpan.Zero))));

    public static readonly Variables Poor = new(
        ("request", CelValue.Record(
            ("level", CelValue.Of("read")), ("database", CelValue.Of("")), ("tables", CelValue.Of([])), ("minutes", CelValue.Of(long.MinValue)),
            ("people", new CelValue.Uint(ulong.MaxValue)), ("weight", new CelValue.Double(double.NaN)), ("urgent", CelValue.Of(value: false)),
            ("opened", CelValue.Of(DateTimeOffset.MinValue)), ("length", new CelValue.Duration(long.MinValue)), ("labels", CelValue.Record()), ("extra", CelValue.Of(["x"])))),
        ("now", CelValue.Of(DateTimeOffset.MaxValue)));

    public static readonly Variables None = new();

    public static Condition Condition(string source) =>
        Assert.IsType<ConditionReading.Readable>(JitBot.Core.Policy.Conditions.Condition.Read(source, Vocabulary)).Condition;

    public static ConditionProblem Problem(string source) =>
        Assert.IsType<ConditionReading.Unreadable>(JitBot.Core.Policy.Conditions.Condition.Read(source, Vocabulary)).Problems[0];
}
