using JitBot.Support.Faults;

namespace JitBot.EndToEnd.Tests.Faults;

public sealed class CutConnectionTests(FaultServers servers, FaultReport report)
{
    // More than most steps have; a step that has fewer goes undisturbed.
    private const int MostStatements = 12;

    // Rule 23
    [Fact]
    public Task A_step_comes_to_its_end_when_a_connection_breaks_in_it() => report.ShowAsync(FaultRow.ConnectionsCut, async () =>
    {
        var chance = FaultRun.Chance("cut");
        var lives = Enumerable.Range(0, FaultRun.IsFull ? 16 : 1)
            .Select(_ => LifeStep.All.Select(step => Point(step, chance.Next(2) == 0 ? Side.Store : Side.Target)).ToArray())
            .ToArray();

        var results = (await Task.WhenAll(lives.Select(LiveAsync))).SelectMany(each => each).ToArray();

        Assert.All(results, result => Assert.True(result.Failure is null, $"{FaultRun.SeedVariable}={FaultRun.Seed} {result.Point} ({result.Statement})\n{result.Failure}"));
        var reached = results.Where(result => result.Statement is not null).ToArray();
        return $"{reached.Length} cuts, the step done at the latest {FaultReport.Seconds(reached.Select(result => result.Recovery).DefaultIfEmpty().Max())} after one";

        KillPoint Point(LifeStep step, Side side)
        {
            var most = FaultRun.IsFull ? MostStatements : side == Side.Store ? step.AtLeast.Store : step.AtLeast.Target;
            return new(step, side, chance.Next(most) + 1, (Moment)chance.Next(2), 1, Kills: false);
        }
    });

    private async Task<KilledLifeResult[]> LiveAsync(KillPoint[] points)
    {
        await using var world = await FaultWorld.StartAsync(servers);
        return await KilledLife.RunAsync(world, points);
    }
}
