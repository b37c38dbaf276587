using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using JitBot.Bot.Teams.Cards;
using NJsonSchema;

namespace JitBot.Bot.Tests.Teams.Cards;

/// <summary>Every card as it is sent, kept beside the tests to be read in review. <c>UPDATE_GOLDEN=1</c> writes them anew.</summary>
public sealed class GoldenTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Names => [.. Gallery.Cards.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Card_is_as_reviewed(string name)
    {
        var file = Path.Combine(Folder(), $"{name}.json");
        var drawn = Gallery.Cards[name].ToJsonString(Readable) + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(file, drawn);
        }

        Assert.Equal(File.ReadAllText(file), drawn);
    }

    [Fact]
    public void No_golden_file_is_left_over() =>
        Assert.Equal(Gallery.Cards.Keys, Directory.GetFiles(Folder(), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Card_is_small_enough_for_Teams(string name) =>
        Assert.True(TeamsCards.Fits(Gallery.Cards[name]));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Card_is_valid_Adaptive_Card_1_5(string name)
    {
        // Teams' own addition, in which mentions are told, is not in the format's schema.
        var card = Gallery.Cards[name].DeepClone().AsObject();
        card.Remove("msteams");

        Assert.Empty((await SchemaAsync()).Validate(card.ToJsonString()).Select(error => error.ToString()));
    }

    [Theory]
    [InlineData("""{"type":"AdaptiveCard","version":"1.5","body":[{"type":"TextBlock","text":"x","colour":"good"}]}""")]
    [InlineData("""{"type":"AdaptiveCard","version":"1.5","body":[{"type":"Carousel"}]}""")]
    [InlineData("""{"type":"AdaptiveCard","version":"1.5","actions":[{"type":"Action.Execute","titel":"x"}]}""")]
    public async Task What_is_no_card_is_found_invalid(string json) => Assert.NotEmpty((await SchemaAsync()).Validate(json));

    private static async Task<JsonSchema> SchemaAsync()
    {
        var file = Path.Combine(Root(), "../shared/data/adaptive-card-1.5.schema.json");
        Assert.SkipUnless(File.Exists(file), "The Adaptive Card schema is not beside the repository.");
        // Its id would be looked up on the network.
        var document = JsonNode.Parse(await File.ReadAllTextAsync(file))!.AsObject();
        document.Remove("id");
        return await JsonSchema.FromJsonAsync(document.ToJsonString());
    }

    private static string Folder() => Path.Combine(Root(), "tests/Bot.Tests/Teams/Cards/Golden");

    /// <summary>Not by the compiler's note of this file's place, which a reproducible build replaces.</summary>
    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "JitBot.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("These tests run within the repository.");
        }

        return folder;
    }
}
