using System.Collections.Immutable;

namespace JitBot.Core.Policy.Conditions;

/// <summary>One part of a condition's tree. Parentheses leave no node; they belong to the text of what they enclose.</summary>
/// <param name="Offset">Where its text begins, in characters from the start of the source.</param>
/// <param name="Length">How long its text is, in characters.</param>
public abstract record Node(int Offset, int Length)
{
    /// <summary>What it is made of, in the order of the source.</summary>
    public abstract IEnumerable<Node> Parts { get; }

    /// <summary>The longest way down from here; bounded by the parser, so that whatever walks the tree may recurse.</summary>
    internal abstract int Height { get; }

    /// <summary>Its text in the condition it was read from.</summary>
    public string TextIn(string source) => source.Substring(Offset, Length);

    public sealed override string ToString() => $"{GetType().Name} at {Offset}";

    private static int Above(params ReadOnlySpan<Node?> parts)
    {
        var highest = 0;
        foreach (var part in parts)
        {
            highest = Math.Max(highest, part?.Height ?? 0);
        }

        return highest + 1;
    }

    public sealed record Literal(int Offset, int Length, CelValue Value) : Node(Offset, Length)
    {
        public override IEnumerable<Node> Parts => [];

        internal override int Height => 1;
    }

    /// <param name="IsRoot">Written with a leading dot: never a macro's variable.</param>
    public sealed record Identifier(int Offset, int Length, string Name, bool IsRoot = false) : Node(Offset, Length)
    {
        public override IEnumerable<Node> Parts => [];

        internal override int Height => 1;
    }

    /// <summary><c>operand.field</c></summary>
    public sealed record Select(int Offset, int Length, Node Operand, string Field) : Node(Offset, Length)
    {
        public override IEnumerable<Node> Parts => [Operand];

        internal override int Height { get; } = Above(Operand);
    }

    /// <summary><c>has(operand.field)</c></summary>
    public sealed record Has(int Offset, int Length, Select Field) : Node(Offset, Length)
    {
        public override IEnumerable<Node> Parts => [Field];

        internal override int Height { get; } = Above(Field);
    }

    /// <summary><c>operand[key]</c></summary>
    public sealed record Index(int Offset, int Length, Node Operand, Node Key) : Node(Offset, Length)
    {
        public override IEnumerable<Node> Parts => [Operand, Key];

        internal override int Height { get; } = Above(Operand, Key);
    }

    /// <summary>A function, or an operator by its sign: <c>==</c>, <c>&amp;&amp;</c>, <c>in</c>; <c>-</c> with one argument is a negation.</summary>
    /// <param name="Target">What is before the dot; null for operators and for functions without.</param>
    public sealed record Call(int Offset, int Length, string Function, Node? Target, ImmutableArray<Node> Arguments) : Node(Offset, Length)
    {
        public override IEnumerable<Node> Parts => Target is null ? Arguments : [Target, .. Arguments];

        internal override int Height { get; } = Math.Max(Above(Target), Above(Arguments.AsSpan()));
    }

    /// <summary><c>test ? then : otherwise</c></summary>
    public sealed record Conditional(int Offset, int Length, Node Test, Node Then, Node Otherwise) : Node(Offset, Length)
    {
        public override IEnumerable<Node> Parts => [Test, Then, Otherwise];

        internal override int Height { get; } = Above(Test, Then, Otherwise);
    }

    public sealed record List(int Offset, int Length, ImmutableArray<Node> Items) : Node(Offset, Length)
    {
        public override IEnumerable<Node> Parts => Items;

        internal override int Height { get; } = Above(Items.AsSpan());
    }

    public sealed record Map(int Offset, int Length, ImmutableArray<(Node Key, Node Value)> Entries) : Node(Offset, Length)
    {
        public override IEnumerable<Node> Parts => Entries.SelectMany(entry => (IEnumerable<Node>)[entry.Key, entry.Value]);

        internal override int Height { get; } = Entries.Aggregate(1, (height, entry) => Math.Max(height, Above(entry.Key, entry.Value)));
    }

    /// <summary><c>range.macro(variables…, where, body)</c>: all, exists, exists_one (also existsOne), filter, map, transformList, transformMap.</summary>
    /// <param name="Variables">One or two names.</param>
    /// <param name="Where">Which elements are mapped; null for all of them.</param>
    /// <param name="Body">What is asked of, or made from, each element.</param>
    public sealed record Comprehension(
        int Offset, int Length, string Macro, Node Range, ImmutableArray<string> Variables, Node? Where, Node Body) : Node(Offset, Length)
    {
        public override IEnumerable<Node> Parts => Where is null ? [Range, Body] : [Range, Where, Body];

        internal override int Height { get; } = Above(Range, Where, Body);
    }
}
