using System.Diagnostics.Metrics;
using JitBot.Core;
using JitBot.Core.Audit;
using JitBot.Core.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JitBot.Bot;

/// <summary>Whether what is on record gets into the chain, and in time: rule 40 asks for five minutes.</summary>
internal sealed class AuditHealth : IHealthCheck, IDisposable
{
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(5);

    private readonly Meter _meter = new("JitBot.Audit");
    private readonly WatchUnsealed _watch;
    private readonly TimeProvider _time;

    public AuditHealth(WatchUnsealed watch, TimeProvider time)
    {
        (_watch, _time) = (watch, time);
        _meter.CreateObservableGauge("jitbot.audit.unsealed.age", () => Age(_watch.Last).TotalSeconds, "s", "How long the oldest entry on record has waited to be sealed, as this replica last saw it");
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var seen = await _watch.LookAsync(cancellationToken);
            return Problems(seen) is { Length: > 0 } problems ? HealthCheckResult.Degraded(string.Join(' ', problems)) : HealthCheckResult.Healthy();
        }
        catch (StoreDownException down)
        {
            return HealthCheckResult.Degraded(down.Message);
        }
    }

    public void Dispose() => _meter.Dispose();

    private string[] Problems(UnsealedRecord seen) =>
    [
        .. Age(seen) > Most ? [$"What is on record since {seen.Since:O} is not sealed; the log says why."] : Array.Empty<string>(),
        .. seen.Unreadable == 0 ? Array.Empty<string>()
            : [$"{(seen.Unreadable == 1 ? "1 entry on record cannot be read by this JitBot and is" : $"{seen.Unreadable} entries on record cannot be read by this JitBot and are")} kept unsealed: let the newest version that ran here run again (docs/audit.md)."],
    ];

    private TimeSpan Age(UnsealedRecord seen) => seen.Since is { } since ? _time.Now() - since : TimeSpan.Zero;
}
