namespace JitBot.Core.Policy.Conditions;

using static CelValue;

/// <summary>Strings, and the size of everything that has one. Characters are Unicode code points; nothing depends on a culture.</summary>
internal static class TextFunctions
{
    public static IEnumerable<Overload> Overloads =>
    [
        .. Size<CelValue.String>(text => CodePoints(text.Value)),
        .. Size<Bytes>(bytes => bytes.Value.Length),
        .. Size<CelValue.List>(list => list.Items.Length),
        .. Size<Map>(map => map.Entries.Length),
        Overload.Member<CelValue.String, CelValue.String>("startsWith", CelType.Bool,
            (text, part) => Of(text.Value.StartsWith(part.Value, StringComparison.Ordinal))),
        Overload.Member<CelValue.String, CelValue.String>("endsWith", CelType.Bool,
            (text, part) => Of(text.Value.EndsWith(part.Value, StringComparison.Ordinal))),
        new("contains", IsMember: true, [CelType.String, CelType.String], CelType.Bool, Contains),
        new("matches", IsMember: true, [CelType.String, CelType.String], CelType.Bool, Matches),
        new("matches", IsMember: false, [CelType.String, CelType.String], CelType.Bool, Matches),
    ];

    private static Overload[] Size<T>(Func<T, int> size)
        where T : CelValue =>
        [Overload.Of<T>("size", CelType.Int, value => new Int(size(value))), Overload.Member<T>("size", CelType.Int, value => new Int(size(value)))];

    private static int CodePoints(string text)
    {
        var pairs = 0;
        for (var i = 1; i < text.Length; i++)
        {
            pairs += char.IsSurrogatePair(text[i - 1], text[i]) ? 1 : 0;
        }

        return text.Length - pairs;
    }

    private static CelValue Contains(CelValue[] values, Evaluation evaluation)
    {
        var (text, part) = (((CelValue.String)values[0]).Value, ((CelValue.String)values[1]).Value);
        // At worst every place is compared with the whole part.
        return Of(evaluation.Steps.SpendOn((long)text.Length * (1 + (part.Length / 16))) && text.Contains(part, StringComparison.Ordinal));
    }

    private static CelValue Matches(CelValue[] values, Evaluation evaluation) =>
        evaluation.Patterns.IsIn(((CelValue.String)values[0]).Value, ((CelValue.String)values[1]).Value, evaluation.Steps);
}
