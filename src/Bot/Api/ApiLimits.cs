using System.Threading.RateLimiting;
using JitBot.Bot.Api.Tokens;

namespace JitBot.Bot.Api;

/// <summary>How fast the API may be called, by each token and by all together (rule 39).</summary>
internal sealed class ApiLimits : IDisposable
{
    /// <summary>How many calls one token has at once.</summary>
    public const int Burst = 60;

    private const int PerSecond = 10;

    private readonly PartitionedRateLimiter<ApiToken> _limits = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<ApiToken, string>(token => RateLimitPartition.GetTokenBucketLimiter(token.Id, _ => Bucket(Burst, PerSecond))),
        PartitionedRateLimiter.Create<ApiToken, int>(_ => RateLimitPartition.GetTokenBucketLimiter(0, _ => Bucket(500, 300))));

    /// <returns>Null if it may; else in how many seconds.</returns>
    public int? Refuses(ApiToken token)
    {
        using var lease = _limits.AttemptAcquire(token);
        return lease.IsAcquired ? null
            : lease.TryGetMetadata(MetadataName.RetryAfter, out var pause) ? Math.Max(1, (int)Math.Ceiling(pause.TotalSeconds))
            : 1;
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
