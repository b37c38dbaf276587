using JitBot.Core.Requests;
using Npgsql;

namespace JitBot.EndToEnd.Tests.Faults;

public sealed class DeadBotTests(FaultServers servers, FaultReport report)
{
    private static readonly TimeSpan WayBack = TimeSpan.FromSeconds(30);

    // What VALID UNTIL gives beside the end itself, and what a login may take that began before it.
    private static readonly TimeSpan FailSafe = TimeSpan.FromSeconds(5);

    // Rule 19
    [Fact]
    public Task With_the_bot_dead_the_database_lets_nobody_in_after_the_end() => report.ShowAsync(FaultRow.BotDead, async () =>
    {
        await using var world = await FaultWorld.StartAsync(servers);
        await using var life = await Life.BeginAsync(world, FaultRun.ShortGrantTyped);
        await life.IssueAsync();
        await life.RevealAsync();
        var end = (await world.FindAsync(life.Id)).Grant.EndsAt!.Value;
        await world.Replicas[0].Bot.KillAsync();

        var lastLogin = TimeSpan.MinValue;
        while (TimeProvider.System.GetUtcNow() < end + FailSafe + TimeSpan.FromSeconds(5))
        {
            if (await life.CanLogInAsync())
            {
                lastLogin = TimeProvider.System.GetUtcNow() - end;
            }

            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        // authentication_timeout bounds a login that was begun before; each of these takes milliseconds.
        Assert.InRange(lastLogin, TimeSpan.MinValue, FailSafe + TimeSpan.FromSeconds(1));
        Assert.False(life.IsCut, "Nobody was there to cut the session.");

        await world.Replicas[0].Bot.StartAsync();
        var back = TimeProvider.System.GetUtcNow();
        await life.EndAsync();
        var gone = TimeProvider.System.GetUtcNow() - back;
        Assert.InRange(gone, TimeSpan.Zero, WayBack);
        await life.ConfirmAsync();
        await life.HoldsAsync();
        return $"last login {FaultReport.Seconds(lastLogin)} after the end; account gone {FaultReport.Seconds(gone)} after the bot was back";
    });
}
