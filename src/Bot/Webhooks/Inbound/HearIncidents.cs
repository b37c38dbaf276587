using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Core.Incidents;

namespace JitBot.Bot.Webhooks.Inbound;

/// <summary>A tool says what is wrong, or is over.</summary>
internal sealed class HearIncidents(OpenIncidents incidents)
{
    public async Task<WebhookAnswer> HandleAsync(WebhookSource source, WebhookOrder.Report order, CancellationToken ct)
    {
        var changes = await incidents.HearAsync(source.Name, order.Incidents, source.OpenFor, ct);
        var told = order.Incidents.Zip(changes, JsonNode? (report, change) => new JsonObject { ["id"] = report.Id, ["result"] = Word(change) });
        return WebhookAnswer.Of(done: changes.All(IsTaken), Wording.Heard(changes), ("incidents", new JsonArray([.. told])));
    }

    private static bool IsTaken(IncidentChange change) => change is not (IncidentChange.Outdated or IncidentChange.TooMany);

    private static string Word(IncidentChange change) => change switch
    {
        IncidentChange.Opened => "opened",
        IncidentChange.Renewed => "renewed",
        IncidentChange.SeverityChanged => "severity-changed",
        IncidentChange.Closed => "closed",
        IncidentChange.NotOpen => "not-open",
        IncidentChange.Outdated => "outdated",
        IncidentChange.TooMany => "too-many",
        _ => throw new InvalidOperationException($"Unknown change {change}."),
    };
}
