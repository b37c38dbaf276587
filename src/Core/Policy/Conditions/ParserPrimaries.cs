using System.Collections.Immutable;

namespace JitBot.Core.Policy.Conditions;

/// <summary>What stands between operators: names, literals, calls, lists, maps and brackets.</summary>
internal sealed partial class Parser
{
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace", "return",
        "var", "void", "while",
    };

    private Node Primary()
    {
        if (IsNegativeNumber || Next.Kind is TokenKind.Int or TokenKind.Literal)
        {
            return Literal();
        }

        var start = Next;
        if (Accept("("))
        {
            var inner = Expression();
            Expect(")", "(a || b) && c");
            return inner with { Offset = start.Offset, Length = End - start.Offset };
        }

        if (Accept("["))
        {
            var items = List("]", "request.level in [\"read\", \"write\"]");
            return Grown(new Node.List(start.Offset, End - start.Offset, items));
        }

        return Accept("{") ? Map(start) : Named();
    }

    private Node Literal()
    {
        var start = Next;
        var isNegative = Accept("-");
        var token = Take();
        var value = token switch
        {
            { Kind: TokenKind.Int } => NumberLiteral.Int(token.Text, isNegative),
            { Value: CelValue.Double number } when isNegative => new CelValue.Double(-number.Value),
            _ => token.Value,
        };
        return value is null
            ? Fail(token, $"`{token.Text}` is beyond the 64 bits of an int.", "9223372036854775807")
            : new Node.Literal(start.Offset, token.End - start.Offset, value);
    }

    private Node Named()
    {
        var start = Next;
        var isRoot = Accept(".");
        if (Next.Kind != TokenKind.Name)
        {
            return Fail(Next, $"A value is missing before {Shown(Next)}.", "request.level == \"write\"");
        }

        var name = Take();
        if (Reserved.Contains(name.Text))
        {
            return Fail(name, $"`{name.Text}` is a reserved word and names nothing.", "request.level");
        }

        if (Accept("("))
        {
            var arguments = List(")", "size(request.tables)");
            return Grown(Called(name, start.Offset, null, arguments));
        }

        return new Node.Identifier(start.Offset, End - start.Offset, name.Text, isRoot);
    }

    private Node Called(Token name, int offset, Node? target, ImmutableArray<Node> arguments)
    {
        var call = new Node.Call(offset, End - offset, name.Text, target, arguments);
        var (node, problem) = Macros.Expand(call, name);
        _problem ??= problem;
        return node;
    }

    private Node Map(Token start)
    {
        var entries = ImmutableArray.CreateBuilder<(Node, Node)>();
        while (!Next.Is("}") && Next.Kind != TokenKind.End)
        {
            var key = Expression();
            Expect(":", "{\"hr\": 2, \"payroll\": 3}");
            entries.Add((key, Expression()));
            if (!Accept(","))
            {
                break;
            }
        }

        Expect("}", "{\"hr\": 2, \"payroll\": 3}");
        return Grown(new Node.Map(start.Offset, End - start.Offset, entries.ToImmutable()));
    }

    /// <summary>Up to the closing bracket; a list, not a call, may end with a comma.</summary>
    private ImmutableArray<Node> List(string close, string example)
    {
        var items = ImmutableArray.CreateBuilder<Node>();
        while (!Next.Is(close) && Next.Kind != TokenKind.End)
        {
            items.Add(Expression());
            if (!Accept(",") || (close == ")" && Next.Is(close) && Fail(Next, "An argument is missing after the comma.", example) is not null))
            {
                break;
            }
        }

        Expect(close, example);
        return items.ToImmutable();
    }
}
