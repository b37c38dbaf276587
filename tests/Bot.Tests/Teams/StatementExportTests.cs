using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using JitBot.Bot.Teams;
using JitBot.Bot.Teams.Connector;
using JitBot.Bot.Teams.Runs;
using JitBot.Playground.Twin;
using static JitBot.Bot.Tests.Teams.StatementWorld;

namespace JitBot.Bot.Tests.Teams;

/// <summary>A result as a file in its requester's OneDrive, with their consent (rule 33).</summary>
public sealed class StatementExportTests
{
    [Fact]
    public async Task Nothing_is_run_before_somebody_agrees()
    {
        await using var bot = await TeamsBot.StartAsync();

        var consent = await ConsentAsync(bot);

        Assert.Matches("^hr-prod-[a-z0-9]{12}-[0-9]{8}T[0-9]{6}Z\\.csv$", consent.Consent!.Name);
        Assert.Contains("at most 1,000,000 rows", consent.Consent.Description, StringComparison.Ordinal);
        Assert.Empty(bot.Target().Passwords);
    }

    [Fact]
    public async Task Then_the_file_is_in_their_OneDrive_and_the_card_says_what_it_is()
    {
        await using var bot = await TeamsBot.StartAsync();
        var consent = await ConsentAsync(bot);
        bot.Target().Rows = ["1", null, "a,b"];

        Assert.Equal(HttpStatusCode.OK, await bot.Dana.ConsentAsync(consent));

        var done = await DoneAsync(bot, consent);
        var file = Assert.Single(bot.Twin.Files.All);
        Assert.Equal((bot.Dana, consent.Consent!.Name), (file.Owner, file.Name));
        Assert.Equal("value\r\n1\r\n\r\n\"a,b\"\r\n", Encoding.UTF8.GetString(file.Content.AsSpan()).TrimStart('\uFEFF'));
        Assert.Contains("3 rows in", done.Words(), StringComparison.Ordinal);
        Assert.Equal(file.Name, Assert.Single(bot.Dana.Chat.FromBot, message => message.File is not null).File);
        Assert.False(bot.Twin.Files.SawToken);
    }

    [Fact]
    public async Task Who_declines_is_told_that_nothing_was_run()
    {
        await using var bot = await TeamsBot.StartAsync();
        var consent = await ConsentAsync(bot);

        await bot.Dana.ConsentAsync(consent, allow: false);

        Assert.Contains("nothing was run", (await DoneAsync(bot, consent)).Words(), StringComparison.Ordinal);
        Assert.Empty(bot.Target().Passwords);
    }

    [Fact]
    public async Task A_consent_delivered_twice_runs_once()
    {
        await using var bot = await TeamsBot.StartAsync();
        var consent = await ConsentAsync(bot);
        var invoke = bot.Twin.Activities.Consented(bot.Dana, consent, bot.Twin.Files.Open(bot.Dana, consent.Consent!.Name));

        (await bot.Twin.Line.SendAsync((JsonObject)invoke.DeepClone())).Dispose();
        (await bot.Twin.Line.SendAsync((JsonObject)invoke.DeepClone())).Dispose();

        Assert.Contains("1 row", (await DoneAsync(bot, consent)).Words(), StringComparison.Ordinal);
        Assert.Single(bot.Twin.Files.All);
    }

    [Fact]
    public async Task A_consent_to_somebody_elses_export_gives_nothing()
    {
        await using var bot = await TeamsBot.StartAsync();
        var consent = await ConsentAsync(bot);
        await bot.Sam.InstallAsync();
        var copied = bot.Twin.Post(bot.Sam.Chat, System.Text.Json.JsonDocument.Parse("{}").RootElement) with { Consent = consent.Consent };

        await bot.Sam.ConsentAsync(copied);

        await bot.WaitAsync(() => bot.Sam.Chat.FromBot.FirstOrDefault(message => message.Earlier.Length > 0 && !TwinButtons(message).Contains("Cancel")));
        Assert.Empty(bot.Twin.Files.All);
        Assert.Empty(bot.Target().Passwords);
    }

