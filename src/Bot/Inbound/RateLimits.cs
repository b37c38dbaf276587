using System.Threading.RateLimiting;
using JitBot.Core.People;

namespace JitBot.Bot.Inbound;

/// <summary>How fast people may talk to the bot, each and all together (rule 39).</summary>
internal sealed class RateLimits : IDisposable
{
    private readonly PartitionedRateLimiter<ChatAccount> _limits = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<ChatAccount, ChatAccount>(person => RateLimitPartition.GetTokenBucketLimiter(person, _ => Bucket(burst: 20, perSecond: 2))),
        PartitionedRateLimiter.Create<ChatAccount, int>(_ => RateLimitPartition.GetTokenBucketLimiter(0, _ => Bucket(burst: 500, perSecond: 300))));

    public bool Admit(ChatAccount person)
    {
        using var lease = _limits.AttemptAcquire(person);
        return lease.IsAcquired;
    }

    public void Dispose() => _limits.Dispose();

    private static TokenBucketRateLimiterOptions Bucket(int burst, int perSecond) => new()
    {
        TokenLimit = burst,
        TokensPerPeriod = perSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    };
}
