using System.Globalization;

namespace JitBot.Core.Policy.Conditions;

/// <summary><c>12</c>, <c>0x1f</c>, <c>12u</c>, <c>1.5</c>, <c>1e3</c>, <c>.5</c>.</summary>
internal static class NumberLiteral
{
    public static (Token Token, ConditionProblem? Problem) Read(string source, int start)
    {
        var isHex = source[start] == '0' && start + 2 < source.Length && source[start + 1] is 'x' or 'X' && char.IsAsciiHexDigit(source[start + 2]);
        var end = isHex ? Digits(source, start + 2, char.IsAsciiHexDigit) : Digits(source, start, char.IsAsciiDigit);
        var isDouble = false;
        if (!isHex && end + 1 < source.Length && source[end] == '.' && char.IsAsciiDigit(source[end + 1]))
        {
            isDouble = true;
            end = Digits(source, end + 1, char.IsAsciiDigit);
        }

        if (!isHex && ExponentEnd(source, end) is { } exponentEnd)
        {
            isDouble = true;
            end = exponentEnd;
        }

        var isUnsigned = !isDouble && end < source.Length && source[end] is 'u' or 'U';
        var text = source[start..end];
        end += isUnsigned ? 1 : 0;
        if (end < source.Length && Lexer.IsNamePart(source[end]))
        {
            var wrong = source[start..Digits(source, end, Lexer.IsNamePart)];
            return (default, new(start, wrong.Length,
                $"`{wrong}` is neither a number nor a name: names begin with a letter, and a length of time is a string.", "duration(\"8h\")"));
        }

        Token token = new(TokenKind.Int, start, end - start, text);
        if (!isDouble && !isUnsigned)
        {
            return (token, null);
        }

        CelValue? value = isDouble ? Double(text) : Uint(text);
        return value is null
            ? (default, new(start, end - start, $"`{source[start..end]}` is too large.", isDouble ? "1e300" : "18446744073709551615u"))
            : (token with { Kind = TokenKind.Literal, Value = value }, null);
    }

    /// <summary>Null if it is beyond 64 bits.</summary>
    public static CelValue? Int(string digits, bool isNegative)
    {
        var limit = isNegative ? 1UL << 63 : (1UL << 63) - 1;
        return Magnitude(digits) is { } magnitude && magnitude <= limit
            ? new CelValue.Int(unchecked(isNegative ? -(long)magnitude : (long)magnitude))
            : null;
    }

    private static CelValue.Uint? Uint(string digits) => Magnitude(digits) is { } magnitude ? new(magnitude) : null;

    private static CelValue.Double? Double(string text) =>
        double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) is var value && double.IsFinite(value) ? new(value) : null;

    private static ulong? Magnitude(string digits) =>
        (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(digits.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            : ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value))
        ? value : null;

    private static int? ExponentEnd(string source, int at)
    {
        if (at >= source.Length || source[at] is not ('e' or 'E'))
        {
            return null;
        }

        at += at + 1 < source.Length && source[at + 1] is '+' or '-' ? 2 : 1;
        return at < source.Length && char.IsAsciiDigit(source[at]) ? Digits(source, at, char.IsAsciiDigit) : null;
    }

    private static int Digits(string source, int at, Func<char, bool> isOne)
    {
        while (at < source.Length && isOne(source[at]))
        {
            at++;
        }

        return at;
    }
}
