using System.Collections.Immutable;
using JitBot.Bot.Bytebase;
using JitBot.Bot.Bytebase.Api;
using JitBot.Bot.Conversation;
using JitBot.Bot.Teams.Cards;
using JitBot.Bot.Tests.Teams;
using JitBot.Playground.FakeBytebase;
using JitBot.Playground.Twin;

namespace JitBot.Bot.Tests.Bytebase;

/// <summary>Bytebase's requests as Teams' people see and decide them: Dana asked in Bytebase, Omar and Rita decide, Sam may not.</summary>
public sealed class BytebaseInTeamsTests
{
    [Fact]
    public async Task A_request_of_Bytebases_lives_its_whole_life_in_Teams()
    {
        await using var world = await TeamsBridge.StartAsync();
        var (bot, issue) = (world.Bot, world.Twin.AskAccess());
        await world.RunAsync(TimeSpan.FromSeconds(15));

        Assert.Contains("FROM refunds", world.Words, StringComparison.Ordinal);
        var refused = await bot.Sam.PressAsync(world.Card, "Approve");
        Assert.Contains("This is not for you to decide", CardLines.Of(refused.Card!.Value), StringComparison.Ordinal);
        Assert.Empty(issue.Approvers);

        var pressed = await bot.Omar.PressAsync(world.Card, "Approve");
        Assert.Contains("Your approval is on its way", CardLines.Of(pressed.Card!.Value), StringComparison.Ordinal);
        await world.RunAsync(TimeSpan.Zero);
        Assert.Equal(["Approved by Omar Example <omar@example.com> in Microsoft Teams, through JitBot."], issue.Comments);
        Assert.Contains("Omar Example approved it", world.Words, StringComparison.Ordinal);

        await world.RunAsync(TimeSpan.FromMinutes(231));
        Assert.Equal(2, bot.Channel.FromBot.Count());
        var reminder = bot.Dana.Chat.FromBot.Last();
        Assert.Contains("Your access in Bytebase ends soon", CardLines.Of(reminder.Card!.Value), StringComparison.Ordinal);

        await bot.Dana.PressAsync(reminder, "End now");
        await world.RunAsync(TimeSpan.Zero);
        Assert.Equal("REVOKED", issue.Grant!.Status);
        Assert.Contains("Dana Example ended it", world.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_denial_is_asked_why_on_the_card()
    {
        await using var world = await TeamsBridge.StartAsync();
        var (bot, issue) = (world.Bot, world.Twin.AskAccess());
        await world.RunAsync(TimeSpan.FromSeconds(15));

        await bot.Rita.PressAsync(world.Card, "Deny", new Dictionary<string, string>(StringComparer.Ordinal) { [FormFields.Text] = "ask the data team" });
        await world.RunAsync(TimeSpan.Zero);

        Assert.Equal(["Denied by Rita Example <rita@example.com> in Microsoft Teams, through JitBot. ask the data team"], issue.Comments);
        Assert.Contains("Denied", world.Words, StringComparison.Ordinal);
    }

    // Rule 34
    [Theory]
    [InlineData("0123456789abcdef", "0")]
    [InlineData("'; drop", "0")]
    [InlineData("", "")]
    public async Task A_button_that_was_made_up_is_answered_and_changes_nothing(string issue, string terms)
    {
        await using var world = await TeamsBridge.StartAsync();
        var asked = world.Twin.AskAccess();
        await world.RunAsync(TimeSpan.FromSeconds(15));

        var pressed = await world.Bot.Omar.SendPressAsync(world.Card, world.Bot.Twin.Activities.Pressed(
            world.Bot.Omar, world.Card, new() { ["type"] = "Action.Execute", ["title"] = "Approve", ["verb"] = ActionIds.ApproveIssue }, new() { ["issue"] = issue, ["terms"] = terms }));
        await world.RunAsync(TimeSpan.Zero);

        Assert.Equal(200, pressed.StatusCode);
        Assert.Empty(asked.Approvers);
    }

    // Rule 36: the id alone does not do.
    [Fact]
    public async Task Terms_that_were_never_shown_approve_nothing()
    {
        await using var world = await TeamsBridge.StartAsync();
        var asked = world.Twin.AskAccess();
        await world.RunAsync(TimeSpan.FromSeconds(15));

        var pressed = await world.Bot.Omar.SendPressAsync(world.Card, world.Bot.Twin.Activities.Pressed(
            world.Bot.Omar, world.Card, new() { ["type"] = "Action.Execute", ["title"] = "Approve", ["verb"] = ActionIds.ApproveIssue },
            new() { ["issue"] = IssueId.Of(asked.Name).Value, ["terms"] = "0000000000000000" }));
        await world.RunAsync(TimeSpan.Zero);

        Assert.Contains("What is asked has changed", CardLines.Of(pressed.Card!.Value), StringComparison.Ordinal);
        Assert.Empty(asked.Approvers);
    }

    private sealed class TeamsBridge(TeamsBot bot, BytebaseTwin twin) : IAsyncDisposable
    {
        public TeamsBot Bot => bot;
        public BytebaseTwin Twin => twin;

        /// <summary>The card in the channel, as it stands now.</summary>
        public TwinMessage Card => bot.Channel.FromBot.First();

        public string Words => CardLines.Of(Card.Card!.Value);

        public static async Task<TeamsBridge> StartAsync()
        {
            BytebaseTwin? twin = null;
            var bot = await TeamsBot.StartAsync(also: async (services, time, channel) =>
            {
                twin = await BytebaseTwin.StartAsync(time);
                services.AddBytebase(BridgeWorld.OptionsFor(twin, ImmutableDictionary<string, string>.Empty.Add("teams", channel), "dba"));
            });

            // Where Teams is reached is known once somebody has spoken.
            await bot.Dana.SayAsync("help");
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
