using System.Globalization;
using System.Text;

namespace JitBot.Core.Policy.Conditions;

/// <summary>Strings and bytes: single or double quotes, thrice for several lines; before them <c>r</c> for raw, <c>b</c> for bytes.</summary>
internal static class StringLiteral
{
    private const string Example = "request.level == \"write\"";

    public static bool BeginsAt(string source, int at) => Opening(source, at) is not null;

    public static (Token Token, ConditionProblem? Problem) Read(string source, int start)
    {
        var (isRaw, isBytes, at, quote) = Opening(source, start)!.Value;
        at += quote.Length;
        var text = new StringBuilder();
        using var bytes = new MemoryStream();
        while (!source.AsSpan(at).StartsWith(quote))
        {
            if (at == source.Length || (quote.Length == 1 && source[at] is '\n' or '\r'))
            {
                return (default, new(start, at - start,
                    $"The string that begins with `{PlainText.Shorten(source[start..at], 20)}` has no closing {quote}.", Example));
            }

            if (source[at] == '\\' && !isRaw)
            {
                var (value, length, isByte) = Escape(source, at, isBytes);
                if (length == 0)
                {
                    var wrong = source[at..Math.Min(at + 2, source.Length)];
                    return (default, new(at, wrong.Length,
                        $"`{wrong}` is no escape: a backslash is written twice, or the string as r\"…\".", "r\"^\\d+$\""));
                }

                at += length;
                Append(value, isByte);
            }
            else if (Rune.TryGetRuneAt(source, at, out var rune))
            {
                at += rune.Utf16SequenceLength;
                Append(rune.Value, isByte: false);
            }
            else
            {
                return (default, new(at, 1, $"The character U+{(int)source[at]:X4} is half of one.", Example));
            }
        }

        at += quote.Length;
        CelValue literal = isBytes ? new CelValue.Bytes([.. bytes.ToArray()]) : new CelValue.String(text.ToString());
        return (new(TokenKind.Literal, start, at - start, source[start..at], literal), null);

        void Append(int value, bool isByte)
        {
            if (isByte)
            {
                bytes.WriteByte((byte)value);
            }
            else if (isBytes)
            {
                bytes.Write(Encoding.UTF8.GetBytes(char.ConvertFromUtf32(value)));
            }
            else
            {
                text.Append(char.ConvertFromUtf32(value));
            }
        }
    }

    private static (bool IsRaw, bool IsBytes, int QuoteAt, string Quote)? Opening(string source, int at)
    {
        var (isRaw, isBytes) = (false, false);
        for (; at < source.Length; at++)
        {
            switch (source[at])
            {
                case 'r' or 'R' when !isRaw:
                    isRaw = true;
                    break;
                // The other order, rb"…", is no prefix.
                case 'b' or 'B' when !isBytes && !isRaw:
                    isBytes = true;
                    break;
                case '"' or '\'':
                    var thrice = new string(source[at], 3);
                    return (isRaw, isBytes, at, source.AsSpan(at).StartsWith(thrice) ? thrice : thrice[..1]);
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>The code point or byte that an escape stands for, and its length in the source; length 0 if it is none.</summary>
    private static (int Value, int Length, bool IsByte) Escape(string source, int at, bool isBytes) => (at + 1 < source.Length ? source[at + 1] : '\0') switch
    {
        '\\' or '?' or '"' or '\'' or '`' => (source[at + 1], 2, false),
        'a' => ('\a', 2, false),
        'b' => ('\b', 2, false),
        'f' => ('\f', 2, false),
        'n' => ('\n', 2, false),
        'r' => ('\r', 2, false),
        't' => ('\t', 2, false),
        'v' => ('\v', 2, false),
        'x' or 'X' => Hex(source, at + 2, 2) is { } value ? (value, 4, isBytes) : default,
        'u' when !isBytes => Hex(source, at + 2, 4) is { } value && Rune.IsValid(value) ? (value, 6, false) : default,
        'U' when !isBytes => Hex(source, at + 2, 8) is { } value && Rune.IsValid(value) ? (value, 10, false) : default,
        >= '0' and <= '3' => Octal(source, at + 1) is { } value ? (value, 4, isBytes) : default,
        _ => default,
    };

    private static int? Hex(string source, int at, int digits) =>
        at + digits <= source.Length
        && uint.TryParse(source.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && value <= 0x10FFFF
            ? (int)value : null;

    private static int? Octal(string source, int at) =>
        at + 3 <= source.Length && source.AsSpan(at, 3).IndexOfAnyExceptInRange('0', '7') < 0
            ? ((source[at] - '0') * 64) + ((source[at + 1] - '0') * 8) + (source[at + 2] - '0') : null;
}
