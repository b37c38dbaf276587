using System.Runtime.CompilerServices;
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
        Assert.Equal([.. Gallery.Cards.Keys], [.. Directory.GetFiles(Folder(), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)], StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Names))]
    public void Card_is_small_enough_for_Teams(string name) =>
        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(Gallery.Cards[name]).Length, 1, TeamsCards.MostBytes + 1000);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Card_is_valid_Adaptive_Card_1_5(string name)
    {
        var file = Path.Combine(Folder(), "../../../../../../shared/data/adaptive-card-1.5.schema.json");
        Assert.SkipUnless(File.Exists(file), "The Adaptive Card schema is not beside the repository.");
        var schema = await Schema(file);
        Assert.Empty(schema.Validate(Gallery.Cards[name].ToJsonString()).Select(error => error.ToString()));
    }

    private static async Task<JsonSchema> Schema(string file)
    {
        // Its id would be looked up on the network.
        var document = JsonNode.Parse(await File.ReadAllTextAsync(file))!.AsObject();
        document.Remove("id");
        return await JsonSchema.FromJsonAsync(document.ToJsonString());
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Golden");
}
