using System.Net;
using System.Net.Mime;
using System.Text.Json;
using JitBot.Bot.Configuration;
using JitBot.Bot.Webhooks.Outbound;
using JitBot.Core;
using JitBot.Core.Storage;
using JitBot.Core.Sweep;
using JitBot.Core.Work;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JitBot.Bot;

/// <summary>Set once the store's tables are there and up to date.</summary>
internal sealed class StoreReadiness
{
    public bool IsReady { get; set; }
}

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: the store does, too; a target that does not, or that the sweep found
/// something on, is reported as degraded, because the other targets are served; so is a policy file that cannot be used, because the policy
/// before it is.
/// </summary>
internal static class Health
{
    public static IServiceCollection AddJitHealth(this IServiceCollection services)
    {
        services.AddSingleton<StoreReadiness>().AddSingleton<AuditHealth>().AddHealthChecks().AddCheck<StoreHealth>("store").AddCheck<TargetsHealth>("targets").AddCheck<SweepHealth>("sweep")
            .AddCheck<AuditHealth>("audit").AddCheck<WebhookHealth>("webhooks")
            .AddCheck<ReloadPolicy>("policy");
        return services;
    }

    public static void MapJitHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false, ResponseWriter = WriteAsync });
        app.MapHealthChecks("/health/ready", new() { ResponseWriter = WriteAsync });
    }

    /// <summary>Names of targets and why they fail are for this machine alone: the port is the one that Teams reaches from outside.</summary>
    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = MediaTypeNames.Application.Json;
        var isLocal = context.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote) && !context.Request.Headers.ContainsKey("X-Forwarded-For");
        return context.Response.WriteAsync(JsonSerializer.Serialize(new
        {
            status = report.Status.ToString(),
            checks = !isLocal ? null : report.Entries.ToDictionary(entry => entry.Key, entry => new { status = entry.Value.Status.ToString(), entry.Value.Description, entry.Value.Data }, StringComparer.Ordinal),
        }));
    }

    private sealed class StoreHealth(StoreReadiness readiness, IKeyedStore store, TimeProvider time) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await store.FindAsync("installation", "id", time.Now(), cancellationToken);
                return readiness.IsReady ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The store's tables are being made.");
            }
            catch (StoreDownException down)
            {
                return HealthCheckResult.Unhealthy(down.Message);
            }
        }
    }

    private sealed class TargetsHealth(TargetHealth targets) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(targets.Outages.Count == 0
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded("Some targets cannot be reached.", data: targets.Outages.ToDictionary(
                    outage => outage.Key, object (outage) => $"since {outage.Value.Since:O}: {outage.Value.Why}", StringComparer.Ordinal)));
    }

    private sealed class SweepHealth(SweepRecords records, TimeProvider time) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                var all = await records.ListAsync(cancellationToken);
                var kept = KeptAccount.InForce(time.Now(), all.Values).Select(kept => kept.Account).ToHashSet(StringComparer.Ordinal);
                var found = all
                    .Select(record => (Target: record.Key, What: Describe(record.Value, kept)))
                    .Where(record => record.What is not null)
                    .ToDictionary(record => record.Target, object (record) => record.What!, StringComparer.Ordinal);
                return found.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("Somebody should look: jitbot residue.", data: found);
            }
            catch (StoreDownException down)
            {
                return HealthCheckResult.Degraded(down.Message);
            }
        }

        /// <summary>What was put right, or is kept by somebody's word, is no ill health, and somebody else's account is theirs.</summary>
        private static string? Describe(SweepRecord record, HashSet<string> kept)
        {
            var left = record.Left.Select(left => left.Name).Where(left => !kept.Contains(left)).ToArray();
            return record switch
            {
                { Hold: { } hold } => $"on hold since {hold.Since:O}: {hold.Why}",
                _ when left.Length > 0 => $"accounts that no request stands behind: {string.Join(", ", left)}",
                { ScopeFindings.IsEmpty: false } => string.Join("; ", record.ScopeFindings),
                _ => null,
            };
        }
    }
}
