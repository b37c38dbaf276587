using System.Text.Json.Nodes;
using JitBot.Bot.Conversation.Commands;
using JitBot.Bot.Slack.Views;
using JitBot.Support;
using JitBot.Support.Postgres;
using NJsonSchema;

namespace JitBot.Bot.Tests.Manifests;

/// <summary><c>manifests/slack-app.json</c>, of which a Slack app is made.</summary>
public sealed class SlackManifestTests
{
    [Fact]
    public async Task It_is_valid_by_Slacks_own_schema() => Assert.Empty((await SchemaAsync()).Validate(Read().ToJsonString()).Select(error => error.ToString()));

    /// <summary>As docs/slack.md makes it of the one with addresses.</summary>
    [Fact]
    public async Task Without_its_addresses_it_is_valid_for_Socket_Mode()
    {
        var manifest = Read();
        manifest["settings"]!["socket_mode_enabled"] = true;
        manifest["features"]!["slash_commands"]![0]!.AsObject().Remove("url");
        foreach (var settings in new[] { "interactivity", "event_subscriptions" }.Select(name => manifest["settings"]![name]!.AsObject()))
        {
            settings.Remove("request_url");
            settings.Remove("message_menu_options_url");
        }

        Assert.DoesNotContain(Strings(manifest), text => text.StartsWith("https://", StringComparison.Ordinal));
        Assert.Empty((await SchemaAsync()).Validate(manifest.ToJsonString()).Select(error => error.ToString()));
    }

    public static TheoryData<string, Action<JsonNode>> Mistakes => new()
    {
        { "an unknown key", manifest => manifest["settings"]!["socket_mode"] = true },
        { "too long a name", manifest => manifest["display_information"]!["name"] = new string('x', 36) },
        { "too long a shortcut", manifest => manifest["features"]!["shortcuts"]![0]!["name"] = new string('x', 25) },
        { "a URL that is none", manifest => manifest["settings"]!["event_subscriptions"]!["request_url"] = "jitbot.example.com/slack" },
    };

    [Theory]
    [MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    public async Task A_mistake_is_found_by_Slacks_own_schema(string mistake, Action<JsonNode> make)
    {
        var manifest = Read();
        make(manifest);

        Assert.True((await SchemaAsync()).Validate(manifest.ToJsonString()).Count > 0, mistake);
    }

    [Fact]
    public void Every_event_comes_with_the_scope_it_needs()
    {
        var scopes = Texts(Read()["oauth_config"]!["scopes"]!["bot"]!).ToArray();
        foreach (var name in Texts(Read()["settings"]!["event_subscriptions"]!["bot_events"]!).Except(["app_home_opened"]))
        {
            Assert.Contains(name switch { "app_mention" => "app_mentions:read", "message.im" => "im:history", _ => $"what {name} needs" }, scopes);
        }
    }

    // Groups that are kept in Slack have nobody in them without it.
    [Fact]
    public void User_groups_may_be_read() => Assert.Contains("usergroups:read", Texts(Read()["oauth_config"]!["scopes"]!["bot"]!));

    [Fact]
    public void The_guide_says_what_each_scope_is_for()
    {
        var guide = File.ReadAllText(Path.Combine(PostgresBinaries.RepositoryFolder, "docs/slack.md"));

        Assert.All(Texts(Read()["oauth_config"]!["scopes"]!["bot"]!), scope => Assert.Contains($"| `{scope}` |", guide, StringComparison.Ordinal));
    }

    [Fact]
    public void There_is_one_address_to_put_ones_own_host_into()
    {
        var addresses = Strings(Read()).Where(text => text.StartsWith("https://", StringComparison.Ordinal)).ToArray();

        Assert.Equal(4, addresses.Length);
        Assert.Equal("https://jitbot.example.com/slack", Assert.Single(addresses.Distinct()));
    }

    [Fact]
    public void What_the_hint_says_is_understood()
    {
        var command = Read()["features"]!["slash_commands"]![0]!;
        foreach (var line in command["usage_hint"]!.GetValue<string>().Split('|', StringSplitOptions.TrimEntries))
        {
            var read = CommandLine.Read($"{command["command"]} {line}", ManualTime.Start);

            Assert.False(read is ChatCommand.NotUnderstood { Problem: LineProblem.UnknownCommand }, line);
        }
    }

    [Fact]
    public void Every_shortcut_is_one_the_bot_knows() => Assert.Equal(
        [FormIds.Ask, FormIds.AskForThis, FormIds.QueryForThis], Read()["features"]!["shortcuts"]!.AsArray().Select(shortcut => shortcut!["callback_id"]!.GetValue<string>()));

    // Without it a long statement follows its card in pieces, and no result can be taken out.
    [Fact]
    public void Files_may_be_written() => Assert.Contains("files:write", Texts(Read()["oauth_config"]!["scopes"]!["bot"]!));

    private static JsonNode Read() => JsonNode.Parse(File.ReadAllText(Path.Combine(PostgresBinaries.RepositoryFolder, "manifests/slack-app.json")))!;

    private static IEnumerable<string> Texts(JsonNode array) => array.AsArray().Select(item => item!.GetValue<string>());

    private static IEnumerable<string> Strings(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(entry => Strings(entry.Value)),
        JsonArray list => list.SelectMany(Strings),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };

    private static async Task<JsonSchema> SchemaAsync()
    {
        var file = Environment.GetEnvironmentVariable("JITBOT_SLACK_MANIFEST_SCHEMA")
            ?? Path.Combine(PostgresBinaries.RepositoryFolder, "../shared/data/slack-manifest-2.0.schema.json");
        Assert.SkipUnless(File.Exists(file), "Slack's manifest schema is not beside the repository; JITBOT_SLACK_MANIFEST_SCHEMA says where it is.");
        return await JsonSchema.FromJsonAsync(await File.ReadAllTextAsync(file));
    }
}
