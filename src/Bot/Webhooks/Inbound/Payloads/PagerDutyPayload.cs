using System.Text.Json;
using System.Text.Json.Serialization;
using JitBot.Core.Incidents;

namespace JitBot.Bot.Webhooks.Inbound.Payloads;

/// <summary>
/// One event of PagerDuty's v3 webhooks. Those that carry the incident itself say whether it is open; others, and those of services, say nothing that
/// JitBot asks for, and are taken all the same: PagerDuty switches a subscription off after three refusals.
/// </summary>
internal static class PagerDutyPayload
{
    public static WebhookOrder Read(WebhookSource source, byte[] body)
    {
        if (PayloadJson.Read<Webhook>(body, out var wrong) is not { } webhook)
        {
            return new WebhookOrder.Malformed(wrong!);
        }

        if (webhook.Event is not { EventType: { } type } told)
        {
            return new WebhookOrder.Malformed("has no 'event' with an 'event_type', as v3 webhooks do");
        }

        if (!type.StartsWith("incident.", StringComparison.Ordinal))
        {
            return new WebhookOrder.Nothing(PayloadJson.Title(type));
        }

        if (PayloadJson.Read<Resource>(told.Data, out wrong) is not { } about)
        {
            return new WebhookOrder.Malformed(wrong!);
        }

        if (about.Type != "incident")
        {
            return new WebhookOrder.Nothing(PayloadJson.Title(type));
        }

        if (PayloadJson.Id(about.Id) is not { } id || PayloadJson.Moment(told.OccurredAt) is not { } at)
        {
            return new WebhookOrder.Malformed("has no event.data.id, or no event.occurred_at that is a moment");
        }

        var isOver = type == "incident.resolved" || about.Status == "resolved";
        return new WebhookOrder.Report([new IncidentReport(id, !isOver, source.SeverityOf(about.Priority?.Summary ?? about.Urgency), PayloadJson.Title(about.Title), at)]);
    }

    private sealed record Webhook
    {
        public Occurrence? Event { get; init; }
    }

    private sealed record Occurrence
    {
        [JsonPropertyName("event_type")]
        public string? EventType { get; init; }

        [JsonPropertyName("occurred_at")]
        public string? OccurredAt { get; init; }

        public JsonElement Data { get; init; }
    }

    private sealed record Resource
    {
        public string? Id { get; init; }
        public string? Type { get; init; }
        public string? Status { get; init; }
        public string? Title { get; init; }
        public string? Urgency { get; init; }
        public Priority? Priority { get; init; }
    }

    private sealed record Priority
    {
        public string? Summary { get; init; }
    }
}
