using JitBot.EndToEnd.Tests.Chats;

namespace JitBot.EndToEnd.Tests.Faults;

public sealed class SlackWindowTests(FaultServers servers, FaultReport report)
{
    private static readonly TimeSpan OnScreen = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WayBack = TimeSpan.FromSeconds(40);

    // Rule 10
    [Fact]
    public Task Credentials_in_a_window_of_Slack_are_hidden_although_the_bot_was_killed() => report.ShowAsync(FaultRow.SlackWindow, async () =>
    {
        await using var world = await FaultWorld.StartAsync(servers, new() { Slack = SlackLink.Http });
        await using var life = await Life.BeginAsync(world);
        await life.IssueAsync();
        await life.RevealAsync();
        var shown = TimeProvider.System.GetUtcNow();
        await world.Replicas[0].Bot.KillAsync();
        Assert.Contains("postgresql://", world.Dana.Screen, StringComparison.Ordinal);

        await world.Replicas[0].Bot.StartAsync();
        var back = TimeProvider.System.GetUtcNow();
        await world.Dana.WaitForAsync(() => world.Dana.Screen is var screen && screen.Contains("postgresql://", StringComparison.Ordinal) ? null : screen, OnScreen + WayBack);
        var hidden = TimeProvider.System.GetUtcNow();

        Assert.Contains("Hidden again", world.Dana.Screen, StringComparison.Ordinal);
        Assert.True(hidden - shown < OnScreen + TimeSpan.FromSeconds(10) || hidden - back < WayBack, $"It took {hidden - shown}.");
        await life.GiveBackAsync();
        await life.ConfirmAsync();
        await life.HoldsAsync();
        return $"hidden {FaultReport.Seconds(hidden - shown)} after they were shown, {FaultReport.Seconds(hidden - back)} after the bot was back";
    });
}
