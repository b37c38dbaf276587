using System.Globalization;
using JitBot.Core.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JitBot.Bot.Webhooks.Outbound;

/// <summary>Degraded while events were put aside, or wait at a destination that does not take them.</summary>
internal sealed class WebhookHealth(IEnumerable<WebhookDestination> destinations, DeliveryQueue queue) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var said = new Dictionary<string, object>(StringComparer.Ordinal);
            foreach (var destination in destinations)
            {
                var (waiting, dead) = await queue.CountAsync(destination.Name, cancellationToken);
                var stuck = await queue.ListAsync(destination.Name, 1, cancellationToken) is [{ Delivery: { Why: not null } first }] ? first : null;
                if (dead > 0 || stuck is not null)
                {
                    said[destination.Name] = string.Create(
                        CultureInfo.InvariantCulture, $"{waiting} waiting{(stuck is null ? "" : $" (not taken since {stuck.Since:O}: {stuck.Why})")}, {dead} put aside");
                }
            }

            return said.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("Somebody should look: jitbot webhook list.", data: said);
        }
        catch (StoreDownException down)
        {
            return HealthCheckResult.Degraded(down.Message);
        }
    }
}
