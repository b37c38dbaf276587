using System.Text.Json;
using JitBot.Core;
using JitBot.Core.Audit;
using JitBot.Core.Storage;

namespace JitBot.Bot.Webhooks.Outbound;

/// <summary>
/// Turns what comes into the audit chain into deliveries, one for each destination that wants it: what is on record is told, in the record's order, and what is
/// told is on record. A destination that is new begins with what happens from now on.
/// </summary>
internal sealed class QueueEvents(IKeyedStore store, ReadChain chain, DeliveryQueue queue, TimeProvider time)
{
    /// <summary>How far each destination was told, by its name: there is one for each that ever was.</summary>
    internal const string Kind = "webhook-cursor";

    public async Task HandleAsync(WebhookDestination destination, CancellationToken ct)
    {
        var newest = await chain.NewestAsync(ct);
        if (await store.FindAsync(Kind, destination.Name, time.Now(), ct) is not { } document)
        {
            await MoveAsync(destination, new(newest?.Number ?? 0, newest?.Head.What.Seq ?? 0, (newest?.Number ?? 1) - 1, time.Now()), 0, ct);
            return;
        }

        if (newest is null)
        {
            return;
        }

        var (cursor, version) = (JsonSerializer.Deserialize<Cursor>(document.Json)!, document.Version);
        if (cursor.Through == newest.Head.What.Seq && (cursor.ToldBlock == newest.Number || !newest.Closed))
        {
            return;
        }

        await foreach (var block in chain.FromAsync(Math.Max(1, Math.Min(cursor.Block, cursor.ToldBlock + 1)), ct))
        {
            foreach (var entry in block.Entries.Where(entry => entry.Seq > cursor.Through && entry.At >= cursor.Since && destination.Wants(entry.Event)))
            {
                await queue.AddAsync(destination.Name, Of(entry), ct);
            }

            var told = block.Closed ? block.Number : cursor.ToldBlock;
            if (told > cursor.ToldBlock && destination.Wants(HeadEvent))
            {
                await queue.AddAsync(destination.Name, Of(block.Head), ct);
            }

            cursor = cursor with { Block = block.Number, Through = Math.Max(cursor.Through, block.Head.What.Seq), ToldBlock = told };
            if (await MoveAsync(destination, cursor, version, ct) is not { } moved)
            {
                // Another replica is at it.
                return;
            }

            version = moved;
        }
    }

    /// <summary>The chain's newest signed head, once a block of it is closed.</summary>
    public const string HeadEvent = "audit.head";

    private Delivery Of(SealedEntry entry) => new(
        DeliveryQueue.IdOf(entry.Seq), entry.Request?.Value ?? entry.Id, entry.Event, Body(entry.Event, entry.At, JsonSerializer.SerializeToElement(entry, SealedEntry.Json))) { Since = time.Now() };

    private Delivery Of(Signed<AuditHead> head) => new(
        $"{DeliveryQueue.IdOf(head.What.Seq)}-head", "heads", HeadEvent, Body(HeadEvent, head.What.At, JsonDocument.Parse(head.ToLine(SignedLines.Head)).RootElement)) { Since = time.Now() };

    private static string Body(string type, DateTimeOffset at, JsonElement data) => JsonSerializer.Serialize(new { type, timestamp = at, data }, SealedEntry.Json);

    private Task<long?> MoveAsync(WebhookDestination destination, Cursor cursor, long version, CancellationToken ct) =>
        store.TryPutAsync(new(Kind, destination.Name, version, JsonSerializer.Serialize(cursor), null), time.Now(), ct);

    /// <param name="Block">The number of the block that was looked at last.</param>
    /// <param name="Through">The last entry that was queued, or was not wanted.</param>
    /// <param name="ToldBlock">The last block whose head was queued.</param>
    /// <param name="Since">When the destination was there first: what is of before, though it comes into the chain later, is not told.</param>
    private sealed record Cursor(long Block, long Through, long ToldBlock, DateTimeOffset Since);
}
