using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Teams.Cards;
using JitBot.Core.Sweep;
using JitBot.Core.Targets;
using JitBot.Playground.Twin;
using JitBot.Support;

namespace JitBot.Bot.Tests.Teams;

/// <summary>What the sweep finds, as Teams' people read it and decide about it.</summary>
public sealed class FindingsTests
{
    [Fact]
    public async Task Closing_is_confirmed_on_the_card_and_done()
    {
        await using var bot = await TeamsBot.StartAsync();
        var unknown = await HeldAsync(bot);

        var pressed = await bot.Omar.PressAsync(Message(bot), $"Close {unknown[1].Name}");
        await SweepAsync(bot);

        Assert.Contains("It is being closed, as Omar Example decided.", CardLines.Of(pressed.Card!.Value), StringComparison.Ordinal);
        Assert.DoesNotContain(unknown[1].Name, Connector(bot).Accounts.Keys);
        Assert.Equal(3, Connector(bot).Accounts.Count);
        Assert.Contains($"• {unknown[1].Name} of Sam Example was closed", CardLines.Of(Message(bot).Card!.Value), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeping_takes_the_length_and_the_reason_that_stand_below_its_own_button()
    {
        await using var bot = await TeamsBot.StartAsync();
        var unknown = await HeldAsync(bot);
        var finding = FindingId.Of("hr-prod", unknown[2].Name);

        await bot.Omar.PressAsync(Message(bot), $"Keep {unknown[2].Name}", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [FormFields.Of(FormFields.Duration, ActionIds.KeepFinding, finding)] = "30d",
            [FormFields.Of(FormFields.Text, ActionIds.KeepFinding, finding)] = "the auditors look at it",
        });

        var kept = Assert.Single((await bot.Get<SweepRecords>().FindAsync("hr-prod", default)).Kept);
        Assert.Equal((unknown[2].Name, "omar", "the auditors look at it", TimeSpan.FromDays(30)), (kept.Account, kept.By, kept.Because, kept.Until - kept.At));
    }

    // Rule 34
    [Fact]
    public async Task Somebody_else_is_refused_whoever_the_button_says_they_are()
    {
        await using var bot = await TeamsBot.StartAsync();
        var unknown = await HeldAsync(bot);

        var pressed = await bot.Sam.SendPressAsync(Message(bot), bot.Twin.Activities.Pressed(bot.Sam, Message(bot), Action(unknown[0]), new()
        {
            ["target"] = "hr-prod", ["finding"] = FindingId.Of("hr-prod", unknown[0].Name).Value, ["user"] = bot.Omar.AadObjectId,
        }));
        await SweepAsync(bot);

        Assert.Contains("Only owners decide about this", CardLines.Of(pressed.Card!.Value), StringComparison.Ordinal);
        Assert.Equal(4, Connector(bot).Accounts.Count);
    }

    [Theory]
    [InlineData("hr-gone", "0123456789ab")]
    [InlineData("hr-prod", "0123456789ab")]
    [InlineData("hr-prod", "'; drop")]
    [InlineData("", "0123456789ab")]
    public async Task A_button_that_was_made_up_is_answered_and_changes_nothing(string target, string finding)
    {
        await using var bot = await TeamsBot.StartAsync();
        var unknown = await HeldAsync(bot);

        var pressed = await bot.Omar.SendPressAsync(Message(bot), bot.Twin.Activities.Pressed(
            bot.Omar, Message(bot), Action(unknown[0]), new() { ["target"] = target, ["finding"] = finding }));

        Assert.Equal(200, pressed.StatusCode);
        Assert.Empty((await bot.Get<SweepRecords>().FindAsync("hr-prod", default)).Decisions);
    }

    [Fact]
    public async Task A_client_that_knows_no_Action_Execute_closes_all_the_same()
    {
        await using var bot = await TeamsBot.StartAsync();
        var unknown = await HeldAsync(bot);

        await bot.Omar.PressWithOldClientAsync(Message(bot), $"Close {unknown[0].Name}");
        await SweepAsync(bot);

        Assert.DoesNotContain(unknown[0].Name, Connector(bot).Accounts.Keys);
    }

    private static MemoryConnector Connector(TeamsBot bot) => (MemoryConnector)bot.Get<ITargetConnector>();

    private static TwinMessage Message(TeamsBot bot) => bot.Channel.FromBot.Single();

    private static JsonObject Action(Account account) => new() { ["type"] = "Action.Execute", ["title"] = $"Close {account.Name}", ["verb"] = ActionIds.CloseFinding };

    private static async Task<ImmutableArray<Account>> HeldAsync(TeamsBot bot)
    {
        bot.Directory.Groups["hr-owners"] = [.. bot.Directory.Groups["hr-owners"], "omar"];
        var unknown = Connector(bot).HaveUnknown(4);

        // Where Teams is reached is known once somebody has spoken.
        await bot.Omar.SayAsync("help");
        await SweepAsync(bot);
        return unknown;
    }

    private static async Task SweepAsync(TeamsBot bot)
    {
        bot.Time.Advance(ReconcileTargets.Interval);
        await bot.Get<ReconcileTargets>().HandleAsync(bot.Get<TargetRegistry>().Find("hr-prod")!, default);
        await bot.LetTimePassAsync(Task.Run(async () =>
        {
            await bot.Get<KeepFindingsTrue>().HandleAsync(default);
            return true;
        }));
    }
}
