using System.Diagnostics.Metrics;
using JitBot.Core;
using JitBot.Core.Audit;
using JitBot.Core.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JitBot.Bot;

/// <summary>Whether what is on record gets into the chain in time: rule 40 asks for five minutes.</summary>
internal sealed class AuditHealth : IHealthCheck, IDisposable
{
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(5);

    private readonly Meter _meter = new("JitBot.Audit");
    private readonly SealAudit _seal;
    private readonly TimeProvider _time;

    public AuditHealth(SealAudit seal, TimeProvider time)
    {
        (_seal, _time) = (seal, time);
        _meter.CreateObservableGauge("jitbot.audit.unsealed.age", () => Age().TotalSeconds, "s", "How long the oldest entry on record has waited to be sealed, as this replica last saw it");
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await _seal.LookAsync(cancellationToken);
            return Age() <= Most ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"What is on record since {_seal.UnsealedSince:O} is not sealed; the log says why.");
        }
        catch (StoreDownException down)
        {
            return HealthCheckResult.Degraded(down.Message);
        }
    }

    public void Dispose() => _meter.Dispose();

    private TimeSpan Age() => _seal.UnsealedSince is { } since ? _time.Now() - since : TimeSpan.Zero;
}
