using System.Collections.Immutable;

namespace JitBot.Core.Policy.Conditions;

/// <summary>
/// Reads a source into its tree. The first problem ends it: the parser then stands at the end of the source, where every rule stops by itself,
/// and what it returns is thrown away.
/// </summary>
internal sealed partial class Parser
{
    /// <summary>Characters.</summary>
    public const int LongestSource = 8 * 1024;

    /// <summary>Brackets within brackets. Both bounds keep recursion, here and over the tree, far from the end of any stack.</summary>
    private const int DeepestNesting = 100;

    /// <summary>The highest tree: a chain of operators grows one as much as brackets do.</summary>
    private const int HighestTree = 250;

    private static readonly string[][] Operators = [["||"], ["&&"], ["<", "<=", ">", ">=", "==", "!=", "in"], ["+", "-"], ["*", "/", "%"]];

    private readonly ImmutableArray<Token> _tokens;
    private ConditionProblem? _problem;
    private int _at;
    private int _nesting;

    private Parser(ImmutableArray<Token> tokens) => _tokens = tokens;

    private Token Next => _tokens[_at];

    /// <summary>The tree, or else what is wrong.</summary>
    public static (Node? Root, ConditionProblem? Problem) Read(string source)
    {
        if (source.Length > LongestSource)
        {
            return (null, new(LongestSource, source.Length - LongestSource,
                $"A condition has at most {LongestSource} characters; this one has {source.Length}.", "resource.database_name in [\"hr\", \"payroll\"]"));
        }

        var (tokens, problem) = Lexer.Read(source);
        var parser = new Parser(tokens);
        var root = parser.Expression();
        if (parser.Next.Kind != TokenKind.End)
        {
            parser.Fail(parser.Next, parser.Next.Is(")") || parser.Next.Is("]") || parser.Next.Is("}")
                ? $"`{parser.Next.Text}` closes nothing that was opened."
                : $"The condition should end before `{PlainText.Shorten(parser.Next.Text, 40)}`, or an operator is missing.", "a == 1 && b == 2");
        }

        // Where the lexer stopped, the parser met an end that is none; what it says of that end is not worth telling.
        var first = problem is null || (parser._problem is { } earlier && earlier.Offset < tokens[^1].Offset) ? parser._problem : problem;
        return first is null ? (root, null) : (null, first);
    }

    private Node Expression()
    {
        if (_nesting == DeepestNesting)
        {
            return Fail(Next, $"Brackets are nested more than {DeepestNesting} deep here.", "(a || b) && c");
        }

        _nesting++;
        var node = Binary(0);
        if (Accept("?"))
        {
            var then = Binary(0);
            Expect(":", "a ? b : c");
            var otherwise = Expression();
            node = Grown(new Node.Conditional(node.Offset, End - node.Offset, node, then, otherwise));
        }

        _nesting--;
        return node;
    }

    private Node Binary(int level)
    {
        if (level == Operators.Length)
        {
            return Unary();
        }

        var left = Binary(level + 1);
        while (Next.Kind == TokenKind.Symbol && Operators[level].Contains(Next.Text))
        {
            var sign = Take().Text;
            var right = Binary(level + 1);
            left = Grown(new Node.Call(left.Offset, End - left.Offset, sign, null, [left, right]));
        }

        return left;
    }

    private Node Unary()
    {
        if (!Next.Is("!") && !Next.Is("-"))
        {
            return Member(Primary());
        }

        var signs = new Stack<Token>();
        while (Next.Is("!") || (Next.Is("-") && !IsNegativeNumber))
        {
            signs.Push(Take());
        }

        var node = Member(Primary());
        while (signs.TryPop(out var sign))
        {
            node = Grown(new Node.Call(sign.Offset, End - sign.Offset, sign.Text, null, [node]));
        }

        return node;
    }

    /// <summary>The minus belongs to the number, or the least int could not be written.</summary>
    private bool IsNegativeNumber =>
        Next.Is("-") && _tokens[_at + 1] is { Kind: TokenKind.Int } or { Kind: TokenKind.Literal, Value: CelValue.Double };

    private Node Member(Node node)
    {
        while (true)
        {
            if (Accept("."))
            {
                node = Dotted(node);
            }
            else if (Accept("["))
            {
                var key = Expression();
                Expect("]", "request.tables[0]");
                node = Grown(new Node.Index(node.Offset, End - node.Offset, node, key));
            }
            else
            {
                return node;
            }
        }
    }

    private Node Dotted(Node operand)
    {
        if (Next.Kind is not (TokenKind.Name or TokenKind.QuotedName))
        {
            return Fail(Next, $"After a dot comes the name of a field or a function, not {Shown(Next)}.", "request.level");
        }

        var name = Take();
        if (name.Kind == TokenKind.Name && Accept("("))
        {
            var arguments = List(")", "resource.database_name.startsWith(\"hr\")");
            return Grown(Called(name, operand.Offset, operand, arguments));
        }

        return Grown(new Node.Select(operand.Offset, End - operand.Offset, operand, name.Text));
    }

    /// <summary>Where the last token taken ended.</summary>
    private int End => _at == 0 ? 0 : _tokens[_at - 1].End;

    private Token Take() => Next.Kind == TokenKind.End ? Next : _tokens[_at++];

    private bool Accept(string symbol)
    {
        var isNext = Next.Is(symbol);
        _at += isNext ? 1 : 0;
        return isNext;
    }

    private void Expect(string symbol, string example)
    {
        if (!Accept(symbol))
        {
            Fail(Next, $"`{symbol}` is missing before {Shown(Next)}.", example);
        }
    }

    private Node Grown(Node node) => node.Height <= HighestTree ? node : Fail(
        Next, $"More than {HighestTree} operations hang on one another here.", "resource.database_name in [\"hr\", \"payroll\"]");

    private static string Shown(Token token) => token.Kind == TokenKind.End ? "the end" : $"`{PlainText.Shorten(token.Text, 40)}`";

    private Node Fail(Token at, string what, string example)
    {
        _problem ??= new(at.Offset, at.Length, what, example);
        _at = _tokens.Length - 1;
        return new Node.Literal(at.Offset, at.Length, CelValue.Null.Only);
    }
}
