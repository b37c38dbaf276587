using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Core.Approvals;
using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Bot.Webhooks.Inbound;

/// <summary>Somebody decided a ticket elsewhere: that is their word on every request that waits with exactly this ticket.</summary>
internal sealed class BringTicket(WebhookPeople people, BringDecision decisions, IAccessStore store)
{
    // Those that wait are few: a person can have twenty at once.
    private const int MostWaiting = 5000;

    public async Task<WebhookAnswer> HandleAsync(WebhookSource source, WebhookOrder.DecideTicket order, CancellationToken ct)
    {
        if (await people.FindAsync(source, order.Person, ct) is not { } person)
        {
            return WebhookAnswer.Of(done: false, Wording.NobodyLinked);
        }

        var waiting = await store.ListAsync(new() { States = [RequestState.Pending], Limit = MostWaiting }, ct);
        var told = new JsonArray();
        var counted = 0;
        foreach (var request in waiting.Where(request => request.Ticket == order.Ticket))
        {
            var (done, note) = WasAskedAfter(request, order)
                ? (false, Wording.AskedAfterTicket)
                : await decisions.GiveAsync(source, person, request.Id, request.Terms, order.Verdict, order.Reason ?? Reason(order), ct);
            var said = WebhookAnswer.Said(done, note);
            said["request"] = WebhookAnswer.Request(await store.FindAsync(request.Id, ct) ?? request);
            told.Add(said);
            counted += done ? 1 : 0;
        }

        return WebhookAnswer.Of(counted > 0, Wording.TicketBrought(order.Ticket, told.Count, counted), ("requests", told));
    }

    /// <summary>Nobody approves what they could not have seen (rule 36).</summary>
    private static bool WasAskedAfter(AccessRequest request, WebhookOrder.DecideTicket order) => order.At is { } at && request.SubmittedAt > at;

    private static string? Reason(WebhookOrder.DecideTicket order) => order.Verdict == Verdict.Deny ? $"{order.Ticket} was rejected." : null;
}
