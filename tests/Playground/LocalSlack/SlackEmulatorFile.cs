using System.Text.Json;
using System.Text.Json.Serialization;

namespace JitBot.Playground.LocalSlack;

/// <summary>What local-slack reads at its start: one workspace with JitBot's app in it. Dana, Omar and Rita are linked; Sam is nobody that JitBot knows.</summary>
internal static class SlackEmulatorFile
{
    public const string Team = "T0PLAYGROUND";
    public const string Channel = "C0DBA";
    private const string Bot = "U0JITBOT";
    private const string Sam = "U0SAM";

    /// <summary>By the ids of JitBot's people.</summary>
    public static readonly IReadOnlyDictionary<string, string> Linked = new Dictionary<string, string> { ["dana"] = "U0DANA", ["omar"] = "U0OMAR", ["rita"] = "U0RITA" };

    // What is not given must not be there.
    private static readonly JsonSerializerOptions WithoutNulls = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <param name="bot">Where it delivers everything over HTTP; null for Socket Mode.</param>
    public static string For(LinkedSlack slack, Uri? bot) => JsonSerializer.Serialize(new
    {
        workspace = new { name = "Playground", domain = "playground", teamId = Team },
        app = new
        {
            appId = "A0JITBOT",
            botUserId = Bot,
            botName = "JitBot",
            botToken = slack.BotToken,
            appToken = slack.AppToken,
            signingSecret = slack.SigningSecret,
            mode = bot is null ? "socket" : "events",
            requestUrl = bot?.ToString(),
        },
        users = new[] { User(Linked["dana"], "Dana Fox"), User(Linked["omar"], "Omar Reyes"), User(Linked["rita"], "Rita Holm"), User(Sam, "Sam Lind") },
        channels = new[] { new { id = Channel, name = "dba", members = (string[])[Bot, .. Linked.Values, Sam] } },
    }, WithoutNulls);

    private static object User(string id, string name)
    {
        var first = name.Split(' ')[0].ToLowerInvariant();
        return new { id, name = first, real_name = name, email = $"{first}@example.com" };
    }
}
