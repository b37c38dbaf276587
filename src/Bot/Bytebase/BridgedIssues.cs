using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using JitBot.Bot.Bytebase.Api;
using JitBot.Core;
using JitBot.Core.Storage;

namespace JitBot.Bot.Bytebase;

/// <summary>Bytebase's issues as they are known here, a document each; one that is over and shown is put aside, so that a look at all costs what is going on.</summary>
internal sealed partial class BridgedIssues(IKeyedStore store, TimeProvider time, ILogger<BridgedIssues> log)
{
    private const string Kind = "bytebase";
    private const string Past = "bytebase-past";
    private const int MostConflicts = 20;

    // A press on an old card still says what became of it.
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(30);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private readonly ConcurrentDictionary<(string Id, long Version), byte> _unreadable = [];

    public async Task<BridgedIssue?> FindAsync(IssueId id, CancellationToken ct) =>
        Read(await store.FindAsync(Kind, id.Value, time.Now(), ct) ?? await store.FindAsync(Past, id.Value, time.Now(), ct));

    /// <summary>One that cannot be read, such as a newer version's, is left to whoever can.</summary>
    public async Task<IReadOnlyList<BridgedIssue>> ListAsync(CancellationToken ct)
    {
        var found = new List<BridgedIssue>();
        foreach (var document in await store.ListAsync(Kind, time.Now(), ct))
        {
            try
            {
                found.Add(Read(document)!);
            }
            catch (JsonException unreadable)
            {
                // Told once for as long as it stays so: it is come by every second.
                if (_unreadable.TryAdd((document.Id, document.Version), 0))
                {
                    LogUnreadable(document.Id, unreadable);
                }
            }
        }

        return found;
    }

    /// <summary>After a conflict it is loaded and decided on again, so <paramref name="decide"/> must be pure.</summary>
    /// <param name="decide">Given null if the issue is not going on; returns null, or what it was given, to leave it.</param>
    /// <returns>As it is now; null if it is not going on.</returns>
    public async Task<BridgedIssue?> ChangeAsync(IssueId id, Func<BridgedIssue?, BridgedIssue?> decide, CancellationToken ct)
    {
        for (var conflicts = 0; conflicts < MostConflicts; conflicts++)
        {
            var document = await store.FindAsync(Kind, id.Value, time.Now(), ct);
            var before = Read(document);
            if (decide(before) is not { } next || next == before)
            {
                return before;
            }

            if (await store.TryPutAsync(new(Kind, id.Value, document?.Version ?? 0, JsonSerializer.Serialize(next, Json), null), time.Now(), ct) is not null)
            {
                return next;
            }
        }

        throw new StoreDownException($"The record of Bytebase's issue {id} kept changing under {MostConflicts} attempts to change it.");
    }

    /// <summary>Puts it aside as it is, if nobody has changed it since.</summary>
    public async Task PutAsideAsync(BridgedIssue issue, CancellationToken ct)
    {
        var (id, now) = (issue.Name.Id.Value, time.Now());
        if (await store.FindAsync(Kind, id, now, ct) is not { } document || Read(document)?.Revision != issue.Revision)
        {
            return;
        }

        var earlier = await store.FindAsync(Past, id, now, ct);
        await store.TryPutAsync(new(Past, id, earlier?.Version ?? 0, document.Json, now + Remembered), now, ct);
        await store.TryDeleteAsync(Kind, id, document.Version, ct);
    }

    private static BridgedIssue? Read(KeyedDocument? document) => document is null ? null : JsonSerializer.Deserialize<BridgedIssue>(document.Json, Json);

    [LoggerMessage(1, LogLevel.Error, "The record {Id} of one of Bytebase's issues cannot be read, so nothing goes on about it")]
    private partial void LogUnreadable(string id, Exception unreadable);
}
