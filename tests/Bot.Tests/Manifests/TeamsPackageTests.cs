using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation.Commands;
using JitBot.Support;
using JitBot.Support.Postgres;
using NJsonSchema;

namespace JitBot.Bot.Tests.Manifests;

/// <summary>The Teams app as <c>scripts/teams-package</c> makes it of <c>manifests/teams</c>.</summary>
public sealed class TeamsPackageTests : IDisposable
{
    private const string AppId = "2f3c1f0e-0d0b-4d2f-9a55-0d8a4f0e7c11";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jitbot-teams-");

    private string Zip => Path.Combine(_folder.FullName, "jitbot.zip");

    [Fact]
    public async Task The_package_holds_the_manifest_with_the_bots_id_and_two_icons()
    {
        Assert.SkipUnless(HasZip, "The program zip is not here.");

        Assert.Equal(0, await PackAsync(AppId));

        await using var package = await ZipFile.OpenReadAsync(Zip, TestContext.Current.CancellationToken);
        Assert.Equal(["color.png", "manifest.json", "outline.png"], package.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal));
        var manifest = JsonNode.Parse(await package.GetEntry("manifest.json")!.OpenAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal((AppId, AppId), (manifest["id"]!.GetValue<string>(), manifest["bots"]![0]!["botId"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("jitbot")]
    [InlineData("2f3c1f0e-0d0b-4d2f-9a55-0d8a4f0e7c1")]
    [InlineData("")]
    public async Task What_is_no_app_id_is_refused(string id)
    {
        Assert.Equal(1, await PackAsync(id));
        Assert.False(File.Exists(Zip));
    }

    [Theory]
    [InlineData("color", 192)]
    [InlineData("outline", 32)]
    public void Icons_are_of_the_size_that_Teams_asks_for(string icon, int size)
    {
        // A PNG says its size in its first chunk.
        var picture = File.ReadAllBytes(Source(Manifest()["icons"]![icon]!.GetValue<string>())).AsSpan();

        Assert.Equal("IHDR"u8, picture[12..16]);
        Assert.Equal((size, size), (BinaryPrimitives.ReadInt32BigEndian(picture[16..]), BinaryPrimitives.ReadInt32BigEndian(picture[20..])));
    }

    /// <summary>Without it Teams delivers no consent, and nothing is ever exported.</summary>
    [Fact]
    public void The_bot_may_hand_over_files_in_private() => Assert.True(Manifest()["bots"]![0]!["supportsFiles"]!.GetValue<bool>());

    [Fact]
    public void Every_command_of_the_menu_is_understood_and_short_enough()
    {
        foreach (var command in Manifest()["bots"]![0]!["commandLists"]![0]!["commands"]!.AsArray())
        {
            var (title, description) = (command!["title"]!.GetValue<string>(), command["description"]!.GetValue<string>());

            Assert.False(CommandLine.Read(title, ManualTime.Start) is ChatCommand.NotUnderstood { Problem: LineProblem.UnknownCommand }, title);
            Assert.InRange(title.Length, 1, 32);
            Assert.InRange(description.Length, 1, 128);
        }
    }

    /// <summary>With <c>./test --full</c>, which gets the schemas.</summary>
    [Fact]
    public async Task The_manifest_is_valid_by_Microsofts_own_schema()
    {
        var manifest = Manifest();
        var schema = await SchemaAsync(manifest["manifestVersion"]!.GetValue<string>());

        Assert.Empty(schema.Validate(manifest.ToJsonString()).Select(error => error.ToString()));
        manifest["bots"]![0]!["scopes"] = new JsonArray("channel");
        Assert.NotEmpty(schema.Validate(manifest.ToJsonString()));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static bool HasZip => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "zip")));

    private async Task<int> PackAsync(string id)
    {
        var program = Path.Combine(PostgresBinaries.RepositoryFolder, "scripts/teams-package");
        using var script = Process.Start(new ProcessStartInfo(program, [id, Zip]) { UseShellExecute = false, RedirectStandardError = true })!;
        await script.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);
        return script.ExitCode;
    }

    private static JsonNode Manifest() => JsonNode.Parse(File.ReadAllText(Source("manifest.json")))!;

    private static string Source(string file) => Path.Combine(PostgresBinaries.RepositoryFolder, "manifests/teams", file);

    private static async Task<JsonSchema> SchemaAsync(string version)
    {
        var note = Path.Combine(PostgresBinaries.RepositoryFolder, ".local/teams-schema.path");
        Assert.SkipUnless(File.Exists(note), "Microsoft's manifest schemas are not here: run scripts/teams-schema.");
        return await JsonSchema.FromJsonAsync(await File.ReadAllTextAsync(Path.Combine((await File.ReadAllTextAsync(note)).Trim(), $"v{version}/MicrosoftTeams.schema.json")));
    }
}
