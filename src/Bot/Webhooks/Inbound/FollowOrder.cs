using JitBot.Bot.Conversation;
using JitBot.Bot.Webhooks.Inbound.Payloads;

namespace JitBot.Bot.Webhooks.Inbound;

/// <summary>From a source's words to what is done about them.</summary>
internal sealed class FollowOrder(OpenRequest requests, BringDecision decisions, BringTicket tickets, HearIncidents incidents)
{
    /// <summary>What a body asks for. Pure; the body is known to be the source's.</summary>
    public static WebhookOrder Read(WebhookSource source, byte[] body, DateTimeOffset now) => source.Kind switch
    {
        SourceKind.Generic => GenericPayload.Read(source, body, now),
        SourceKind.Alertmanager => AlertmanagerPayload.Read(source, body, now),
        SourceKind.PagerDuty => PagerDutyPayload.Read(source, body),
        SourceKind.Ticket => TicketPayload.Read(body),
        _ => throw new InvalidOperationException($"Unknown kind {source.Kind}."),
    };

    public Task<WebhookAnswer> HandleAsync(WebhookSource source, string delivery, WebhookOrder order, CancellationToken ct) => order switch
    {
        WebhookOrder.Create create => requests.HandleAsync(source, delivery, create, ct),
        WebhookOrder.Decide decide => decisions.HandleAsync(source, decide, ct),
        WebhookOrder.DecideTicket ticket => tickets.HandleAsync(source, ticket, ct),
        WebhookOrder.Report report => incidents.HandleAsync(source, report, ct),
        WebhookOrder.Nothing => Task.FromResult(WebhookAnswer.Of(done: false, Wording.NothingToDo)),
        _ => throw new InvalidOperationException($"Unknown order {order}."),
    };
}
