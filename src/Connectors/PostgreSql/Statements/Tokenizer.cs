using System.Collections.Immutable;
using System.Text;

namespace JitBot.Connectors.PostgreSql.Statements;

/// <summary>
/// Takes a statement apart as the server's own lexer does (its documentation, "Lexical Structure", and <c>scan.l</c>), with
/// <c>standard_conforming_strings</c> on. Where it ends a string, a quoted name or a comment, the server ends it, too: nothing can hide in one. What no
/// supported version takes is refused here.
/// </summary>
internal sealed class Tokenizer
{
    private const string OperatorCharacters = "+-*/<>=~!@#%^&|`?";

    private readonly string _sql;
    private readonly ImmutableArray<Token>.Builder _tokens = ImmutableArray.CreateBuilder<Token>();
    private int _at;

    private Tokenizer(string sql) => _sql = sql;

    private char Now => Ahead(0);

    /// <exception cref="NotSqlException">Something is not closed, or is no SQL.</exception>
    public static ImmutableArray<Token> Read(string sql)
    {
        var tokenizer = new Tokenizer(sql);
        while (tokenizer.SkipToNext())
        {
            tokenizer.ReadOne();
        }

        return tokenizer._tokens.ToImmutable();
    }

    private void ReadOne()
    {
        var start = _at;
        switch (Now)
        {
            case '\'':
                ReadString(start, escapes: false);
                break;
            case '"':
                ReadQuotedName(start);
                break;
            case '$':
                ReadDollar(start);
                break;
            case 'e' or 'E' when Ahead(1) == '\'':
                _at++;
                ReadString(start, escapes: true);
                break;
            case 'b' or 'B' or 'x' or 'X' or 'n' or 'N' when Ahead(1) == '\'':
                _at++;
                ReadString(start, escapes: false);
                break;
            case 'u' or 'U' when Ahead(1) == '&' && Ahead(2) == '\'':
                _at += 2;
                ReadString(start, escapes: false);
                break;
            case 'u' or 'U' when Ahead(1) == '&' && Ahead(2) == '"':
                throw Fault("Names with Unicode escapes are not taken: write the characters themselves", start, 3);
            case var first when IsNameStart(first):
                while (IsNamePart(Now))
                {
                    _at++;
                }

                Add(TokenKind.Word, start, Folded(_sql[start.._at]));
                break;
            case var first when char.IsAsciiDigit(first) || (first == '.' && char.IsAsciiDigit(Ahead(1))):
                ReadNumber(start);
                break;
            case '(' or ')' or '[' or ']' or ',' or ';' or '.':
                _at++;
                Add(TokenKind.Symbol, start);
                break;
            case ':':
                _at += Ahead(1) is ':' or '=' ? 2 : 1;
                Add(TokenKind.Symbol, start);
                break;
            case var first when IsOperator(first):
                ReadOperator(start);
                break;
            default:
                throw Fault($"{Shown(start)} is no part of SQL", start, 1);
        }
    }

