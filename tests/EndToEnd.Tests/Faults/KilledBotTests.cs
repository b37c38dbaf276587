using JitBot.Support.Faults;

namespace JitBot.EndToEnd.Tests.Faults;

public sealed class KilledBotTests(KilledLives lives, FaultReport report) : IClassFixture<KilledLives>
{
    public static TheoryData<string, Side> Sides
    {
        get
        {
            var sides = new TheoryData<string, Side>();
            foreach (var step in LifeStep.All)
            {
                sides.Add(step.Name, Side.Store);
                sides.Add(step.Name, Side.Target);
            }

            return sides;
        }
    }

    // Rule 23
    [Theory]
    [MemberData(nameof(Sides))]
    public async Task Killed_at_any_statement_a_life_goes_on_with_nothing_twice_and_nothing_left(string name, Side side)
    {
        var step = LifeStep.All.Single(step => step.Name == name);

        var results = await lives.OfAsync(step, side);

        report.Killed(step, side, results);
        var failed = results.Where(result => result.Failure is not null).ToArray();
        Assert.True(failed.Length == 0, $"{failed.Length} of {results.Length} lives failed ({FaultRun.SeedVariable}={FaultRun.Seed}):\n"
            + string.Join("\n\n", failed.Take(10).Select(result => $"{result.Point} ({Short(result.Statement)})\n{result.Failure}")));
        if (!FaultRun.IsFull)
        {
            // What a sample chooses from is there in every life, so it was killed there.
            Assert.All(results, result => Assert.True(result.Statement is not null, $"{result.Point} was not reached."));
        }
    }

    private static string Short(string? statement) => statement is null ? "not reached" : Core.PlainText.Shorten(string.Join(' ', statement.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), 100);
}
