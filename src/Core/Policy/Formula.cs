using System.Collections.Immutable;
using JitBot.Core.Policy.Conditions;

namespace JitBot.Core.Policy;

/// <summary>
/// A condition as far as it can be reasoned about: <c>and</c>, <c>or</c>, <c>not</c> over comparisons of a name with literals. Whatever else it says is
/// a yes or no of its own, free to be either.
/// </summary>
internal abstract record Formula
{
    private Formula() { }

    /// <summary>The names it depends on.</summary>
    public abstract IEnumerable<string> Names { get; }

    /// <summary>What each name is compared with.</summary>
    public abstract IEnumerable<(string Name, CelValue Literal, bool IsOrdered)> Comparisons { get; }

    /// <returns>Null if what is known of the situation does not settle it.</returns>
    public abstract bool? Holds(IReadOnlyDictionary<string, CelValue> situation);

    public static Formula Of(Condition condition) => Of(condition.Root, condition);

    private static Formula Of(Node node, Condition condition) => node switch
    {
        Node.Call { Function: "&&", Arguments: [var left, var right] } => new Both(Of(left, condition), Of(right, condition)),
        Node.Call { Function: "||", Arguments: [var left, var right] } => new Not(new Both(new Not(Of(left, condition)), new Not(Of(right, condition)))),
        Node.Call { Function: "!", Arguments: [var inner] } => new Not(Of(inner, condition)),
        Node.Literal { Value: CelValue.Bool { Value: var value } } => new Constant(value),
        Node.Call { Function: "==" or "!=" or "<" or "<=" or ">" or ">=" or "in", Arguments: [var left, var right] } call => Comparison(call, left, right, condition),
        _ => new Compared(Key(node, condition), "==", CelValue.Of(true)),
    };

    private static Formula Comparison(Node.Call call, Node left, Node right, Condition condition) => (call.Function, ValueOf(left, condition), ValueOf(right, condition)) switch
    {
        ("in", null, CelValue.List { Items: var items }) => items.Aggregate((Formula)new Constant(false), (found, item) =>
            new Not(new Both(new Not(found), new Not(new Compared(Key(left, condition), "==", item))))),
        ("in", _, _) => new Compared(Key(call, condition), "==", CelValue.Of(true)),
        ("!=", null, { } literal) => new Not(new Compared(Key(left, condition), "==", literal)),
        ("!=", { } literal, null) => new Not(new Compared(Key(right, condition), "==", literal)),
        (var sign, null, { } literal) => new Compared(Key(left, condition), sign, literal),
        (var sign, { } literal, null) => new Compared(Key(right, condition), Turned(sign), literal),
        _ => new Compared(Key(call, condition), "==", CelValue.Of(true)),
    };

    private static string Turned(string sign) => sign switch { "<" => ">", "<=" => ">=", ">" => "<", ">=" => "<=", _ => sign };

    /// <summary>The value of what depends on nothing, such as <c>duration("4h")</c>; null if it depends on something or has none.</summary>
    private static CelValue? ValueOf(Node node, Condition condition) =>
        node.Names().Any() || condition.Evaluate(node, new Variables()) is not { } value || value is CelValue.Error ? null : value;

    /// <summary>One spelling for one thing, spaces apart.</summary>
    private static string Key(Node node, Condition condition) =>
        node.DottedName() ?? string.Concat(node.TextIn(condition.Source).Where(character => !char.IsWhiteSpace(character)));

    private sealed record Constant(bool Value) : Formula
    {
        public override IEnumerable<string> Names => [];

        public override IEnumerable<(string Name, CelValue Literal, bool IsOrdered)> Comparisons => [];

        public override bool? Holds(IReadOnlyDictionary<string, CelValue> situation) => Value;
    }

    private sealed record Both(Formula Left, Formula Right) : Formula
    {
        public override IEnumerable<string> Names => Left.Names.Concat(Right.Names);

        public override IEnumerable<(string Name, CelValue Literal, bool IsOrdered)> Comparisons => Left.Comparisons.Concat(Right.Comparisons);

        public override bool? Holds(IReadOnlyDictionary<string, CelValue> situation) => (Left.Holds(situation), Right.Holds(situation)) switch
        {
            (false, _) or (_, false) => false,
            (true, true) => true,
            _ => null,
        };
    }

    private sealed record Not(Formula Inner) : Formula
    {
        public override IEnumerable<string> Names => Inner.Names;

        public override IEnumerable<(string Name, CelValue Literal, bool IsOrdered)> Comparisons => Inner.Comparisons;

        public override bool? Holds(IReadOnlyDictionary<string, CelValue> situation) => !Inner.Holds(situation);
    }

    private sealed record Compared(string Name, string Sign, CelValue Literal) : Formula
    {
        public override IEnumerable<string> Names => [Name];

        public override IEnumerable<(string Name, CelValue Literal, bool IsOrdered)> Comparisons => [(Name, Literal, Sign != "==")];

        public override bool? Holds(IReadOnlyDictionary<string, CelValue> situation)
        {
            if (!situation.TryGetValue(Name, out var value))
            {
                return null;
            }

            return Sign == "==" ? value.IsEqualTo(Literal) : Domain.Order(value, Literal) switch
            {
                null => null,
                < 0 => Sign is "<" or "<=",
                0 => Sign is "<=" or ">=",
                > 0 => Sign is ">" or ">=",
            };
        }
    }
}
