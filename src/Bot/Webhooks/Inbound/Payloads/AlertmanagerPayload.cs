using System.Collections.Immutable;
using JitBot.Core.Incidents;

namespace JitBot.Bot.Webhooks.Inbound.Payloads;

/// <summary>What Alertmanager's webhook receiver posts, version 4: a group of alerts, each firing or resolved, each with a fingerprint of its labels.</summary>
internal static class AlertmanagerPayload
{
    private const int MostAlerts = 1000;

    public static WebhookOrder Read(WebhookSource source, byte[] body, DateTimeOffset now)
    {
        if (PayloadJson.Read<Group>(body, out var wrong) is not { } group)
        {
            return new WebhookOrder.Malformed(wrong!);
        }

        if (group is not { Version: "4", Alerts: { Length: <= MostAlerts } alerts })
        {
            return new WebhookOrder.Malformed($"is not version 4 of Alertmanager's payload with at most {MostAlerts} alerts");
        }

        var reports = ImmutableArray.CreateBuilder<IncidentReport>(alerts.Length);
        foreach (var (place, alert) in alerts.Index())
        {
            if (alert is not { Status: "firing" or "resolved" } || PayloadJson.Id(alert.Fingerprint) is not { } id)
            {
                return new WebhookOrder.Malformed($"has no status of firing or resolved with a fingerprint at alerts[{place}]");
            }

            // In the order of arrival: an alert that fires again after Prometheus was gone still says that it started before it was resolved.
            reports.Add(new(id, alert.Status == "firing", source.SeverityOf(Text(alert.Labels, "severity")),
                PayloadJson.Title(Text(alert.Annotations, "summary") ?? Text(alert.Labels, "alertname")), now));
        }

        return new WebhookOrder.Report(reports.ToImmutable());
    }

    private static string? Text(Dictionary<string, string?>? from, string key) => from?.GetValueOrDefault(key);

    private sealed record Group
    {
        public string? Version { get; init; }
        public Alert?[]? Alerts { get; init; }
    }

    private sealed record Alert
    {
        public string? Status { get; init; }
        public Dictionary<string, string?>? Labels { get; init; }
        public Dictionary<string, string?>? Annotations { get; init; }
        public string? Fingerprint { get; init; }
    }
}
