using System.Collections.Concurrent;
using System.Collections.Immutable;
using JitBot.Support.Faults;

namespace JitBot.EndToEnd.Tests.Faults;

/// <summary>
/// Lives in which bots are killed, many at a time because each mostly waits for leases to run out. The first to ask for any starts them all. In
/// a full run an undisturbed life is counted first, and each statement of each step is then one to be killed at, one in each step of a life; in a
/// sample, there is one life for each step and side, with one kill. A bot that was started again serves the next life in its world.
/// </summary>
public sealed class KilledLives(FaultServers servers)
{
    private const int WorldsForEach = 6;
    private const int SampledAtOnce = 5;

    private readonly Lock _gate = new();
    private Task<ImmutableArray<KilledLifeResult>>? _all;

    /// <summary>Every kill at this step, towards this side.</summary>
    internal async Task<ImmutableArray<KilledLifeResult>> OfAsync(LifeStep step, Side side)
    {
        lock (_gate)
        {
            _all ??= FaultRun.IsFull ? AllAsync() : SampleAsync();
        }

        return [.. (await _all).Where(result => result.Point.Step == step && result.Point.Side == side)];
    }

    private async Task<ImmutableArray<KilledLifeResult>> AllAsync()
    {
        var results = await Task.WhenAll(CountedAsync(1), CountedAsync(2));
        return [.. results.SelectMany(each => each)];
    }

    private async Task<IEnumerable<KilledLifeResult>> CountedAsync(int replicas)
    {
        IReadOnlyDictionary<(LifeStep Step, Side Side), IReadOnlyList<CountedStatement>> counted;
        await using (var world = await FaultWorld.StartAsync(servers, new() { Replicas = replicas }))
        {
            counted = await KilledLife.CountAsync(world);
        }

        var steps = LifeStep.All
            .Select(step => Enum.GetValues<Side>().SelectMany(side => Points(step, side, replicas, counted[(step, side)])).ToArray())
            .ToArray();

        // The last step from the other side: where the end was killed, the second look may be over before anything can be set for it.
        var most = steps.Max(points => points.Length);
        var lives = new ConcurrentQueue<KillPoint[]>(Enumerable.Range(0, most).Select(number => steps
            .SelectMany((points, step) => points.Skip(step == steps.Length - 1 ? most - 1 - number : number).Take(1))
            .ToArray()));
        var results = await Task.WhenAll(Enumerable.Range(0, WorldsForEach).Select(_ => LiveAsync(replicas, lives)));
        return results.SelectMany(each => each);
    }

    /// <summary>Life after life in one world; after a failure, in a new one.</summary>
    private async Task<IReadOnlyList<KilledLifeResult>> LiveAsync(int replicas, ConcurrentQueue<KillPoint[]> lives)
    {
        List<KilledLifeResult> results = [];
        while (!lives.IsEmpty)
        {
            await using var world = await FaultWorld.StartAsync(servers, new() { Replicas = replicas });
            while (lives.TryDequeue(out var points))
            {
                var broken = await KilledLife.RunAsync(world, points);
                results.AddRange(broken);
                foreach (var result in broken)
                {
                    TestContext.Current.SendDiagnosticMessage("{0}: {1}", result.Point, result.Failure?.Message ?? FaultReport.Seconds(result.Recovery));
                }

                if (broken.Any(result => result.Failure is not null))
                {
                    break;
                }
            }
        }

        return results;
    }

    private async Task<ImmutableArray<KilledLifeResult>> SampleAsync()
    {
        var points = LifeStep.All.SelectMany(_ => Enum.GetValues<Side>(), (step, side) =>
        {
            var chance = FaultRun.Chance($"{step.Name} {side}");
            var at = chance.Next(side == Side.Store ? step.AtLeast.Store : step.AtLeast.Target) + 1;
            // A step may begin with a look, and before that there is nothing.
            return new KillPoint(step, side, at, at == 1 ? Moment.After : (Moment)chance.Next(2), Replicas: chance.Next(1, 3));
        });
        using var turn = new SemaphoreSlim(SampledAtOnce);
        var results = await Task.WhenAll(points.Select(async point =>
        {
            await turn.WaitAsync();
            try
            {
                // On a busy machine one look may find what is otherwise found by two, and the life has a statement less.
                return await LiveAsync(point.Replicas, new([[point]])) is var lived && lived.All(result => result.Statement is not null || result.Failure is not null)
                    ? lived
                    : await LiveAsync(point.Replicas, new([[point]]));
            }
            finally
            {
                turn.Release();
            }
        }));
        return [.. results.SelectMany(each => each)];
    }

    private static IEnumerable<KillPoint> Points(LifeStep step, Side side, int replicas, IReadOnlyList<CountedStatement> counted)
    {
        foreach (var (index, statement) in counted.Index())
        {
            // Before a look that will find something is nothing but after the statement before it.
            if (!statement.IsLook)
            {
                yield return new(step, side, index + 1, Moment.Before, replicas);
            }

            yield return new(step, side, index + 1, Moment.After, replicas);
        }
    }
}
