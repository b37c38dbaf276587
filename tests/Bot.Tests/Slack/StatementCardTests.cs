using System.Text;
using JitBot.Core.Requests;
using JitBot.Playground.FakeSlack;

namespace JitBot.Bot.Tests.Slack;

/// <summary>Whoever decides about a statement reads all of it (rule 29).</summary>
public sealed class StatementCardTests
{
    private static readonly string Long = $"select id from employee where id in (\n{string.Join(",\n", Enumerable.Range(1, 900).Select(number => $"  {10_000 + number}, {20_000 + number}"))})";

    private static readonly string Line = $"query hr-prod for 2h because INC-42\n{Long}";

    [Fact]
    public async Task A_short_one_stands_on_the_card_letter_for_letter()
    {
        await using var bot = await SlackBot.StartAsync();

        await bot.AskedAsync("query hr-prod for 2h because INC-42\nselect '<b>&  *x*' as a,\n    id\nfrom employee");

        Assert.Contains("select '<b>&  *x*' as a,\n    id\nfrom employee", bot.DecisionCard.Lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_one_follows_as_a_file_below_the_card_once()
    {
        await using var bot = await SlackBot.StartAsync();

        await bot.AskedAsync(Line);
        await bot.Omar.PressAsync(bot.DecisionCard, "Approve");
        await bot.RunDueAsync();

        var post = Assert.Single(bot.Channel.FromBot, post => !post.Files.IsEmpty);
        var file = Assert.Single(post.Files);
        Assert.Equal(bot.DecisionCard.Ts, post.ThreadTs);
        Assert.Equal(Long, Encoding.UTF8.GetString([.. file.Content]));
        Assert.Contains("The whole statement", post.Lines, StringComparison.Ordinal);
        Assert.EndsWith(".sql", file.Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_scope_for_files_it_follows_as_text()
    {
        await using var bot = await SlackBot.StartAsync();
        bot.Twin.Scopes = bot.Twin.Scopes.Remove("files:write");

        await bot.AskedAsync(Line);

        AssertFollowsAsText(bot);
    }

    [Fact]
    public async Task Where_files_are_not_allowed_it_follows_as_text()
    {
        await using var bot = await SlackBot.StartAsync();
        bot.Twin.Faults.Refuse("file_uploads_disabled", times: 100, method: "files.getUploadURLExternal");

        await bot.AskedAsync(Line);

        AssertFollowsAsText(bot);
    }

    // Rule 29: such letters count twelve times where a message is measured.
    [Fact]
    public async Task As_text_it_is_whole_whatever_it_is_written_in()
    {
        await using var bot = await SlackBot.StartAsync();
        bot.Twin.Scopes = bot.Twin.Scopes.Remove("files:write");
        var sql = $"select '{string.Concat(Enumerable.Repeat("😀", 4000))}'";

        await bot.AskedAsync($"query hr-prod for 2h because INC-42\n{sql}");

        Assert.Equal(sql, FollowingText(bot).Replace("\n", "", StringComparison.Ordinal).Replace("↳", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_is_asked_in_private_gets_a_long_one_there(bool takesFiles)
    {
        await using var bot = await SlackBot.StartAsync();
        bot.Directory.Change("rita", rita => rita with { AskedInPrivate = true });
        bot.Twin.Scopes = takesFiles ? bot.Twin.Scopes : bot.Twin.Scopes.Remove("files:write").Remove("im:write");

        await bot.AskedAsync(Line);

        Assert.Equal(takesFiles, bot.Rita.Dm.FromBot.Any(post => post.Files.Any(file => Encoding.UTF8.GetString([.. file.Content]) == Long)));
        Assert.Contains(bot.Rita.Dm.FromBot, post => post.Lines.Contains("The whole statement", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_for_a_moment_is_not_a_reason_to_do_without_the_file()
    {
        await using var bot = await SlackBot.StartAsync();
        bot.Twin.Faults.Answer(503, times: 5, method: "files.getUploadURLExternal");

        await bot.AskedAsync(Line);
        bot.Time.Advance(TimeSpan.FromMinutes(5));
        await bot.RunDueAsync();

        Assert.Single(bot.Channel.FromBot, post => !post.Files.IsEmpty);
    }

    [Fact]
    public async Task All_of_a_long_one_is_read_in_a_window()
    {
        await using var bot = await SlackBot.StartAsync();
        var request = await bot.AskedAsync(Line);

        await bot.Dana.CommandAsync($"show {request.Id}");

        Assert.Equal(Long, string.Join('\n', bot.Dana.Modal!.Blocks.EnumerateArray().Select(Code).OfType<string>().Where(code => code.Contains("10", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Said_in_private_the_answer_has_its_beginning_and_says_so()
    {
        await using var bot = await SlackBot.StartAsync();
        var request = await bot.AskedAsync(Line);

        await bot.Dana.SayAsync($"show {request.Id}");

        await bot.LetTimePassAsync(bot.SeenAsync(() => bot.Dana.Dm.FromBot.FirstOrDefault(post => post.Lines.Contains("typed as a command, opens all of it", StringComparison.Ordinal))));
    }

    private static void AssertFollowsAsText(SlackBot bot)
    {
        Assert.Equal(Long, FollowingText(bot));
        Assert.DoesNotContain(bot.Channel.FromBot, post => !post.Files.IsEmpty);
    }

    private static string FollowingText(SlackBot bot) => string.Join('\n', bot.Channel.FromBot
        .Where(post => post.ThreadTs == bot.DecisionCard.Ts).SelectMany(post => post.Blocks!.Value.EnumerateArray()).Select(Code).OfType<string>());

    private static string? Code(System.Text.Json.JsonElement block) => block.GetProperty("type").GetString() switch
    {
        "rich_text" => block.GetProperty("elements")[0].GetProperty("elements")[0].GetProperty("text").GetString(),
        "section" when block.TryGetProperty("text", out var text) && text.GetProperty("text").GetString() is ['`', '`', '`', .. var fenced] => SlackLines.Drawn(fenced[..^3]),
        _ => null,
    };
}
