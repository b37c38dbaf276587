namespace JitBot.Bot.Exports;

/// <summary>A number as JSON writes it (RFC 8259, section 6): not <c>NaN</c>, <c>Infinity</c>, or an amount with its currency.</summary>
internal static class JsonNumber
{
    public static bool Is(ReadOnlySpan<char> text)
    {
        if (text is ['-', ..])
        {
            text = text[1..];
        }

        var whole = Digits(text);
        if (whole == 0 || (whole > 1 && text[0] == '0'))
        {
            return false;
        }

        text = text[whole..];
        if (text is ['.', ..])
        {
            var fraction = Digits(text[1..]);
            if (fraction == 0)
            {
                return false;
            }

            text = text[(1 + fraction)..];
        }

        return text.IsEmpty || IsExponent(text);
    }

    private static bool IsExponent(ReadOnlySpan<char> text)
    {
        if (text is not ['e' or 'E', ..])
        {
            return false;
        }

        text = text is [_, '+' or '-', ..] ? text[2..] : text[1..];
        return !text.IsEmpty && Digits(text) == text.Length;
    }

    private static int Digits(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : text.Length;
}
