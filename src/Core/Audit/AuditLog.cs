using System.Text.Json;
using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Core.Audit;

/// <summary>
/// What is put on record beside the requests, which carry their own: runs of statements, decisions about findings, policies, starts, what was turned away.
/// Each is a document until it is sealed.
/// </summary>
public sealed class AuditLog(IKeyedStore store, TimeProvider time)
{
    internal const string Pending = "audit-pending";
    private const string Taken = "audit-taken";

    // For as long as somebody may still try to put the same thing on record again.
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(8);

    // What got its id here is put on record by nobody else.
    private const string OwnId = "log.own-";

    /// <param name="id">Given when it may be tried again after a crash: the same thing is on record once. Otherwise it gets one.</param>
    public async Task AddAsync(AuditEntry entry, string? id = null, RequestId? request = null, string? target = null, CancellationToken ct = default)
    {
        if (id is not null && await store.FindAsync(Taken, $"log.{id}", time.Now(), ct) is not null)
        {
            return;
        }

        var pending = new PendingEntry(id is null ? $"{OwnId}{Guid.NewGuid():N}" : $"log.{id}", entry, request, target);
        await store.TryPutAsync(new(Pending, pending.Id, 0, JsonSerializer.Serialize(pending, SealedEntry.Json), null), time.Now(), ct);
    }

    private static bool IsOwn(string id) => id.StartsWith(OwnId, StringComparison.Ordinal);

    /// <summary>The oldest by their ids, at most so many.</summary>
    internal async Task<IReadOnlyList<PendingEntry>> ListAsync(int limit, CancellationToken ct)
    {
        var waiting = new List<PendingEntry>();
        foreach (var document in await store.ListAfterAsync(Pending, "", limit, time.Now(), ct))
        {
            // Put on record a second time by somebody who did not know of the first.
            if (!IsOwn(document.Id) && await store.FindAsync(Taken, document.Id, time.Now(), ct) is not null)
            {
                await store.TryDeleteAsync(Pending, document.Id, document.Version, ct);
                continue;
            }

            try
            {
                waiting.Add(JsonSerializer.Deserialize<PendingEntry>(document.Json, SealedEntry.Json)!);
            }
            catch (JsonException)
            {
                // Of a newer JitBot, which seals it: here it must not keep the others back.
            }
        }

        return waiting;
    }

    /// <summary>These are in the chain now.</summary>
    internal async Task TakeAsync(IEnumerable<string> ids, CancellationToken ct)
    {
        foreach (var id in ids)
        {
            var now = time.Now();
            if (!IsOwn(id))
            {
                await store.TryPutAsync(new(Taken, id, 0, "{}", now + Remembered), now, ct);
            }

            if (await store.FindAsync(Pending, id, now, ct) is { } document)
            {
                await store.TryDeleteAsync(Pending, id, document.Version, ct);
            }
        }
    }
}
