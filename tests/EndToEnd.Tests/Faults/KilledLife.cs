using System.Diagnostics;
using JitBot.Support.Faults;

namespace JitBot.EndToEnd.Tests.Faults;

/// <summary>Where a life is broken.</summary>
/// <param name="At">The statement of the step towards that side, from 1.</param>
/// <param name="Kills">The bot is killed; or else only the connection is cut.</param>
internal sealed record KillPoint(LifeStep Step, Side Side, int At, Moment Moment, int Replicas, bool Kills = true)
{
    public override string ToString() =>
        $"{Step.Name}: {(Moment == Moment.Before ? "before" : "after")} statement {At} to the {(Side == Side.Store ? "store" : "target")}, {Replicas} replica{(Replicas == 1 ? "" : "s")}";
}

/// <param name="Statement">The statement it was broken at; null if the step came to its end before that many.</param>
/// <param name="Recovery">From the break to the end of the step.</param>
internal sealed record KilledLifeResult(KillPoint Point, string? Statement, TimeSpan Recovery, Exception? Failure);

/// <summary>
/// One life that is broken once in each of some steps. With one replica the killed bot is started again, with two the other goes on. Or only the
/// connection breaks, and the bot has to cope.
/// </summary>
internal static class KilledLife
{
    // Cards wait this long at the chat while a step goes on, so that what is written about them comes after what changes access, and statements come
    // in the same order in every life.
    private static readonly TimeSpan ChatPause = TimeSpan.FromMilliseconds(500);

    /// <param name="points">One for a step at most.</param>
    /// <returns>One result for each point; what was not come to has failed too.</returns>
    public static async Task<KilledLifeResult[]> RunAsync(FaultWorld world, IReadOnlyList<KillPoint> points)
    {
        var results = new Dictionary<KillPoint, KilledLifeResult>();
        try
        {
            await using var life = await Life.BeginAsync(world);
            foreach (var step in LifeStep.All)
            {
                if (points.FirstOrDefault(point => point.Step == step) is { } point)
                {
                    results[point] = await BreakAsync(world, life, point);
                }
                else
                {
                    await step.TakeAsync(life);
                    await life.QuietAsync();
                }
            }

            await life.HoldsAsync();
            return [.. points.Select(point => results[point])];
        }
        catch (Exception failure)
        {
            return [.. points.Select(point => (results.GetValueOrDefault(point) ?? new(point, null, default, null)) with { Failure = failure })];
        }
    }

    /// <summary>An undisturbed life, in which the statements of each step are counted.</summary>
    public static async Task<IReadOnlyDictionary<(LifeStep Step, Side Side), IReadOnlyList<CountedStatement>>> CountAsync(FaultWorld world)
    {
        var counted = new Dictionary<(LifeStep, Side), IReadOnlyList<CountedStatement>>();
        await using var life = await Life.BeginAsync(world);
        foreach (var step in LifeStep.All)
        {
            var (store, target) = (new StatementTrap(JitTraffic.Sort), new StatementTrap(JitTraffic.Sort));
            Set(world, Side.Store, store, _ => Task.CompletedTask);
            Set(world, Side.Target, target, _ => Task.CompletedTask);
            await TakeAsync(world, life, step);
            counted[(step, Side.Store)] = store.Seen;
            counted[(step, Side.Target)] = target.Seen;
        }

        await life.HoldsAsync();
        return counted;
    }

    private static async Task<KilledLifeResult> BreakAsync(FaultWorld world, Life life, KillPoint point)
    {
        var recovery = new Stopwatch();
        var back = Task.CompletedTask;
        var trap = new StatementTrap(JitTraffic.Sort, point.At, point.Moment);
        Set(world, point.Side, trap, async replica =>
        {
            recovery.Start();
            if (point.Kills)
            {
                await replica.Bot.KillAsync();
                back = BackAsync(world, replica);
            }
        });
        await TakeAsync(world, life, point.Step, recovery.Stop);
        await back;

        // Whoever died comes back for the next step.
        await Task.WhenAll(world.Replicas.Select(replica => replica.Bot.StartAsync()));
        return new(point, trap.Sprung.IsCompletedSuccessfully ? await trap.Sprung : null, recovery.Elapsed, null);
    }

    private static async Task TakeAsync(FaultWorld world, Life life, LifeStep step, Action? taken = null)
    {
        world.Twin.Faults.Delay(ChatPause, times: int.MaxValue);
        world.Slack?.Twin.Faults.Delay(ChatPause, times: int.MaxValue);
        await step.TakeAsync(life);
        taken?.Invoke();
        world.Twin.Faults.Clear();
        world.Slack?.Twin.Faults.Clear();
        await life.QuietAsync();
        foreach (var replica in world.Replicas)
        {
            replica.Store.Trap = replica.Target.Trap = null;
        }
    }

    private static Task BackAsync(FaultWorld world, Replica killed)
    {
        if (world.Replicas.FirstOrDefault(replica => replica != killed) is not { } other)
        {
            return killed.Bot.StartAsync();
        }

        world.TalkTo(other);
        return Task.CompletedTask;
    }

    private static void Set(FaultWorld world, Side side, StatementTrap trap, Func<Replica, Task> spring)
    {
        foreach (var replica in world.Replicas)
        {
            var proxy = side == Side.Store ? replica.Store : replica.Target;
            proxy.OnSprung = () => spring(replica);
            proxy.Trap = trap;
        }
    }
}
