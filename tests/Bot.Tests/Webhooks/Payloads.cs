using System.Globalization;

namespace JitBot.Bot.Tests.Webhooks;

/// <summary>Bodies in the shapes that their senders document.</summary>
internal static class Payloads
{
    public const string Create = """
        { "type": "request.create", "timestamp": "2026-03-02T09:00:00Z",
          "data": { "person": "dana", "target": "hr-prod", "level": "read", "tables": ["title"], "duration": "2h", "reason": "deploy 4711 needs a look", "ticket": "CHG-7" } }
        """;

    /// <summary>PagerDuty's own sample of an event of the v3 webhooks, with these words in it.</summary>
    public static string PagerDuty(string type, string status, DateTimeOffset at, string? priority = "P1", string id = "PGR0VU2") => $$"""
        {"event":{"id":"5ac64822-4adc-4fda-ade0-410becf0de4f","event_type":"{{type}}","resource_type":"incident","occurred_at":"{{at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)}}",
        "agent":{"html_url":"https://acme.pagerduty.com/users/PLH1HKV","id":"PLH1HKV","self":"https://api.pagerduty.com/users/PLH1HKV","summary":"Tenex Engineer","type":"user_reference"},
        "client":{"name":"PagerDuty"},"data":{"id":"{{id}}","type":"incident","self":"https://api.pagerduty.com/incidents/PGR0VU2","html_url":"https://acme.pagerduty.com/incidents/PGR0VU2",
        "number":2,"status":"{{status}}","incident_key":"d3640fbd41094207a1c11e58e46b1662","created_at":"2020-04-09T15:16:27Z","title":"A little bump in the road",
        "service":{"html_url":"https://acme.pagerduty.com/services/PF9KMXH","id":"PF9KMXH","self":"https://api.pagerduty.com/services/PF9KMXH","summary":"API Service","type":"service_reference"},
        "assignees":[],"teams":[],"priority":{{Priority(priority)}},"urgency":"high",
        "conference_bridge":{"conference_number":1000,"conference_url":"https://example.com"},"resolve_reason":null} } }
        """;

    public const string PagerDutyPing =
        """{"event":{"id":"01DFPMVK0S7PBRDLJQ9WKCJXYZ","event_type":"pagey.ping","resource_type":"pagey","occurred_at":"2026-03-02T09:00:00.000Z","agent":null,"client":null,"data":{"message":"Hello from your friend Pagey!","type":"ping"}}}""";

    /// <summary>A group as Alertmanager's receiver for webhooks posts it.</summary>
    public static string Alertmanager(params (string Fingerprint, string Status, string Severity)[] alerts) => $$"""
        { "receiver": "jitbot", "status": "{{alerts[0].Status}}", "alerts": [
        {{string.Join(",\n", alerts.Select(Alert))}} ],
          "groupLabels": { "alertname": "HighLatency" }, "commonLabels": { "alertname": "HighLatency" }, "commonAnnotations": {}, "externalURL": "http://alertmanager:9093",
          "version": "4", "groupKey": "{}:{alertname=\"HighLatency\"}", "truncatedAlerts": 0 }
        """;

    private static string Alert((string Fingerprint, string Status, string Severity) alert) => $$"""
        { "status": "{{alert.Status}}", "labels": { "alertname": "HighLatency", "instance": "db1:9100", "severity": "{{alert.Severity}}" },
          "annotations": { "summary": "p99 above a second" }, "startsAt": "2026-03-02T08:58:11.421Z", "endsAt": "0001-01-01T00:00:00Z",
          "generatorURL": "http://prometheus:9090/graph", "fingerprint": "{{alert.Fingerprint}}" }
        """;

    private static string Priority(string? name) => name is null ? "null" : $$"""{"id":"PSO75BM","summary":"{{name}}","type":"priority_reference"}""";

    public static string Ticket(string verdict, string ticket, string person, string? more = null) =>
        $$"""{ "type": "ticket.{{verdict}}", "data": { "ticket": "{{ticket}}", "person": "{{person}}"{{more ?? (verdict == "approved" ? """, "at": "2026-03-02T09:00:00Z" """ : "")}} } }""";

    public static string Decide(string request, int terms, string person, string verdict = "approve", string reason = "looked at it") =>
        $$"""{ "type": "request.decide", "data": { "request": "{{request}}", "terms": {{terms}}, "person": "{{person}}", "verdict": "{{verdict}}", "reason": "{{reason}}" } }""";

    public static string Incident(string what, string id, string severity = "critical") =>
        $$"""{ "type": "incident.{{what}}", "data": { "id": "{{id}}", "severity": "{{severity}}", "title": "Checkout is down" } }""";
}
