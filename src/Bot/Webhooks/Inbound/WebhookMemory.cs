using System.Text.Json.Nodes;
using JitBot.Core;
using JitBot.Core.Storage;

namespace JitBot.Bot.Webhooks.Inbound;

/// <summary>
/// What was done about each webhook, for as long as its signature can be good: sent again, to whichever replica, it changes nothing and gets the same
/// answer (rule 38).
/// </summary>
internal sealed class WebhookMemory(IKeyedStore store, TimeProvider time)
{
    private const string Kind = "webhook";

    // A time of signing that lies ahead by the tolerance is good for twice as long; and seconds are counted whole.
    private static readonly TimeSpan Kept = (2 * StandardWebhook.Tolerance) + TimeSpan.FromSeconds(1);

    // A replica that dies at work lets go after this; what it had done by then is found done.
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(1);

    /// <returns>Null while the same webhook is being acted upon elsewhere.</returns>
    public async Task<WebhookAnswer?> OnceAsync(WebhookSource source, string delivery, Func<Task<WebhookAnswer>> act)
    {
        var id = $"{source.Name} {delivery}";
        var now = time.Now();
        if (await store.TryPutAsync(new(Kind, id, 0, "{}", now + Claim), now, CancellationToken.None) is not { } claim)
        {
            return Answer(await store.FindAsync(Kind, id, now, CancellationToken.None));
        }

        WebhookAnswer answer;
        try
        {
            answer = await act();
        }
        catch
        {
            // Nothing is known of what came of it: sent again, it is looked at again.
            await LetGoAsync(id, claim);
            throw;
        }

        now = time.Now();
        var json = new JsonObject { ["status"] = answer.Status, ["body"] = answer.Body.DeepClone() }.ToJsonString();
        await store.TryPutAsync(new(Kind, id, claim, json, now + Kept), now, CancellationToken.None);
        return answer;
    }

    private static WebhookAnswer? Answer(KeyedDocument? seen) => seen is not null && JsonNode.Parse(seen.Json) is JsonObject kept && kept["body"] is JsonObject body
        ? new(kept["status"]!.GetValue<int>(), body.DeepClone().AsObject())
        : null;

    private async Task LetGoAsync(string id, long claim)
    {
        try
        {
            await store.TryDeleteAsync(Kind, id, claim, CancellationToken.None);
        }
        catch (StoreDownException)
        {
            // The claim runs out by itself.
        }
    }
}
