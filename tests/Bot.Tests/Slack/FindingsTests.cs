using System.Collections.Immutable;
using JitBot.Bot.Conversation;
using JitBot.Core.Sweep;
using JitBot.Core.Targets;
using JitBot.Playground.FakeSlack;
using JitBot.Support;

namespace JitBot.Bot.Tests.Slack;

/// <summary>What the sweep finds, as Slack's people read it and decide about it.</summary>
public sealed class FindingsTests
{
    [Fact]
    public async Task Closing_is_confirmed_in_a_window_and_done()
    {
        await using var bot = await SlackBot.StartAsync();
        var unknown = await HeldAsync(bot);

        await bot.Omar.PressAsync(Message(bot), Value(unknown[1]));
        var window = await bot.SeenAsync(() => bot.Omar.Modal);
        Assert.Contains($"Close {unknown[1].Name}", window.Lines, StringComparison.Ordinal);
        Assert.Equal(4, bot.Connector.Accounts.Count);
        await bot.Omar.SubmitAsync(window);
        Assert.Contains("It is being closed", bot.Omar.Modal!.Lines, StringComparison.Ordinal);
        await SweepAsync(bot);

        Assert.DoesNotContain(unknown[1].Name, bot.Connector.Accounts.Keys);
        Assert.Contains($"• {unknown[1].Name} of Sam Example was closed", Message(bot).Lines, StringComparison.Ordinal);
        Assert.Contains("as Omar Example decided", Message(bot).Lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeping_asks_how_long_and_why()
    {
        await using var bot = await SlackBot.StartAsync();
        var unknown = await HeldAsync(bot);

        await bot.Omar.PressAsync(Message(bot), "Keep until…");
        var window = await bot.SeenAsync(() => bot.Omar.Modal);
        await bot.Omar.SubmitAsync(window, ("For how long", "7 days"), ("Why? It is kept on record.", "the auditors look at it"));
        await SweepAsync(bot);

        var kept = Assert.Single((await bot.Get<SweepRecords>().FindAsync("hr-prod", default)).Kept);
        Assert.Equal(("omar", "the auditors look at it"), (kept.By, kept.Because));
        Assert.Equal(TimeSpan.FromDays(7), kept.Until - kept.At);
        Assert.Contains($"Kept: {kept.Account}", Message(bot).Lines, StringComparison.Ordinal);
    }

    // Rule 34
    [Fact]
    public async Task Somebody_else_gets_no_window_but_a_refusal_for_their_eyes_alone()
    {
        await using var bot = await SlackBot.StartAsync();
        await HeldAsync(bot);

        await bot.Dana.PressAsync(Message(bot), "Close…");

        var told = await bot.SeenAsync(() => bot.Dana.Ephemerals.FirstOrDefault());
        Assert.Contains("Only owners decide about this", told.Lines, StringComparison.Ordinal);
        Assert.Null(bot.Dana.Modal);
    }

    [Fact]
    public async Task A_window_that_is_submitted_after_somebody_else_was_first_says_so()
    {
        await using var bot = await SlackBot.StartAsync();
        bot.Directory.Groups["hr-owners"] = ["omar", "rita"];
        var unknown = await HeldAsync(bot);
        await bot.Omar.PressAsync(Message(bot), Value(unknown[0]));
        var window = await bot.SeenAsync(() => bot.Omar.Modal);
        await bot.Rita.PressAsync(Message(bot), Value(unknown[0]));
        await bot.Rita.SubmitAsync(await bot.SeenAsync(() => bot.Rita.Modal));

        await bot.Omar.SubmitAsync(window);

        Assert.Contains("Already decided", bot.Omar.Modal!.Lines, StringComparison.Ordinal);
        Assert.Contains("as Rita Example decided", bot.Omar.Modal!.Lines, StringComparison.Ordinal);
    }

    private static SlackPost Message(SlackBot bot) => bot.Channel.FromBot.Single();

    /// <summary>Of two buttons of one finding the first, which closes it.</summary>
    private static string Value(Account account) => $"hr-prod/{FindingId.Of("hr-prod", account.Name)}";

    private static async Task<ImmutableArray<Account>> HeldAsync(SlackBot bot)
    {
        bot.Directory.Groups["hr-owners"] = [.. bot.Directory.Groups["hr-owners"], "omar"];
        var unknown = bot.Connector.HaveUnknown(4);
        await SweepAsync(bot);
        return unknown;
    }

    private static async Task SweepAsync(SlackBot bot)
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
