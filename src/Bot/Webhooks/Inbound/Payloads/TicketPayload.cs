using System.Text.Json.Serialization;
using JitBot.Core;
using JitBot.Core.Approvals;
using JitBot.Core.Requests;

namespace JitBot.Bot.Webhooks.Inbound.Payloads;

/// <summary>That somebody approved or rejected a ticket: <c>{"type": "ticket.approved", "data": {"ticket": "CHG-7", "person": "rita@example.com", "at": "2026-11-20T18:00:00Z"}}</c>.</summary>
internal static class TicketPayload
{
    public static WebhookOrder Read(byte[] body)
    {
        if (PayloadJson.Read<GenericPayload.Envelope>(body, out var wrong) is not { } envelope)
        {
            return new WebhookOrder.Malformed(wrong!);
        }

        if (envelope.Type is not ("ticket.approved" or "ticket.rejected"))
        {
            return new WebhookOrder.Malformed("has no 'type' that is ticket.approved or ticket.rejected");
        }

        return PayloadJson.Read<Ticketed>(envelope.Data, out wrong) switch
        {
            null => new WebhookOrder.Malformed(wrong!),
            { Person: null or "" } => new WebhookOrder.Malformed("has no data.person"),
            { At: null or "" } when envelope.Type == "ticket.approved" => new WebhookOrder.Malformed("has no data.at, the moment of the approval, such as 2026-11-20T18:00:00Z: it does not count for what was asked later"),
            { At: { } at } when PayloadJson.Moment(at) is null => new WebhookOrder.Malformed("has a data.at that is no moment such as 2026-11-20T18:00:00Z"),
            { Ticket: { Length: > 0 and <= DraftAnalyst.MostTicket } ticket } told when PlainText.IsPrintable(ticket) => new WebhookOrder.DecideTicket(
                ticket.Trim(), told.Person, envelope.Type == "ticket.approved" ? Verdict.Approve : Verdict.Deny, told.Reason, PayloadJson.Moment(told.At)),
            _ => new WebhookOrder.Malformed("has no data.ticket of at most 100 characters that can be seen"),
        };
    }

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    private sealed record Ticketed
    {
        public string? Ticket { get; init; }
        public string? Person { get; init; }
        public string? At { get; init; }
        public string? Reason { get; init; }
    }
}
