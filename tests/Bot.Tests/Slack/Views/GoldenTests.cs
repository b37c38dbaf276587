using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using JitBot.Bot.Slack;
using JitBot.Bot.Slack.Views;
using JitBot.Playground.FakeSlack;
using JitBot.Support.Postgres;

namespace JitBot.Bot.Tests.Slack.Views;

/// <summary>Every message, window and page as it is sent, kept beside the tests to be read in review. <c>UPDATE_GOLDEN=1</c> writes them anew.</summary>
public sealed class GoldenTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string Folder = Path.Combine(PostgresBinaries.RepositoryFolder, "tests/Bot.Tests/Slack/Views/Golden");

    public static TheoryData<string> Names => [.. Gallery.Shown.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_Slack_shows_is_as_reviewed(string name)
    {
        var file = Path.Combine(Folder, $"{name}.json");
        var drawn = Gallery.Shown[name].ToJsonString(Readable) + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(file, drawn);
        }

        Assert.Equal(File.ReadAllText(file), drawn);
    }

    [Fact]
    public void No_golden_file_is_left_over() =>
        Assert.Equal(Gallery.Shown.Keys, Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Slack_takes_it(string name) => TakenBySlack(Gallery.Shown[name]);

    /// <summary>By what the bot holds itself to, and by the twin's own reading of Slack's reference.</summary>
    internal static void TakenBySlack(JsonObject shown)
    {
        var json = JsonSerializer.SerializeToElement(shown);
        var type = shown.Text("type");
        Assert.Empty(type is null ? BlockLimits.MessageProblems(shown) : BlockLimits.ViewProblems(shown));
        Assert.Empty(type is null ? SlackBlockKit.CheckMessage(json.GetProperty("blocks")) : SlackBlockKit.CheckView(json, type));
    }
}
