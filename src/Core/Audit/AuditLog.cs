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

    /// <summary>The first by their ids, at most about so many. What cannot be read stands in no others' way, and stays where it is.</summary>
    internal async Task<IReadOnlyList<PendingEntry>> ListAsync(int limit, CancellationToken ct)
    {
        var waiting = new List<PendingEntry>();
        var after = "";
        while (waiting.Count < limit && await store.ListAfterAsync(Pending, after, limit, time.Now(), ct) is { Count: > 0 } page)
        {
            foreach (var document in page)
            {
                // Put on record a second time by somebody who did not know of the first.
                if (!IsOwn(document.Id) && await store.FindAsync(Taken, document.Id, time.Now(), ct) is not null)
                {
                    await store.TryDeleteAsync(Pending, document.Id, document.Version, ct);
                }
                else if (Read(document) is { } entry)
                {
                    waiting.Add(entry);
                }
            }

            after = page[^1].Id;
        }

        return waiting;
    }

    /// <summary>Of the first so many by their ids: since when the oldest waits, and how many cannot be read, of which that is not known.</summary>
    internal async Task<(DateTimeOffset? Since, int Unreadable)> LookAsync(int limit, CancellationToken ct)
    {
        var waiting = (await store.ListAfterAsync(Pending, "", limit, time.Now(), ct)).Select(Read).ToArray();
        return (waiting.Min(entry => entry?.Entry.At), waiting.Count(entry => entry is null));
    }

    /// <returns>Null if it cannot be read: it is damaged, or a newer JitBot wrote it, which seals it.</returns>
    private static PendingEntry? Read(KeyedDocument document)
    {
        try
        {
            // One without its entry, or under another's id, could be sealed, and not be taken away after it.
            return JsonSerializer.Deserialize<PendingEntry>(document.Json, SealedEntry.Json) is { Entry: { Event: not null, Actor: not null, Facts: not null } } entry && entry.Id == document.Id ? entry : null;
        }
        catch (JsonException)
        {
            return null;
        }
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
