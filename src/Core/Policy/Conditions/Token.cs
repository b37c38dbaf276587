namespace JitBot.Core.Policy.Conditions;

internal enum TokenKind
{
    End,
    Name,

    /// <summary>A field between backticks.</summary>
    QuotedName,

    /// <summary>A whole number without a <c>u</c>; its sign stands before it as a symbol.</summary>
    Int,
    Literal,
    Symbol,
}

/// <param name="Text">The name, the digits or the sign; as written otherwise.</param>
/// <param name="Value">Of a literal.</param>
internal readonly record struct Token(TokenKind Kind, int Offset, int Length, string Text, CelValue? Value = null)
{
    public int End => Offset + Length;

    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;
}
