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
        var points = Enumerable.Range(0, FaultRun.IsFull ? 4 : 1)
            .SelectMany(_ => LifeStep.All)
            .SelectMany(_ => Enum.GetValues<Side>(), (step, side) => new KillPoint(step, side, At(step, side), (Moment)chance.Next(2), 1, Kills: false))
            .ToArray();
        chance.Shuffle(points);

        var results = await Task.WhenAll((FaultRun.IsFull ? points : points[..2]).Select(point => KilledLife.RunAsync(servers, point)));

        Assert.All(results, result => Assert.True(result.Failure is null, $"{FaultRun.SeedVariable}={FaultRun.Seed} {result.Point} ({result.Statement})\n{result.Failure}"));
        var reached = results.Where(result => result.Statement is not null).ToArray();
        return $"{reached.Length} cuts, the step done at the latest {FaultReport.Seconds(reached.Select(result => result.Recovery).DefaultIfEmpty().Max())} after one";

        int At(LifeStep step, Side side) => chance.Next(FaultRun.IsFull ? MostStatements : side == Side.Store ? step.AtLeast.Store : step.AtLeast.Target) + 1;
    });
}
