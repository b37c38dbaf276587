using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace JitBot.Core.Audit;

/// <summary>
/// One spelling for each JSON value, so that whoever hashes it gets the same bytes: RFC 8785, for the values that the record uses (objects, arrays, texts,
/// whole numbers, true, false, null).
/// </summary>
public static class CanonicalJson
{
    // The largest whole number that every reader of JSON keeps exactly.
    private const long MostExact = (1L << 53) - 1;

    /// <param name="without">A member of the outermost object that is left out.</param>
    /// <exception cref="FormatException">A number is not whole or too large; what JitBot writes has none such.</exception>
    public static byte[] Write(JsonElement value, string? without = null)
    {
        var text = new StringBuilder();
        Append(text, value, without);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Append(StringBuilder text, JsonElement value, string? without = null)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                AppendAll(text, '{', '}', value.EnumerateObject().Where(member => member.Name != without).OrderBy(member => member.Name, StringComparer.Ordinal), member =>
                {
                    AppendText(text, member.Name);
                    text.Append(':');
                    Append(text, member.Value);
                });
                break;
            case JsonValueKind.Array:
                AppendAll(text, '[', ']', value.EnumerateArray(), item => Append(text, item));
                break;
            case JsonValueKind.String:
                AppendText(text, value.GetString()!);
                break;
            case JsonValueKind.Number:
                text.Append(value.TryGetInt64(out var number) && number is >= -MostExact and <= MostExact
                    ? number.ToString(CultureInfo.InvariantCulture)
                    : throw new FormatException($"{value.GetRawText()} is not a whole number that is kept exactly."));
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void AppendAll<T>(StringBuilder text, char open, char close, IEnumerable<T> items, Action<T> append)
    {
        text.Append(open);
        var isFirst = true;
        foreach (var item in items)
        {
            if (!isFirst)
            {
                text.Append(',');
            }

            isFirst = false;
            append(item);
        }

        text.Append(close);
    }

    private static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (char)code), '"', '\\']);

    private static void AppendText(StringBuilder text, string value)
    {
        text.Append('"');
        if (!value.AsSpan().ContainsAny(Escaped))
        {
            text.Append(value).Append('"');
            return;
        }

        foreach (var letter in value)
        {
            _ = letter switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => text.Append(letter),
            };
        }

        text.Append('"');
    }
}
