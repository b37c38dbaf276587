using System.Globalization;
using System.Text;

namespace JitBot.Core.Policy.Conditions;

using static CelValue;

/// <summary>Values as a condition would write them.</summary>
internal static class CelText
{
    /// <summary>Deeper than any condition can nest; deeper input is cut short rather than followed.</summary>
    private const int Deepest = 300;

    public static string Of(CelValue value)
    {
        var text = new StringBuilder();
        Write(value, text, 0);
        return text.ToString();
    }

    /// <summary>For messages: never longer than a line, and never the whole of a list or a map.</summary>
    public static string Brief(CelValue value) => value switch
    {
        CelValue.List or Map => TypeNames.NameOf(value),
        CelValue.String text => Quoted(PlainText.Shorten(text.Value, 60)),
        Bytes { Value.Length: > 16 } => "bytes",
        _ => Scalar(value),
    };

    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "Infinity",
        double.NegativeInfinity => "-Infinity",
        _ => value.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e'),
    };

    public static string Quoted(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (var sign in value)
        {
            text = sign switch
            {
                '"' or '\\' => text.Append('\\').Append(sign),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                _ when char.IsControl(sign) => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)sign:x4}"),
                _ => text.Append(sign),
            };
        }

        return text.Append('"').ToString();
    }

    private static void Write(CelValue value, StringBuilder text, int depth)
    {
        switch (value)
        {
            case CelValue.List or Map when depth > Deepest:
                text.Append('…');
                break;
            case CelValue.List list:
                text.Append('[');
                WriteAll(list.Items, item => Write(item, text, depth + 1), text);
                text.Append(']');
                break;
            case Map map:
                text.Append('{');
                WriteAll(map.Entries, entry =>
                {
                    Write(entry.Key, text, depth + 1);
                    text.Append(": ");
                    Write(entry.Value, text, depth + 1);
                }, text);
                text.Append('}');
                break;
            default:
                text.Append(Scalar(value));
                break;
        }
    }

    private static void WriteAll<T>(IEnumerable<T> items, Action<T> write, StringBuilder text)
    {
        var isFirst = true;
        foreach (var item in items)
        {
            text.Append(isFirst ? "" : ", ");
            isFirst = false;
            write(item);
        }
    }

    private static string Scalar(CelValue value) => value switch
    {
        Bool truth => truth.Value ? "true" : "false",
        Int number => number.Value.ToString(CultureInfo.InvariantCulture),
        Uint number => number.Value.ToString(CultureInfo.InvariantCulture) + "u",
        CelValue.Double { Value: var number } when !double.IsFinite(number) => $"double(\"{Number(number)}\")",
        CelValue.Double { Value: var number } => Number(number) is var text && text.AsSpan().IndexOfAny('.', 'e') < 0 ? text + ".0" : Number(number),
        CelValue.String text => Quoted(text.Value),
        Bytes bytes => $"b\"{string.Concat(bytes.Value.Select(unit => $"\\x{unit:x2}"))}\"",
        Null => "null",
        CelValue.Type type => type.Name,
        Duration duration => TimeText.Of(duration),
        Timestamp moment => TimeText.Of(moment),
        Error error => $"error: {error.Message}",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };
}
