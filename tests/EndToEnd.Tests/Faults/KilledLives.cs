using System.Collections.Immutable;
using JitBot.Support.Faults;

namespace JitBot.EndToEnd.Tests.Faults;

/// <summary>
/// Lives in which bots are killed, many at a time because each mostly waits for leases to run out. The first to ask for any starts them all. In
/// a full run an undisturbed life is counted first, and then there is one for each statement of each step; in a sample, one for each step and side.
/// </summary>
public sealed class KilledLives(FaultServers servers) : IAsyncDisposable
{
    private static readonly int[] Replicas = [1, 2];

    private readonly Dictionary<(LifeStep, Side), TaskCompletionSource<Task<KilledLifeResult>[]>[]> _begun =
        LifeStep.All.SelectMany(step => Enum.GetValues<Side>(), (step, side) => (step, side))
            .ToDictionary(key => key, _ => Replicas.Select(_ => new TaskCompletionSource<Task<KilledLifeResult>[]>(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray());

    private readonly Lock _gate = new();
    private Task? _running;

    /// <summary>Every life with a kill at this step, towards this side.</summary>
    internal async Task<ImmutableArray<KilledLifeResult>> OfAsync(LifeStep step, Side side)
    {
        lock (_gate)
        {
            _running ??= FaultRun.IsFull ? CountAllAsync() : SampleAsync();
        }

        var all = await Task.WhenAll(_begun[(step, side)].Select(async begun => await Task.WhenAll(await begun.Task)));
        return [.. all.SelectMany(results => results)];
    }

    public async ValueTask DisposeAsync()
    {
        await (_running ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var begun in _begun.Values.SelectMany(each => each).Where(each => each.Task.IsCompletedSuccessfully))
        {
            await Task.WhenAll(await begun.Task);
        }
    }

    private Task CountAllAsync() => Task.WhenAll(Replicas.Select(CountAsync));

    private async Task CountAsync(int replicas)
    {
        try
        {
            await KilledLife.CountAsync(servers, replicas, (step, side, seen) => Begin(step, side, replicas,
                [.. seen.Index().SelectMany(statement => Points(step, side, replicas, statement.Index + 1, statement.Item.IsLook))]));
        }
        catch (Exception failure)
        {
            // Whoever waits for what was not counted is told why.
            foreach (var begun in _begun.Values)
            {
                begun[replicas - 1].TrySetException(failure);
            }
        }
    }

    private Task SampleAsync()
    {
        foreach (var (step, side) in _begun.Keys)
        {
            var chance = FaultRun.Chance($"{step.Name} {side}");
            var (replicas, moment) = (chance.Next(1, 3), (Moment)chance.Next(2));
            var at = chance.Next(side == Side.Store ? step.AtLeast.Store : step.AtLeast.Target) + 1;
            Begin(step, side, replicas, [new(step, side, at, moment, replicas)]);
            Begin(step, side, 3 - replicas, []);
        }

        return Task.CompletedTask;
    }

    private static IEnumerable<KillPoint> Points(LifeStep step, Side side, int replicas, int at, bool isLook)
    {
        // Before a look that will find something is nothing but after the statement before it.
        if (!isLook)
        {
            yield return new(step, side, at, Moment.Before, replicas);
        }

        yield return new(step, side, at, Moment.After, replicas);
    }

    private void Begin(LifeStep step, Side side, int replicas, IEnumerable<KillPoint> points) =>
        _begun[(step, side)][replicas - 1].TrySetResult([.. points.Select(RunAsync)]);

    private async Task<KilledLifeResult> RunAsync(KillPoint point)
    {
        var result = await KilledLife.RunAsync(servers, point);
        TestContext.Current.SendDiagnosticMessage("{0}: {1}", point, result.Failure?.Message ?? FaultReport.Seconds(result.Recovery));
        return result;
    }
}
