using System.Globalization;
using JitBot.Core;
using JitBot.Core.Audit;
using JitBot.Playground;

namespace JitBot.EndToEnd.Tests.Faults;

public sealed class SealTests(FaultServers servers, FaultReport report)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(FaultRun.IsFull ? 60 : 12);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    // Rule 40
    [Fact]
    public Task Two_replicas_that_are_killed_again_and_again_leave_an_audit_chain_that_is_whole() => report.ShowAsync(FaultRow.Seal, async () =>
    {
        await using var world = await FaultWorld.StartAsync(servers, new() { Replicas = 2 });
        var log = new AuditLog(world.Keyed, TimeProvider.System);
        var chance = FaultRun.Chance("seal");
        var (end, written, kills) = (TimeProvider.System.GetUtcNow() + Lasts, 0, 0);
        var writing = Task.Run(async () =>
        {
            while (TimeProvider.System.GetUtcNow() < end)
            {
                await log.AddAsync(AuditEntry.Of(TimeProvider.System.Now(), AuditEvents.RunEnded, "dana", new('r', 1 + (written % 2000))), $"n{written}");
                written++;
                await Task.Delay(20);
            }
        });
        while (!writing.IsCompleted)
        {
            await Task.Delay(chance.Next(1000, 3000));
            var replica = world.Replicas[chance.Next(2)];
            await replica.Bot.KillAsync();
            kills++;
            await replica.Bot.StartAsync();
        }

        await writing;
        await UntilSealedAsync(world);

        using var key = AuditKey.Read(PlaygroundConfiguration.SigningKey)!;
        using var keys = AuditPublicKeys.Read(key.PublicPem)!;
        var verify = new VerifyAudit(keys);
        var ids = new List<string>();
        var export = new ExportAudit(new(world.Keyed, TimeProvider.System), key, TimeProvider.System);
        await foreach (var line in export.LinesAsync(null, null, TestContext.Current.CancellationToken))
        {
            verify.Read(line);
        }

        await foreach (var entry in export.EntriesAsync(null, null, TestContext.Current.CancellationToken))
        {
            ids.Add(entry.Id);
        }

        Assert.IsType<AuditVerdict.Whole>(verify.End());
        Assert.Equal(Enumerable.Range(0, written).Select(number => $"log.n{number}").Order(StringComparer.Ordinal), ids.Where(id => id.StartsWith("log.n", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        return string.Create(CultureInfo.InvariantCulture, $"{kills} kills in {Lasts.TotalSeconds:0} s, {written} entries: each in the chain once");
    });

    /// <summary>Waits for as long as it goes on: in a full run the machine has much else to do.</summary>
    private static async Task UntilSealedAsync(FaultWorld world)
    {
        using var limit = new CancellationTokenSource(Patience);
        var least = long.MaxValue;
        while (await world.AskStoreAsync<long>("select count(*) from jitbot.keyed where kind = 'audit-pending'") is > 0 and var left)
        {
            if (left < least)
            {
                least = left;
                limit.CancelAfter(Patience);
            }

            await Task.Delay(FaultWorld.Look, limit.Token);
        }
    }
}
