using System.Collections.Immutable;

namespace JitBot.Core.Policy.Conditions;

/// <summary>Cuts a source into tokens. The first thing that is none ends it.</summary>
internal sealed class Lexer
{
    private static readonly string[] Symbols =
        ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", ".", ",", "(", ")", "[", "]", "{", "}"];

    private readonly string _source;
    private readonly ImmutableArray<Token>.Builder _tokens = ImmutableArray.CreateBuilder<Token>();
    private ConditionProblem? _problem;
    private int _at;

    private Lexer(string source) => _source = source;

    /// <summary>The tokens, of which the last is the end, and what stopped it early.</summary>
    public static (ImmutableArray<Token> Tokens, ConditionProblem? Problem) Read(string source)
    {
        var lexer = new Lexer(source);
        while (lexer._problem is null && lexer.SkipBlank())
        {
            lexer.ReadToken();
        }

        lexer._tokens.Add(new(TokenKind.End, lexer._at, 0, ""));
        return (lexer._tokens.ToImmutable(), lexer._problem);
    }

    /// <summary>False at the end. A comment runs from two slashes to the end of its line.</summary>
    private bool SkipBlank()
    {
        while (_at < _source.Length)
        {
            if (_source[_at] is ' ' or '\t' or '\n' or '\r' or '\f')
            {
                _at++;
            }
            else if (_source.AsSpan(_at).StartsWith("//"))
            {
                var end = _source.IndexOf('\n', _at);
                _at = end < 0 ? _source.Length : end;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private void ReadToken()
    {
        var sign = _source[_at];
        if (StringLiteral.BeginsAt(_source, _at))
        {
            Take(StringLiteral.Read(_source, _at));
        }
        else if (char.IsAsciiDigit(sign) || (sign == '.' && _at + 1 < _source.Length && char.IsAsciiDigit(_source[_at + 1]) && !FollowsOperand()))
        {
            Take(NumberLiteral.Read(_source, _at));
        }
        else if (IsNameStart(sign))
        {
            var name = TextUntil(at => IsNamePart(_source[at]));
            Add(name switch
            {
                "true" => new(TokenKind.Literal, _at, name.Length, name, CelValue.Of(value: true)),
                "false" => new(TokenKind.Literal, _at, name.Length, name, CelValue.Of(value: false)),
                "null" => new(TokenKind.Literal, _at, name.Length, name, CelValue.Null.Only),
                "in" => new(TokenKind.Symbol, _at, name.Length, name),
                _ => new(TokenKind.Name, _at, name.Length, name),
            });
        }
        else if (sign == '`')
        {
            ReadQuotedName();
        }
        else if (Array.Find(Symbols, symbol => _source.AsSpan(_at).StartsWith(symbol)) is { } symbol)
        {
            Add(new(TokenKind.Symbol, _at, symbol.Length, symbol));
        }
        else
        {
            _problem = Unknown(sign);
        }
    }

    /// <summary>After these a dot selects, so that <c>list[0].5</c> is no number.</summary>
    private bool FollowsOperand() =>
        _tokens.Count > 0 && _tokens[^1] is { Kind: TokenKind.Name or TokenKind.QuotedName } or { Kind: TokenKind.Symbol, Text: ")" or "]" or "}" };

    private void ReadQuotedName()
    {
        var name = _source[(_at + 1)..TextEnd(_at + 1, at => IsNamePart(_source[at]) || _source[at] is '.' or '-' or '/' or ' ')];
        var end = _at + 1 + name.Length;
        if (name.Length == 0 || end == _source.Length || _source[end] != '`')
        {
            _problem = new(_at, end - _at, "A field between backticks has letters, digits, _ . - / and spaces, and ends with a backtick.",
                "resource.labels.`cost-centre`");
            return;
        }

        Add(new(TokenKind.QuotedName, _at, name.Length + 2, name));
    }

    private ConditionProblem Unknown(char sign) => sign switch
    {
        '=' => new(_at, 1, "A single `=` compares nothing: write `==` for \"equals\".", "request.level == \"write\""),
        '&' => new(_at, 1, "A single `&` means nothing here: write `&&` for \"and\".", "request.level == \"write\" && size(request.tables) > 0"),
        '|' => new(_at, 1, "A single `|` means nothing here: write `||` for \"or\".", "request.level == \"read\" || size(request.tables) == 1"),
        '“' or '”' or '„' or '‘' or '’' => new(
            _at, 1, $"`{sign}` is a typographic quotation mark: write \" or '.", "request.level == \"write\""),
        _ => new(_at, 1, char.IsSurrogate(sign) || char.IsControl(sign)
            ? $"The character U+{(int)sign:X4} means nothing outside a string."
            : $"`{sign}` means nothing outside a string.", "request.level == \"write\""),
    };

    private void Take((Token Token, ConditionProblem? Problem) read)
    {
        _problem = read.Problem;
        if (_problem is null)
        {
            Add(read.Token);
        }
    }

    private void Add(Token token)
    {
        _tokens.Add(token);
        _at = token.End;
    }

    private string TextUntil(Func<int, bool> belongs) => _source[_at..TextEnd(_at, belongs)];

    private int TextEnd(int start, Func<int, bool> belongs)
    {
        while (start < _source.Length && belongs(start))
        {
            start++;
        }

        return start;
    }

    public static bool IsNameStart(char sign) => char.IsAsciiLetter(sign) || sign == '_';

    public static bool IsNamePart(char sign) => char.IsAsciiLetterOrDigit(sign) || sign == '_';
}
