namespace JitBot.Connectors.PostgreSql.Statements;

internal enum TokenKind
{
    /// <summary>A key word or a name without quotes; its value is in lower case, as the server folds it.</summary>
    Word,

    /// <summary>A name in quotes; its value is without them and without escapes.</summary>
    QuotedName,

    /// <summary>A string of any notation, dollar quotes included.</summary>
    Text,

    Number,

    /// <summary><c>$1</c></summary>
    Parameter,

    /// <summary>An operator, a bracket, a comma, a point, a colon or a semicolon.</summary>
    Symbol,
}

/// <summary>One token of a statement. White space and comments are none.</summary>
/// <param name="Start">In UTF-16 units from 0.</param>
internal readonly record struct Token(TokenKind Kind, int Start, int Length, string Value)
{
    public bool IsWord(string word) => Kind == TokenKind.Word && Value == word;

    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Value == symbol;

    public bool IsName => Kind is TokenKind.Word or TokenKind.QuotedName;
}

/// <summary>Where a text stops being SQL.</summary>
internal sealed class NotSqlException(string why, int start, int length) : Exception(why)
{
    public int Start { get; } = start;
    public int Length { get; } = length;
}
