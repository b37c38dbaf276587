using System.Text.Json.Nodes;
using JitBot.Support;

namespace JitBot.Bot.Tests.BadInput;

/// <summary>JSON with something wrong in it.</summary>
internal static class Mutation
{
    /// <summary>One value somewhere in it is something else, or gone.</summary>
    public static JsonObject Of(JsonObject whole, Random random)
    {
        var nodes = Descendants(whole).ToArray();
        var (parent, key) = nodes[random.Next(nodes.Length)];
        var text = Nasty.Strings[random.Next(Nasty.Strings.Length)];
        JsonNode? value = random.Next(8) switch
        {
            0 => null,
            1 => random.Next(),
            2 => true,
            3 => new JsonArray(1, "two", null),
            4 => new JsonObject { ["id"] = "x" },
            5 => -1.5,
            _ => text,
        };
        if (random.Next(10) == 0)
        {
            parent.Remove(key);
        }
        else
        {
            parent[key] = value;
        }

        return whole;
    }

    private static IEnumerable<(JsonObject Parent, string Key)> Descendants(JsonObject node) => node.SelectMany(entry =>
        entry.Value is JsonObject inner ? Descendants(inner).Append((node, entry.Key)) : [(node, entry.Key)]);
}
