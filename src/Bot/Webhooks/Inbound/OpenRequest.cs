using JitBot.Bot.Conversation;
using JitBot.Core.Requests;

namespace JitBot.Bot.Webhooks.Inbound;

/// <summary>A tool asks for access in somebody's name; whoever decides reads which tool did.</summary>
internal sealed class OpenRequest(WebhookPeople people, SubmitRequest submit)
{
    public async Task<WebhookAnswer> HandleAsync(WebhookSource source, string delivery, WebhookOrder.Create order, CancellationToken ct)
    {
        if (await people.FindAsync(source, order.Person, ct) is not { } person)
        {
            return WebhookAnswer.Of(done: false, Wording.NobodyLinked);
        }

        return await submit.HandleAsync(new(new(WebhookSource.Platform, source.Name, delivery), person, order.Draft), ct) switch
        {
            SubmitOutcome.Submitted submitted =>
                WebhookAnswer.Of(done: true, Wording.Of(submitted, readAlong: false), ("request", WebhookAnswer.Request(submitted.Request))) with { Status = StatusCodes.Status202Accepted },
            SubmitOutcome.NotReady { Why: PreviewOutcome.Previewed { Analysis.Problems: var problems } } => WebhookAnswer.Of(done: false, Wording.NotAskedLikeThis(problems)),
            var refused => WebhookAnswer.Of(done: false, Wording.Of(refused, readAlong: false)),
        };
    }
}
