using System.Text;
using JitBot.Bot.Conversation;
using JitBot.Core.Requests;
using JitBot.Playground.FakeSlack;

namespace JitBot.Bot.Tests.Slack;

/// <summary>A result becomes a file in the requester's private chat, and nowhere else.</summary>
public sealed class StatementExportTests
{
    private const string Line = "query hr-prod export for 2h because INC-42\nselect id from employee";

    // Rule 33
    [Theory]
    [InlineData("Export CSV", "csv", "value\r\n4711\r\n\r\n")]
    [InlineData("Export JSON lines", "jsonl", "{\"value\":4711}\n{\"value\":null}\n")]
    public async Task The_file_comes_into_the_private_chat(string button, string ending, string content)
    {
        await using var bot = await SlackBot.StartAsync();
        bot.Connector.Rows = ["4711", null];
        await bot.StatementGrantedAsync(Line);

        await bot.Dana.PressAsync(bot.RunCard, button);

        var window = await bot.WindowAsync("is in our private chat");
        var post = Assert.Single(bot.Twin.Everything(), post => !post.Files.IsEmpty);
        var file = Assert.Single(post.Files);
        Assert.Equal(bot.Dana.Dm, post.Channel);
        Assert.EndsWith($".{ending}", file.Name, StringComparison.Ordinal);
        Assert.Equal(content, Encoding.UTF8.GetString([.. file.Content]));
        Assert.Contains(file.Name, window.Lines, StringComparison.Ordinal);
        Assert.DoesNotContain(bot.Log.Lines, line => line.Message.Contains("4711", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_short_refusal_is_waited_out_without_running_it_again()
    {
        await using var bot = await SlackBot.StartAsync();
        var request = await bot.StatementGrantedAsync(Line);
        bot.Twin.Faults.Throttle(TimeSpan.FromSeconds(3), method: "files.getUploadURLExternal");
        bot.Twin.Faults.Answer(503, method: "files.completeUploadExternal");

        await bot.Dana.PressAsync(bot.RunCard, "Export CSV");

        await bot.LetTimePassAsync(bot.WindowAsync("is in our private chat"));
        Assert.Single(bot.Twin.Everything(), post => !post.Files.IsEmpty);
        Assert.Single((await bot.Get<JitBot.Core.Statements.StatementRuns>().ListAsync(request.Id, default)).Newest);
    }

    public static TheoryData<Action<SlackTwin>, string> Failures => new()
    {
        { twin => twin.Scopes = twin.Scopes.Remove("files:write"), "Tell whoever runs it" },
        { twin => twin.Faults.Answer(400, method: "upload"), "Tell whoever runs it" },
        { twin => twin.Faults.Cut(method: "upload"), "Export it again in a minute" },
        { twin => twin.Faults.Refuse("fatal_error", times: 10, method: "files.completeUploadExternal"), "Export it again in a minute" },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task Where_Slack_takes_no_file_it_is_said_what_to_do(Action<SlackTwin> fails, string words)
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.StatementGrantedAsync(Line);
        fails(bot.Twin);

        await bot.Dana.PressAsync(bot.RunCard, "Export CSV");

        await bot.LetTimePassAsync(bot.WindowAsync(words));
        Assert.DoesNotContain(bot.Twin.Everything(), post => !post.Files.IsEmpty);
    }

    [Fact]
    public async Task A_stop_while_it_is_handed_over_leaves_a_word()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.StatementGrantedAsync(Line);
        bot.Twin.Faults.Throttle(TimeSpan.FromSeconds(10), method: "files.getUploadURLExternal");
        await bot.Dana.PressAsync(bot.RunCard, "Export CSV");
        await bot.WindowAsync("into our private chat…");
        await bot.SeenAsync(() => bot.Twin.Calls.FirstOrDefault(call => call.Method == "files.getUploadURLExternal"));

        await bot.Get<Errands>().StopAsync(default);

        await bot.WindowAsync("Export it again in a minute");
    }

    [Fact]
    public async Task A_large_one_comes_packed_and_whole()
    {
        await using var bot = await SlackBot.StartAsync();
        bot.Connector.Rows = [.. Enumerable.Repeat(new string('9', 1000), 10_000)];
        await bot.StatementGrantedAsync(Line);

        await bot.Dana.PressAsync(bot.RunCard, "Export CSV");

        await bot.WindowAsync("is in our private chat");
        var file = Assert.Single(Assert.Single(bot.Twin.Everything(), post => !post.Files.IsEmpty).Files);
        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream([.. file.Content]));
        Assert.Equal(10_010_000 + 7 + 10_000, Assert.Single(zip.Entries).Length);
    }
}
