using System.Globalization;
using System.Text.Json;

namespace JitBot.Bot.Configuration;

/// <summary>On which line of a JSON file each key stands, which configuration does not remember.</summary>
internal static class JsonLines
{
    /// <returns>Lines from 1, by configuration key such as <c>Rules:0:When</c>, in any case.</returns>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static IReadOnlyDictionary<string, int> Of(ReadOnlySpan<byte> json)
    {
        var lines = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var open = new Stack<(string Path, int Index)>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        string? property = null;
        var (line, counted) = (1, 0);
        while (reader.Read())
        {
            line += json[counted..(int)reader.TokenStartIndex].Count((byte)'\n');
            counted = (int)reader.TokenStartIndex;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    property = Join(open.Peek().Path, reader.GetString()!);
                    lines.TryAdd(property, line);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    open.Pop();
                    break;
                default:
                    var path = property ?? NextItem(open);
                    property = null;
                    lines.TryAdd(path, line);
                    if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                    {
                        open.Push((path, reader.TokenType == JsonTokenType.StartArray ? 0 : -1));
                    }

                    break;
            }
        }

        return lines;
    }

    /// <summary>The place of the next value in the array that is open; the root's own path is empty.</summary>
    private static string NextItem(Stack<(string Path, int Index)> open)
    {
        if (open.Count == 0)
        {
            return "";
        }

        var (path, index) = open.Pop();
        open.Push((path, index + 1));
        return Join(path, index.ToString(CultureInfo.InvariantCulture));
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}:{name}";
}
