using JitBot.Core.Requests;
using JitBot.Core.Sweep;
using JitBot.Core.Targets;
using JitBot.Support;

namespace JitBot.Core.Tests.Sweep;

internal static class SweepWorld
{
    /// <summary>An account with our marker and no request, as a store that was lost would leave it.</summary>
    public static Account HaveUnknown(this JitWorld world)
    {
        var request = RequestId.From(world.NewDelivery());
        var account = new Account(request, new("sam"), $"jit_sam_{request}", "20000", "hr", world.Time.GetUtcNow() + TimeSpan.FromHours(1));
        world.Connector.Have(account);
        return account;
    }

    public static Task<SweepOutcome> SweepAsync(this JitWorld world) => world.Get<ReconcileTargets>().HandleAsync(world.Target, default);

    /// <summary>The next round, after the pause between two.</summary>
    public static Task<SweepOutcome> SweepLaterAsync(this JitWorld world)
    {
        world.Time.Advance(ReconcileTargets.Interval);
        return world.SweepAsync();
    }
}
