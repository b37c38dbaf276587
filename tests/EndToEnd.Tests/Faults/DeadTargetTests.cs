using JitBot.Core.Requests;
using JitBot.Support.Faults;

namespace JitBot.EndToEnd.Tests.Faults;

public sealed class DeadTargetTests(FaultServers servers, FaultReport report)
{
    // A probe comes every 15 s at the longest, a fifth later by chance, and may itself take ten.
    private static readonly TimeSpan WayBack = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_target_that_was_stopped_at_the_end_has_the_account_removed_when_it_is_back()
    {
        FaultRun.OnlyInFull();
        await report.ShowAsync(FaultRow.TargetStopped, async () =>
        {
            await using var own = FaultServers.Apart();
            await using var world = await FaultWorld.StartAsync(own);
            await using var life = await Life.BeginAsync(world, FaultRun.ShortGrantTyped);
            await life.IssueAsync();
            await life.RevealAsync();
            var request = await world.FindAsync(life.Id);

            await own.Target.StopAsync(ct: TestContext.Current.CancellationToken);
            await UntilAsync(request.Grant.EndsAt!.Value + TimeSpan.FromSeconds(10));
            await own.Target.RestartAsync(ct: TestContext.Current.CancellationToken);
            var back = TimeProvider.System.GetUtcNow();

            Assert.False(await life.CanLogInAsync());
            await life.EndAsync();
            var gone = TimeProvider.System.GetUtcNow() - back;
            Assert.InRange(gone, TimeSpan.Zero, WayBack + TimeSpan.FromSeconds(10));
            await life.ConfirmAsync();
            await life.HoldsAsync();
            return $"gone {FaultReport.Seconds(gone)} after the server was back";
        });
    }

    [Fact]
    public Task A_target_out_of_reach_around_the_end_has_its_sessions_cut_when_it_is_back() => report.ShowAsync(FaultRow.TargetCutOff, async () =>
    {
        (string When, Reach Reach, int From, int To)[] outages =
        [
            ("before and through it", Reach.Refused, -5, 12),
            ("at it", Reach.Refused, -1, 2),
            ("after it", Reach.Refused, 3, 12),
            ("silent", Reach.Silent, -5, 12),
        ];
        var chosen = FaultRun.IsFull ? outages : [outages[FaultRun.Chance("target").Next(outages.Length)]];
        var late = await Task.WhenAll(chosen.Select(async outage => (outage.When, Late: await CutOffAsync(outage.Reach, outage.From, outage.To))));
        return $"longest after the end or, if that is later, the way back: {string.Join(", ", late.Select(one => $"{one.When} {FaultReport.Seconds(one.Late)}"))}";
    });

    /// <returns>How long the session lived on, reckoned from when somebody could have cut it.</returns>
    private async Task<TimeSpan> CutOffAsync(Reach reach, int from, int to)
    {
        await using var world = await FaultWorld.StartAsync(servers);
        await using var life = await Life.BeginAsync(world, FaultRun.ShortGrantTyped);
        await life.IssueAsync();
        await life.RevealAsync();
        var end = (await world.FindAsync(life.Id)).Grant.EndsAt!.Value;

        await UntilAsync(end + TimeSpan.FromSeconds(from));
        world.Replicas[0].Target.Reach = reach;
        await UntilAsync(end + TimeSpan.FromSeconds(to));
        world.Replicas[0].Target.Reach = Reach.Open;

        await life.EndAsync();
        var late = life.Overstay!.Value - (from > 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(to));
        Assert.InRange(late, TimeSpan.MinValue, WayBack);
        await life.ConfirmAsync();
        await life.HoldsAsync();
        return late < TimeSpan.Zero ? TimeSpan.Zero : late;
    }

    private static Task UntilAsync(DateTimeOffset moment)
    {
        var wait = moment - TimeProvider.System.GetUtcNow();
        return Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
    }
}
