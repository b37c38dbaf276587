namespace JitBot.Core.Policy.Conditions;

using static CelValue;

/// <summary>
/// One walk over a tree with one set of values. An error is a value: it comes out unless <c>&amp;&amp;</c>, <c>||</c> or a macro can do without it.
/// </summary>
/// <param name="vocabulary">Null if nothing is declared.</param>
/// <param name="steps">What it may do; as much as one evaluation may, if not given.</param>
internal sealed partial class Evaluation(Variables variables, Vocabulary? vocabulary, WrittenPatterns patterns, Steps? steps = null)
{
    private static readonly Map Empty = new([]);

    public Steps Steps { get; } = steps ?? new();

    public WrittenPatterns Patterns { get; } = patterns;

    public CelValue Run(Node node)
    {
        var value = ValueOf(node, null);
        return Steps.AreUsedUp ? Steps.Error(node.Offset) : value;
    }

    private CelValue ValueOf(Node node, Scope<CelValue>? scope)
    {
        if (!Steps.Spend(1))
        {
            return Steps.Error(node.Offset);
        }

        var value = node switch
        {
            Node.Literal literal => literal.Value,
            Node.Identifier identifier => Named(identifier, scope),
            Node.Select select => Selected(select, scope),
            Node.Has has => Has(has, scope),
            Node.Index index => Indexed(ValueOf(index.Operand, scope), Sized(ValueOf(index.Key, scope))),
            Node.Call { Function: "&&" } call => Either(call, scope, Bool.False),
            Node.Call { Function: "||" } call => Either(call, scope, Bool.True),
            Node.Call call => Called(call, scope),
            Node.Conditional choice => Chosen(choice, scope),
            Node.List list => Listed(list, scope),
            Node.Map map => Mapped(map, scope),
            Node.Comprehension comprehension => Comprehended(comprehension, scope),
            _ => throw new ArgumentOutOfRangeException(nameof(node)),
        };
        return value is Error { Offset: Error.Nowhere } error ? error with { Offset = node.Offset } : value;
    }

    private CelValue Named(Node.Identifier identifier, Scope<CelValue>? scope) =>
        !identifier.IsRoot && scope.TryFind(identifier.Name, out var bound)
            ? bound
            : Root(identifier.Name) ?? new Error($"undeclared reference to `{identifier.Name}`");

    /// <summary>A record that is declared and not given has no fields, so that <c>has</c> may ask for them.</summary>
    private CelValue? Root(string name) =>
        variables.Find(name) ?? (vocabulary?.TypeOf(name) is CelType.Record ? Empty : TypeNames.Find(name));

    private CelValue Selected(Node.Select select, Scope<CelValue>? scope)
    {
        // The longest name wins: a root may be called a.b.
        if (MayBeOneName(select) && scope.Spelled(select) is { } name && Root(name) is { } root)
        {
            return root;
        }

        return ValueOf(select.Operand, scope) switch
        {
            Error error => error,
            Map map => map.Find(new CelValue.String(select.Field)) ?? new Error($"no such key: `{select.Field}`"),
            var other => new Error($"{TypeNames.NameOf(other)} has no fields, so no `{select.Field}`"),
        };
    }

    /// <summary>Spares most fields the spelling out: only declared names with dots in them and the types of <c>google.protobuf</c> are written so.</summary>
    private bool MayBeOneName(Node node) => node switch
    {
        _ when variables.HasDottedNames || vocabulary is not { HasDottedNames: false } => true,
        Node.Select select => MayBeOneName(select.Operand),
        Node.Identifier { Name: "google" } => true,
        _ => false,
    };

    private CelValue Has(Node.Has has, Scope<CelValue>? scope) => Within(has.Field.Operand, scope) switch
    {
        Error error => error,
        Map map => Of(map.Find(new CelValue.String(has.Field.Field)) is not null),
        var other => new Error($"{TypeNames.NameOf(other)} has no fields, so no `{has.Field.Field}`"),
    };

    /// <summary>For <c>has</c> a declared record within another is there, if without fields, like one that is a root.</summary>
    private CelValue Within(Node operand, Scope<CelValue>? scope) =>
        operand is Node.Select select && Declared(select, scope) is CelType.Record && Steps.Spend(1) && Within(select.Operand, scope) is Map map
            ? map.Find(new CelValue.String(select.Field)) ?? Empty
            : ValueOf(operand, scope);

    private CelType? Declared(Node node, Scope<CelValue>? scope) => node switch
    {
        _ when scope.Spelled(node) is { } name && vocabulary?.TypeOf(name) is { } root => root,
        Node.Select select => Declared(select.Operand, scope) is CelType.Record record ? record.Fields.GetValueOrDefault(select.Field) : null,
        _ => null,
    };

    private static CelValue Indexed(CelValue operand, CelValue key) => (operand, key) switch
    {
        (Error error, _) => error,
        (_, Error error) => error,
        (Map map, _) => map.Find(key) ?? new Error($"no such key: {CelText.Brief(key)}"),
        (CelValue.List list, Int or Uint or CelValue.Double) => Place(key) is { } at && at < (ulong)list.Items.Length
            ? list.Items[(int)at]
            : new Error($"index {CelText.Brief(key)} is out of a list of {list.Items.Length}"),
        _ => new Error($"no such overload: {TypeNames.NameOf(operand)}[{TypeNames.NameOf(key)}]"),
    };

    private static ulong? Place(CelValue key) => MapKey.Find(key) switch
    {
        Int { Value: >= 0 } at => (ulong)at.Value,
        Uint at => at.Value,
        _ => null,
    };

    /// <summary>The decisive value of either side is the result, whatever the other is; else an error of either.</summary>
    private CelValue Either(Node.Call call, Scope<CelValue>? scope, Bool decisive)
    {
        var left = Truth(call.Arguments[0], scope);
        if (left == decisive)
        {
            return decisive;
        }

        var right = Truth(call.Arguments[1], scope);
        return right == decisive || left is Bool ? right : left;
    }

    /// <summary>A yes or no, or an error.</summary>
    private CelValue Truth(Node node, Scope<CelValue>? scope) => ValueOf(node, scope) switch
    {
        Bool truth => truth,
        Error error => error,
        var other => new Error($"no such overload: {TypeNames.NameOf(other)} is no yes or no", node.Offset),
    };

    private CelValue Chosen(Node.Conditional choice, Scope<CelValue>? scope) => Truth(choice.Test, scope) switch
    {
        Bool truth => ValueOf(truth.Value ? choice.Then : choice.Otherwise, scope),
        var error => error,
    };
}
