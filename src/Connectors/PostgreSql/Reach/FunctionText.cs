using System.Collections.Frozen;
using JitBot.Connectors.PostgreSql.Statements;

namespace JitBot.Connectors.PostgreSql.Reach;

/// <summary>
/// Whether a function of a user's would do for a statement what the statement may not do itself. Whoever wrote it is not suspected: its text is read for
/// what it does openly. Pure.
/// </summary>
internal static class FunctionText
{
    // What a transaction that reads lets through, or what hides SQL from whoever reads the function.
    private static readonly FrozenSet<string> Commands =
        new[] { "call", "checkpoint", "copy", "discard", "do", "listen", "load", "lock", "notify", "reset", "set", "unlisten" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Before = new[] { "atomic", "begin", "else", "loop", "then" }.ToFrozenSet(StringComparer.Ordinal);

    /// <param name="language">Of any but <c>sql</c> and <c>plpgsql</c> nothing is known but that they can run SQL.</param>
    public static bool Reaches(string language, string text)
    {
        if (language is not ("sql" or "plpgsql"))
        {
            return true;
        }

        try
        {
            var tokens = Tokenizer.Read(text);
            return Enumerable.Range(0, tokens.Length).Any(at =>
                tokens[at].IsWord("execute")
                || (tokens[at] is { Kind: TokenKind.Word, Value: var word } && Commands.Contains(word) && (at == 0 || Begins(tokens[at - 1])))
                || RefusedFunctions.Called(tokens, at) is { HeldByServer: false });
        }
        catch (NotSqlException)
        {
            return true;
        }
    }

    private static bool Begins(Token before) => before.IsSymbol(";") || before.IsSymbol(">>") || (before.Kind == TokenKind.Word && Before.Contains(before.Value));
}
