using System.Collections.Immutable;
using System.Text;
using JitBot.Bot.Bytebase;
using JitBot.Bot.Tests.Slack;
using JitBot.Playground.FakeBytebase;
using JitBot.Playground.FakeSlack;

namespace JitBot.Bot.Tests.Bytebase;

/// <summary>Bytebase's requests as Slack's people see and decide them: Dana asked in Bytebase, Omar and Rita decide, Sam may not.</summary>
public sealed class BytebaseInSlackTests
{
    [Fact]
    public async Task A_request_of_Bytebases_lives_its_whole_life_in_Slack()
    {
        await using var world = await SlackBridge.StartAsync();
        var (bot, issue) = (world.Bot, world.Twin.AskAccess());
        await world.RunAsync(TimeSpan.FromSeconds(15));

        Assert.Contains("SELECT id, state\nFROM refunds\nWHERE id = 9", world.Card.Lines, StringComparison.Ordinal);
        bot.Channel.Members = [.. bot.Channel.Members, bot.Sam];
        await bot.Sam.PressAsync(world.Card, "Approve");
        Assert.Contains("This is not for you to decide", (await bot.SeenAsync(() => bot.Sam.Ephemerals.FirstOrDefault())).Lines, StringComparison.Ordinal);
        Assert.Empty(issue.Approvers);

        await bot.Omar.PressAsync(world.Card, "Approve");
        Assert.Contains("Your approval is on its way", (await bot.SeenAsync(() => bot.Omar.Ephemerals.FirstOrDefault())).Lines, StringComparison.Ordinal);
        await world.RunAsync(TimeSpan.Zero);
        Assert.Equal(["Approved by Omar Example <omar@example.com> in Slack, through JitBot."], issue.Comments);
        Assert.Contains("Omar Example approved it", world.Card.Lines, StringComparison.Ordinal);

        await world.RunAsync(TimeSpan.FromMinutes(231));
        Assert.Contains("ends", bot.Channel.FromBot.Single(post => post.ThreadTs is not null).Lines, StringComparison.Ordinal);
        var reminder = bot.Dana.Dm.FromBot.Single();
        Assert.Contains("Your access in Bytebase ends soon", reminder.Lines, StringComparison.Ordinal);

        await bot.Dana.PressAsync(reminder, "End now…");
        await bot.Dana.SubmitAsync(await bot.SeenAsync(() => bot.Dana.Modal));
        await world.RunAsync(TimeSpan.Zero);
        Assert.Equal("REVOKED", issue.Grant!.Status);
        Assert.Contains("Dana Example ended it", world.Card.Lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_denial_is_asked_why_in_a_window()
    {
        await using var world = await SlackBridge.StartAsync();
        var (bot, issue) = (world.Bot, world.Twin.AskAccess());
        await world.RunAsync(TimeSpan.FromSeconds(15));

        await bot.Rita.PressAsync(world.Card, "Deny…");
        await bot.Rita.SubmitAsync(await bot.SeenAsync(() => bot.Rita.Modal), ("Why not? The requester reads this in Bytebase.", "ask the data team"));
        await world.RunAsync(TimeSpan.Zero);

        Assert.Equal(["Denied by Rita Example <rita@example.com> in Slack, through JitBot. ask the data team"], issue.Comments);
        Assert.Contains("Denied", world.Card.Lines, StringComparison.Ordinal);
        Assert.Empty(world.Card.Buttons);
    }

    // Rule 36; a file stays as it is there, so the one that counts says so.
    [Fact]
    public async Task A_statement_too_long_for_a_card_stands_below_it_as_a_file_and_again_when_it_changes()
    {
        await using var world = await SlackBridge.StartAsync();
        var (bot, issue) = (world.Bot, world.Twin.AskAccess(change: grant => grant.Query = Long("first")));
        await world.RunAsync(TimeSpan.FromSeconds(15));
        Assert.Equal([Long("first")], Below(bot));
        Assert.Contains("Approve", world.Card.Buttons);

        issue.Grant!.Query = Long("second");
        await world.RunAsync(TimeSpan.FromSeconds(15));
        await bot.Omar.PressAsync(world.Card, "Approve");
        await world.RunAsync(TimeSpan.Zero);

        Assert.Equal([Long("first"), Long("second")], Below(bot));
        Assert.Contains("This is what counts, and no statement above it.", bot.Channel.FromBot.Last(post => !post.Files.IsEmpty).Text, StringComparison.Ordinal);
        Assert.Equal("ACTIVE", issue.Grant.Status);

        static string Long(string name) => $"SELECT '{name}'{string.Concat(Enumerable.Repeat("\n, 2", 40))}";
        static IEnumerable<string> Below(SlackBot bot) => bot.Channel.FromBot.SelectMany(post => post.Files).Select(file => Encoding.UTF8.GetString([.. file.Content]));
    }

    private sealed class SlackBridge(SlackBot bot, BytebaseTwin twin) : IAsyncDisposable
    {
        public SlackBot Bot => bot;
        public BytebaseTwin Twin => twin;

        /// <summary>The only card in the channel, as it stands now.</summary>
        public SlackPost Card => bot.Channel.FromBot.Single(post => post.ThreadTs is null);

        public static async Task<SlackBridge> StartAsync()
        {
            BytebaseTwin? twin = null;
            var bot = await SlackBot.StartBesideAsync(async (services, time, channel) =>
            {
                twin = await BytebaseTwin.StartAsync(time);
                services.AddBytebase(BridgeWorld.OptionsFor(twin, ImmutableDictionary<string, string>.Empty.Add("slack", channel), "dba"));
            });
            return new(bot, twin!);
        }

        /// <summary>Twice, after so long: what follows from a look at Bytebase, too.</summary>
        public async Task RunAsync(TimeSpan after)
        {
            bot.Time.Advance(after);
            for (var i = 0; i < 2; i++)
            {
                await bot.LetTimePassAsync(Task.Run(async () =>
                {
                    await bot.Get<BytebaseBridge>().HandleAsync(default);
                    return true;
                }));
            }
        }

        public async ValueTask DisposeAsync()
        {
            await bot.DisposeAsync();
            await twin.DisposeAsync();
        }
    }
}
