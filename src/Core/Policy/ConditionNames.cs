using JitBot.Core.Policy.Conditions;

namespace JitBot.Core.Policy;

/// <summary>A name as a condition writes it, dots and all, and where.</summary>
public readonly record struct MentionedName(string Name, Node Node);

public static class ConditionNames
{
    /// <summary>The names a condition looks up, in their longest form: <c>request.level</c>, not <c>request</c>. Variables of macros are none.</summary>
    public static IEnumerable<MentionedName> Names(this Node node) => Names(node, []);

    /// <summary>The operands of the outermost <c>&amp;&amp;</c>: each has to hold for the whole to hold.</summary>
    public static IEnumerable<Node> Conjuncts(this Node node) =>
        node is Node.Call { Function: "&&", Arguments: [var left, var right] } ? left.Conjuncts().Concat(right.Conjuncts()) : [node];

    /// <summary>The dotted name that a node is, or null.</summary>
    public static string? DottedName(this Node node) => node switch
    {
        Node.Identifier root => root.Name,
        Node.Select { Operand: var operand, Field: var field } when operand.DottedName() is { } before => $"{before}.{field}",
        _ => null,
    };

    private static IEnumerable<MentionedName> Names(Node node, IReadOnlyCollection<string> bound) => node switch
    {
        Node.Comprehension macro =>
        [
            .. Names(macro.Range, bound),
            .. macro.Parts.Skip(1).SelectMany(part => Names(part, [.. bound, .. macro.Variables])),
        ],
        _ when node.DottedName() is { } name => bound.Contains(name.Split('.')[0], StringComparer.Ordinal) ? [] : [new(name, node)],
        _ => node.Parts.SelectMany(part => Names(part, bound)),
    };
}
