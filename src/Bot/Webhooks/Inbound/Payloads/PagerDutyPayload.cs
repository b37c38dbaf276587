using System.Text.Json;
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

        if (!type.StartsWith("incident.", StringComparison.Ordinal) || Text(told.Data, "type") != "incident")
        {
            return new WebhookOrder.Nothing(PayloadJson.Title(type));
        }

        if (PayloadJson.Id(Text(told.Data, "id")) is not { } id || PayloadJson.Moment(told.OccurredAt) is not { } at)
        {
            return new WebhookOrder.Malformed("has no event.data.id, or no event.occurred_at that is a moment");
        }

        var isOver = type == "incident.resolved" || Text(told.Data, "status") == "resolved";
        var priority = told.Data.TryGetProperty("priority", out var given) ? Text(given, "summary") : null;
        return new WebhookOrder.Report([new IncidentReport(
            id, !isOver, source.SeverityOf(priority ?? Text(told.Data, "urgency")), PayloadJson.Title(Text(told.Data, "title")), at)]);
    }

    private static string? Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed record Webhook
    {
        public Occurrence? Event { get; init; }
    }

    private sealed record Occurrence
    {
        [System.Text.Json.Serialization.JsonPropertyName("event_type")]
        public string? EventType { get; init; }

        [System.Text.Json.Serialization.JsonPropertyName("occurred_at")]
        public string? OccurredAt { get; init; }

        public JsonElement Data { get; init; }
    }
}
