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

/// <param name="Statement">The statement the bot was killed at; null if the step came to its end before that many.</param>
/// <param name="Recovery">From the kill to the end of the step.</param>
internal sealed record KilledLifeResult(KillPoint Point, string? Statement, TimeSpan Recovery, TimeSpan? Overstay, Exception? Failure);

/// <summary>
/// One life in which a bot is killed at one statement; with one replica it is started again, with two the other goes on. Or only the connection
/// breaks there, and the bot has to cope.
/// </summary>
internal static class KilledLife
{
    // Cards wait this long at the chat while a step goes on, so that what is written about them comes after what changes access, and statements come
    // in the same order in every life.
    private static readonly TimeSpan ChatPause = TimeSpan.FromMilliseconds(500);

    public static async Task<KilledLifeResult> RunAsync(FaultServers servers, KillPoint point)
    {
        var recovery = new Stopwatch();
        string? statement = null;
        Life? life = null;
        try
        {
            await using var world = await FaultWorld.StartAsync(servers, new() { Replicas = point.Replicas });
            await using var living = life = await Life.BeginAsync(world);
            foreach (var step in LifeStep.All)
            {
                if (step != point.Step)
                {
                    await step.TakeAsync(life);
                    await life.QuietAsync();
                    continue;
                }

                var trap = new StatementTrap(JitTraffic.Sort, point.At, point.Moment);
                var restart = Set(world, point.Side, trap, recovery, point.Kills);
                await step.TakeAsync(life);
                recovery.Stop();
                world.Twin.Faults.Clear();
                await life.QuietAsync();
                Disarm(world);
                statement = trap.Sprung.IsCompletedSuccessfully ? await trap.Sprung : null;
                await restart();
            }

            await life.HoldsAsync();
            return new(point, statement, recovery.Elapsed, life.Overstay, null);
        }
        catch (Exception failure)
        {
            return new(point, statement, recovery.Elapsed, life?.Overstay, failure);
        }
    }

    /// <summary>An undisturbed life, in which the statements of each step are counted.</summary>
    /// <param name="counted">Told of each step and side as soon as it is known.</param>
    public static async Task CountAsync(FaultServers servers, int replicas, Action<LifeStep, Side, IReadOnlyList<CountedStatement>> counted)
    {
        await using var world = await FaultWorld.StartAsync(servers, new() { Replicas = replicas });
        await using var life = await Life.BeginAsync(world);
        foreach (var step in LifeStep.All)
        {
            var (store, target) = (new StatementTrap(JitTraffic.Sort), new StatementTrap(JitTraffic.Sort));
            Set(world, Side.Store, store, new(), kills: false);
            Set(world, Side.Target, target, new(), kills: false);
            await step.TakeAsync(life);
            world.Twin.Faults.Clear();
            await life.QuietAsync();
            Disarm(world);
            counted(step, Side.Store, store.Seen);
            counted(step, Side.Target, target.Seen);
        }

        await life.HoldsAsync();
    }

    /// <returns>Waits until whoever was killed is back, if anybody is to come back.</returns>
    private static Func<Task> Set(FaultWorld world, Side side, StatementTrap trap, Stopwatch recovery, bool kills)
    {
        var restart = Task.CompletedTask;
        world.Twin.Faults.Delay(ChatPause, times: int.MaxValue);
        foreach (var replica in world.Replicas)
        {
            var proxy = side == Side.Store ? replica.Store : replica.Target;
            proxy.OnSprung = async () =>
            {
                recovery.Start();
                if (!kills)
                {
                    return;
                }

                await replica.Bot.KillAsync();
                if (world.Replicas.FirstOrDefault(other => other != replica) is { } other)
                {
                    world.TalkTo(other);
                }
                else
                {
                    restart = replica.Bot.StartAsync();
                }
            };
            proxy.Trap = trap;
        }

        return () => restart;
    }

    private static void Disarm(FaultWorld world)
    {
        foreach (var replica in world.Replicas)
        {
            replica.Store.Trap = replica.Target.Trap = null;
        }
    }
}
