using System.Collections.Immutable;
using System.Text;

namespace JitBot.Connectors.PostgreSql;

/// <summary>A list of schemas as the server keeps it in a setting: names with commas between them, some in quotes.</summary>
internal static class PathText
{
    public static ImmutableArray<string> Read(string text)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        var name = new StringBuilder();
        var quoted = false;
        for (var at = 0; at <= text.Length; at++)
        {
            if (at == text.Length || (!quoted && text[at] == ','))
            {
                if (name.ToString().Trim() is { Length: > 0 } whole)
                {
                    names.Add(whole);
                }

                name.Clear();
            }
            else if (text[at] != '"')
            {
                name.Append(text[at]);
            }
            else if (quoted && at + 1 < text.Length && text[at + 1] == '"')
            {
                name.Append(text[at++]);
            }
            else
            {
                quoted = !quoted;
            }
        }

        return names.ToImmutable();
    }
}
