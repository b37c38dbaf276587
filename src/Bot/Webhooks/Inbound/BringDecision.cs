using JitBot.Bot.Conversation;
using JitBot.Core.Approvals;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Bot.Webhooks.Inbound;

/// <summary>A tool brings somebody's word on a request. It counts only where the policy names that tool (rule 35).</summary>
internal sealed class BringDecision(WebhookPeople people, DecideRequest decide, IAccessStore store, IDirectory directory)
{
    public async Task<WebhookAnswer> HandleAsync(WebhookSource source, WebhookOrder.Decide order, CancellationToken ct)
    {
        if (await people.FindAsync(source, order.Person, ct) is not { } person)
        {
            return WebhookAnswer.Of(done: false, Wording.NobodyLinked);
        }

        var (done, note) = await GiveAsync(source, person, order.Request, order.Terms, order.Verdict, order.Reason, ct);
        return await store.FindAsync(order.Request, ct) is { } request
            ? WebhookAnswer.Of(done, note, ("request", WebhookAnswer.Request(request)))
            : WebhookAnswer.Of(done, note);
    }

    /// <returns>Whether it counted, and what came of it.</returns>
    public async Task<(bool Done, Note Note)> GiveAsync(
        WebhookSource source, Person person, RequestId request, int terms, Verdict verdict, string? reason, CancellationToken ct)
    {
        var outcome = await decide.HandleAsync(new(request, terms, person, verdict, reason, source.Name), ct);
        var names = await store.FindAsync(request, ct) is { } now ? await Names.OfAsync(directory, [now], ct) : Names.Of();
        return (outcome is DecideOutcome.Approved or DecideOutcome.Denied or DecideOutcome.StillNeeds, Wording.Of(outcome, names) ?? Wording.Decided(verdict));
    }
}
