using System.Collections.Immutable;
using JitBot.Core.Policy.Conditions;

namespace JitBot.Core.Tests.Policy.Conditions;

/// <summary>A tree as the text of a condition, with as many brackets as could be or as few as must be.</summary>
internal static class Written
{
    private const int Choice = 0;
    private const int Or = 1;
    private const int Unary = 6;
    private const int Member = 7;

    private static readonly string[][] Levels = [[], ["||"], ["&&"], ["<", "<=", ">", ">=", "==", "!=", "in"], ["+", "-"], ["*", "/", "%"]];

    private static readonly HashSet<string> NoFields = ["true", "false", "null", "in"];

    /// <summary>Two trees are the same if these texts are.</summary>
    public static string Fully(Node node) => Text(node, isFull: true);

    public static string Briefly(Node node) => Text(node, isFull: false);

    private static string Text(Node node, bool isFull)
    {
        return node switch
        {
            Node.Literal literal => literal.Value.ToString(),
            Node.Identifier identifier => (identifier.IsRoot ? "." : "") + identifier.Name,
            Node.Select select => Selected(select),
            Node.Has has => $"has({Selected(has.Field)})",
            Node.Index index => $"{At(index.Operand, Member)}[{At(index.Key, Choice)}]",
            Node.Call { Target: { } target } call => $"{At(target, Member)}.{call.Function}({All(call.Arguments)})",
            Node.Call { Arguments: [var only] } call when call.Function is "!" or "-" => call.Function + Operand(call, only),
            Node.Call call when LevelOf(call) is var level && level < Unary =>
                $"{At(call.Arguments[0], level)} {call.Function} {At(call.Arguments[1], level + 1)}",
            Node.Call call => $"{call.Function}({All(call.Arguments)})",
            Node.Conditional choice => $"{At(choice.Test, Or)} ? {At(choice.Then, Or)} : {At(choice.Otherwise, Choice)}",
            Node.List list => $"[{All(list.Items)}]",
            Node.Map map => $"{{{string.Join(", ", map.Entries.Select(entry => $"{At(entry.Key, Choice)}: {At(entry.Value, Choice)}"))}}}",
            Node.Comprehension macro => $"{At(macro.Range, Member)}.{macro.Macro}({string.Join(", ", macro.Variables)}, "
                + All(macro.Where is null ? [macro.Body] : [macro.Where, macro.Body]) + ")",
            _ => throw new ArgumentOutOfRangeException(nameof(node)),
        };

        string At(Node part, int least) => isFull || LevelOf(part) < least ? $"({Text(part, isFull)})" : Text(part, isFull);

        string All(ImmutableArray<Node> parts) => string.Join(", ", parts.Select(part => At(part, Choice)));

        string Selected(Node.Select select) =>
            $"{At(select.Operand, Member)}.{(select.Field.All(Lexer.IsNamePart) && !NoFields.Contains(select.Field) ? select.Field : $"`{select.Field}`")}";

        // -(5) is the negation of a number, -5 a number.
        string Operand(Node.Call call, Node only) =>
            At(only, Unary) is var text && call.Function == "-" && char.IsAsciiDigit(text[0]) ? $"({text})" : text;
    }

    private static int LevelOf(Node node) => node switch
    {
        Node.Conditional => Choice,
        Node.Call { Target: null, Arguments: [_, _] } call when Array.FindIndex(Levels, signs => signs.Contains(call.Function)) is > 0 and var level => level,
        Node.Call { Target: null, Arguments: [_] } call when call.Function is "!" or "-" => Unary,
        _ => Member + 1,
    };
}
