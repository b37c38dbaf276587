namespace JitBot.Core.Policy.Conditions;

using static CelValue;

/// <summary>The language's <c>==</c> and <c>in</c>: numbers are equal as numbers, and values of different types are different, no error.</summary>
internal static class Equality
{
    public static IEnumerable<Overload> Overloads =>
    [
        new("==", IsMember: false, [CelType.Dyn, CelType.Dyn], CelType.Bool,
            (values, evaluation) => Of(AreEqual(values[0], values[1], evaluation.Steps))),
        new("!=", IsMember: false, [CelType.Dyn, CelType.Dyn], CelType.Bool,
            (values, evaluation) => Of(!AreEqual(values[0], values[1], evaluation.Steps))),
        new("in", IsMember: false, [CelType.Dyn, new CelType.List(CelType.Dyn)], CelType.Bool,
            (values, evaluation) => Of(((CelValue.List)values[1]).Items.Any(item => AreEqual(values[0], item, evaluation.Steps)))),
        Overload.Of<CelValue, Map>("in", CelType.Bool, (key, map) => Of(map.Find(key) is not null)),
    ];

    /// <summary>Whatever it answers once the steps are used up is not asked for.</summary>
    public static bool AreEqual(CelValue left, CelValue right, Steps steps) => steps.Spend(1) && (left, right) switch
    {
        (CelValue.String a, CelValue.String b) => steps.SpendOn(Math.Min(a.Value.Length, b.Value.Length)) && a == b,
        (Bytes a, Bytes b) => steps.SpendOn(Math.Min(a.Value.Length, b.Value.Length)) && a == b,
        (CelValue.List a, CelValue.List b) => a.Items.Length == b.Items.Length
            && a.Items.Zip(b.Items).All(pair => AreEqual(pair.First, pair.Second, steps)),
        (Map a, Map b) => a.Entries.Length == b.Entries.Length
            && a.Entries.All(entry => b.Find(entry.Key) is { } other && AreEqual(entry.Value, other, steps)),
        (Int or Uint or CelValue.Double, Int or Uint or CelValue.Double) => Comparison.Numbers(left, right) == 0,
        _ => left == right,
    };
}
