using JitBot.Core.Audit;
using JitBot.Core.Requests;
using JitBot.Support.Faults;

namespace JitBot.EndToEnd.Tests.Faults;

/// <summary>Measures fractions of seconds, so nothing else runs beside it.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class DeadStoreOverstayTests(FaultServers servers, FaultReport report)
{
    private const int Grants = 60;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    // Rule 16
    [Fact]
    public async Task With_the_store_dead_open_sessions_are_cut_within_five_seconds_of_their_end()
    {
        FaultRun.OnlyInFull();
        await report.ShowAsync(FaultRow.StoreDead, async () =>
        {
            await using var world = await FaultWorld.StartAsync(servers, new() { Replicas = 2, Approvers = Grants });
            List<Life> lives = [];
            foreach (var (number, asker) in world.Approvers.Index())
            {
                lives.Add(await Life.BeginAsync(world, "90s", world.At(asker), world.At(world.Approvers[(number + 1) % Grants])));
            }

            await Task.WhenAll(lives.Select(async life =>
            {
                await life.IssueAsync();
                await life.RevealAsync();
            }));
            var ends = (await Task.WhenAll(lives.Select(life => world.FindAsync(life.Id)))).Select(request => request.Grant.EndsAt!.Value).ToArray();
            Assert.True(ends.Min() > TimeProvider.System.GetUtcNow(), "The machine is too slow: a grant ended before all were open.");
            foreach (var replica in world.Replicas)
            {
                replica.Store.Reach = Reach.Refused;
            }

            var overstays = await Task.WhenAll(lives.Zip(ends, async (life, end) => await life.CutAsync() - end));
            foreach (var replica in world.Replicas)
            {
                replica.Store.Reach = Reach.Open;
            }

            var p99 = overstays.Order().ElementAt((int)Math.Ceiling(Grants * 0.99) - 1);
            Assert.InRange(p99, TimeSpan.MinValue, Bound);
            foreach (var life in lives)
            {
                await life.EndAsync();
                Assert.Single((await world.FindAsync(life.Id)).Audit, entry => entry.Event == AuditEvents.Ended);
                await life.DisposeAsync();
            }

            return $"{Grants} grants: p99 {FaultReport.Seconds(p99)}, longest {FaultReport.Seconds(overstays.Max())}";
        });
    }
}