    [Fact]
    public async Task Without_the_right_to_export_nobody_is_asked()
    {
        await using var bot = await TeamsBot.StartAsync();
        var grant = await bot.GrantedAsync(options: "");
        var request = await bot.OnlyAsync();
        var action = new JsonObject { ["verb"] = "jit.export.csv.v1" };

        var pressed = await bot.Dana.SendPressAsync(grant, bot.Twin.Activities.Pressed(
            bot.Dana, grant, action, new() { ["request"] = request.Id.Value, ["terms"] = request.Terms }));

        Assert.Contains("Export was not asked for", pressed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(bot.Dana.Chat.FromBot, message => message.Consent is not null);
    }

    // Rule 33: the address comes from Teams, and is looked at all the same.
    [Theory]
    [InlineData("https://evil.example.com/upload?x=1")]
    [InlineData("http://contoso-my.sharepoint.com/upload?x=1")]
    [InlineData("https://sharepoint.com.evil.example.com/upload")]
    [InlineData("https://user@contoso-my.sharepoint.com/upload")]
    [InlineData("http://127.0.0.1:1/upload")]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("file:///etc/passwd")]
    [InlineData("")]
    public async Task Rows_go_to_OneDrive_and_nowhere_else(string elsewhere)
    {
        await using var bot = await TeamsBot.StartAsync();
        var consent = await ConsentAsync(bot);

        await bot.Dana.ConsentAsync(consent, uploadUrl: elsewhere);

        Assert.Contains("none of OneDrive's", (await DoneAsync(bot, consent)).Words(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://contoso-my.sharepoint.com/personal/dana/_api/v2.0/drive/items/1/uploadSession?guid='1'&tempauth=x", true)]
    [InlineData("https://contoso-my.sharepoint.us/x", true)]
    [InlineData("https://contoso-my.sharepoint.com:8443/x", false)]
    [InlineData("https://contoso-my.sharepoint.com.evil.example.com/x", false)]
    public void OneDrives_hosts_are_known(string address, bool allowed) =>
        Assert.Equal(allowed, new UploadHosts(new() { TenantId = "t", ServiceUrls = ServiceUrls.Microsoft }).Allows(address));

    [Fact]
    public async Task A_place_that_is_gone_by_then_is_said_to_be()
    {
        await using var bot = await TeamsBot.StartAsync();
        var consent = await ConsentAsync(bot);
        bot.Twin.Files.Refusals.Enqueue(404);

        await bot.Dana.ConsentAsync(consent);

        Assert.Contains("had gone by the time", (await DoneAsync(bot, consent)).Words(), StringComparison.Ordinal);
        Assert.Empty(bot.Twin.Files.All);
    }

    [Fact]
    public async Task A_OneDrive_that_is_not_well_for_a_moment_gets_it_all_the_same()
    {
        await using var bot = await TeamsBot.StartAsync();
        var consent = await ConsentAsync(bot);
        bot.Twin.Files.Refusals.Enqueue(503);
        bot.Twin.Files.Refusals.Enqueue(429);

        await bot.Dana.ConsentAsync(consent);

        await DoneAsync(bot, consent);
        Assert.Single(bot.Twin.Files.All);
    }

    [Fact]
    public async Task A_OneDrive_that_stays_unwell_is_given_up_in_words()
    {
        await using var bot = await TeamsBot.StartAsync();
        var consent = await ConsentAsync(bot);
        for (var i = 0; i < 4; i++)
        {
            bot.Twin.Files.Refusals.Enqueue(500);
        }

        await bot.Dana.ConsentAsync(consent);

        Assert.Contains("did not take the file", (await DoneAsync(bot, consent)).Words(), StringComparison.Ordinal);
        Assert.Empty(bot.Twin.Files.All);
    }

    // More than a file in memory is kept plain for, and more than one piece.
    [Fact]
    public async Task A_large_file_comes_in_pieces_under_the_name_that_was_agreed_to()
    {
        await using var bot = await TeamsBot.StartAsync();
        var consent = await ConsentAsync(bot);
        bot.Target().Rows = [.. Enumerable.Range(0, 120_000).Select(row => $"{row:000000} {new string('x', 100)}")];

        await bot.Dana.ConsentAsync(consent);
        await DoneAsync(bot, consent);

        var file = Assert.Single(bot.Twin.Files.All);
        Assert.Equal(consent.Consent!.Name, file.Name);
        Assert.Equal(3, file.Pieces);
        var lines = Encoding.UTF8.GetString(file.Content.AsSpan()).TrimEnd().Split("\r\n");
        Assert.Equal((120_001, $"119999 {new string('x', 100)}"), (lines.Length, lines[^1]));
    }

    [Fact]
    public async Task Of_nothing_there_is_no_file()
    {
        await using var bot = await TeamsBot.StartAsync();
        var consent = await ConsentAsync(bot, "Export JSON lines");
        bot.Target().Rows = [];

        await bot.Dana.ConsentAsync(consent);

        Assert.Contains("gave no row", (await DoneAsync(bot, consent)).Words(), StringComparison.Ordinal);
    }

    private static async Task<TwinMessage> ConsentAsync(TeamsBot bot, string button = "Export CSV")
    {
        var grant = await bot.GrantedAsync();
        await bot.Dana.PressAsync(grant, button);
        return await bot.WaitAsync(() => bot.Dana.Chat.FromBot.FirstOrDefault(message => message.Consent is not null));
    }

    /// <summary>What stands in the consent's place in the end.</summary>
    private static Task<TwinMessage> DoneAsync(TeamsBot bot, TwinMessage consent) =>
        bot.WaitAsync(() => bot.Dana.Chat.Find(consent.Id) is { Card: not null } now && !TwinButtons(now).Contains("Cancel") ? now : null);
}
