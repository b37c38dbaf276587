namespace JitBot.EndToEnd.Tests.Faults;

public sealed class ClockTests(FaultServers servers, FaultReport report)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    // Rules 13, 16, 19
    [Fact]
    public Task Clocks_two_minutes_apart_make_nobodys_access_longer() => report.ShowAsync(FaultRow.Clocks, async () =>
    {
        var longer = await Task.WhenAll(new[] { 2, -2 }.Select(async minutes => (Minutes: minutes, Longer: await LiveAsync(TimeSpan.FromMinutes(minutes)))));
        return $"longer than approved: {string.Join(", ", longer.Select(one => $"{(one.Minutes > 0 ? "ahead" : "behind")} {FaultReport.Seconds(one.Longer)}"))}";
    });

    private async Task<TimeSpan> LiveAsync(TimeSpan ahead)
    {
        await using var world = await FaultWorld.StartAsync(servers, new() { Ahead = ahead });
        await using var life = await Life.BeginAsync(world, FaultRun.ShortGrantTyped);
        await life.IssueAsync();
        await life.RevealAsync();
        var since = (await world.FindAsync(life.Id)).Grant.ActiveSince!.Value - ahead;

        var longer = await life.CutAsync() - since - FaultRun.ShortGrant;
        Assert.InRange(longer, -Bound, Bound);
        await life.EndAsync();
        Assert.False(await life.CanLogInAsync());
        await life.ConfirmAsync();
        await life.HoldsAsync();
        return longer;
    }
}