    /// <summary>Over white space and comments; false at the end.</summary>
    private bool SkipToNext()
    {
        while (_at < _sql.Length)
        {
            if (IsSpace(Now))
            {
                _at++;
            }
            else if (IsAt("--"))
            {
                SkipLine();
            }
            else if (IsAt("/*"))
            {
                SkipComment();
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private void SkipLine()
    {
        while (_at < _sql.Length && Now is not ('\n' or '\r'))
        {
            _at++;
        }
    }

    // Comments lie within each other, unlike in other languages.
    private void SkipComment()
    {
        var start = _at;
        var depth = 0;
        do
        {
            if (_at >= _sql.Length)
            {
                throw Fault("This comment is not closed: */ is missing", start, 2);
            }

            var (step, inward) = IsAt("/*") ? (2, 1) : IsAt("*/") ? (2, -1) : (1, 0);
            _at += step;
            depth += inward;
        }
        while (depth > 0);
    }

    private void ReadString(int start, bool escapes)
    {
        do
        {
            _at++;
            while (true)
            {
                if (_at >= _sql.Length)
                {
                    throw Fault("This text is not closed: ' is missing", start, 1);
                }

                if (escapes && Now == '\\')
                {
                    _at += 2;
                }
                else if (IsAt("''"))
                {
                    _at += 2;
                }
                else if (_sql[_at++] == '\'')
                {
                    break;
                }
            }
        }
        while (GoesOnInAnotherLine());

        Add(TokenKind.Text, start, "");
    }

    /// <summary>
    /// Two strings with a line end between them, and otherwise only spaces and comments to the end of a line, are one, and the second is read as the first was.
    /// </summary>
    private bool GoesOnInAnotherLine()
    {
        var (back, newLine) = (_at, false);
        while (_at < _sql.Length && (IsSpace(Now) || IsAt("--")))
        {
            newLine |= Now is '\n' or '\r';
            if (Now == '-')
            {
                SkipLine();
            }
            else
            {
                _at++;
            }
        }

        if (newLine && Now == '\'')
        {
            return true;
        }

        _at = back;
        return false;
    }

    private void ReadQuotedName(int start)
    {
        var name = new StringBuilder();
        for (_at++; ; _at++)
        {
            if (_at >= _sql.Length)
            {
                throw Fault("This name is not closed: \" is missing", start, 1);
            }

            if (IsAt("\"\""))
            {
                _at++;
            }
            else if (Now == '"')
            {
                break;
            }

            name.Append(Now);
        }

        _at++;
        Add(TokenKind.QuotedName, start, name.ToString());
    }

    private void ReadDollar(int start)
    {
        if (char.IsAsciiDigit(Ahead(1)))
        {
            _at++;
            SkipDigits();
            Add(TokenKind.Parameter, start);
            return;
        }

        _at++;
        while (Now != '$' && IsNamePart(Now))
        {
            _at++;
        }

        if (Now != '$' || char.IsAsciiDigit(_sql[start + 1]))
        {
            throw Fault("A $ stands alone", start, 1);
        }

        var quote = _sql[start..++_at];
        var end = _sql.IndexOf(quote, _at, StringComparison.Ordinal);
        if (end < 0)
        {
            throw Fault($"This text is not closed: {quote} is missing", start, quote.Length);
        }

        _at = end + quote.Length;
        Add(TokenKind.Text, start, "");
    }

    private void ReadNumber(int start)
    {
        if (Now == '0' && Ahead(1) is 'x' or 'X' or 'o' or 'O' or 'b' or 'B')
        {
            _at += 2;
            while (char.IsAsciiHexDigit(Now) || Now == '_')
            {
                _at++;
            }
        }
        else
        {
            SkipDigits();
            if (Now == '.')
            {
                _at++;
                SkipDigits();
            }

            if (Now is 'e' or 'E' && (char.IsAsciiDigit(Ahead(1)) || (Ahead(1) is '+' or '-' && char.IsAsciiDigit(Ahead(2)))))
            {
                _at += 2;
                SkipDigits();
            }
        }

        if (IsNamePart(Now))
        {
            throw Fault("A number runs into a word", start, _at + 1 - start);
        }

        Add(TokenKind.Number, start);
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Now) || (Now == '_' && char.IsAsciiDigit(Ahead(1))))
        {
            _at++;
        }
    }

    private void ReadOperator(int start)
    {
        while (IsOperator(Now) && !IsAt("--") && !IsAt("/*"))
        {
            _at++;
        }

        Add(TokenKind.Symbol, start);
    }

    private void Add(TokenKind kind, int start, string? value = null) => _tokens.Add(new(kind, start, _at - start, value ?? _sql[start.._at]));

    private char Ahead(int by) => _at + by < _sql.Length ? _sql[_at + by] : '\0';

    private bool IsAt(string text) => string.CompareOrdinal(_sql, _at, text, 0, text.Length) == 0;

    private string Shown(int at) => char.IsControl(_sql[at]) ? $"U+{(int)_sql[at]:X4}" : Rune.GetRuneAt(_sql, at).ToString();

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r' or '\f' or '\v';

    private static bool IsOperator(char c) => OperatorCharacters.Contains(c, StringComparison.Ordinal);

    // To the server every character beyond ASCII is part of a name, no-break spaces as well.
    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c is '_' || c > '\u007f';

    private static bool IsNamePart(char c) => IsNameStart(c) || char.IsAsciiDigit(c) || c == '$';

    private static string Folded(string word) => string.Concat(word.Select(c => char.IsAsciiLetterUpper(c) ? char.ToLowerInvariant(c) : c));

    private static NotSqlException Fault(string why, int start, int length) => new(why, start, length);
}
