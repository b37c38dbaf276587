using JitBot.Core.Storage;

namespace JitBot.Support;

/// <summary>The keyed store as journeys use it, held to the same contract as the real one.</summary>
public sealed class InMemoryKeyedStore : IKeyedStore
{
    private readonly StoreDoor _door = new();
    private readonly Dictionary<(string Kind, string Id), KeyedDocument> _documents = [];
    private long _lastVersion;

    /// <summary>While true, every operation fails as if the database were gone. What is stored stays.</summary>
    public bool IsDown { get => _door.IsShut; set => _door.IsShut = value; }

    /// <inheritdoc cref="StoreDoor.Answering"/>
    public Action? Answering { get => _door.Answering; set => _door.Answering = value; }

    public Task<KeyedDocument?> FindAsync(string kind, string id, DateTimeOffset now, CancellationToken ct) =>
        _door.Enter(() => Living(kind, id, now), ct);

    public Task<IReadOnlyList<KeyedDocument>> ListAsync(string kind, DateTimeOffset now, CancellationToken ct) =>
        _door.Enter<IReadOnlyList<KeyedDocument>>(
            () => [.. _documents.Values.Where(document => document.Kind == kind && Lives(document, now)).OrderBy(document => document.Id, StringComparer.Ordinal)],
            ct);

    public async Task<IReadOnlyList<KeyedDocument>> ListAfterAsync(string kind, string after, int limit, DateTimeOffset now, CancellationToken ct) =>
        [.. (await ListAsync(kind, now, ct)).Where(document => string.CompareOrdinal(document.Id, after) > 0).Take(limit)];

    public async Task<KeyedDocument?> FindLastAsync(string kind, DateTimeOffset now, CancellationToken ct) => (await ListAsync(kind, now, ct)).LastOrDefault();

    public async Task<(IReadOnlyList<KeyedDocument> Last, int Total)> ListLastAsync(string kind, int limit, DateTimeOffset now, CancellationToken ct)
    {
        var all = await ListAsync(kind, now, ct);
        return ([.. all.Reverse().Take(limit)], all.Count);
    }

    public Task<long?> TryPutAsync(KeyedDocument document, DateTimeOffset now, CancellationToken ct) =>
        _door.Enter<long?>(
            () =>
            {
                var kept = document with { Json = Jsonb.Keep(document.Json), Version = _lastVersion + 1 };
                if ((Living(document.Kind, document.Id, now)?.Version ?? 0) != document.Version)
                {
                    return null;
                }

                _documents[(Jsonb.KeepText(document.Kind), Jsonb.KeepText(document.Id))] = kept;
                return _lastVersion = kept.Version;
            },
            ct);

    public Task<bool> TryDeleteAsync(string kind, string id, long version, CancellationToken ct) =>
        _door.Enter(() => _documents.TryGetValue((kind, id), out var stored) && stored.Version == version && _documents.Remove((kind, id)), ct);

    public Task<int> DeleteExpiredAsync(DateTimeOffset now, int limit, CancellationToken ct) =>
        _door.Enter(
            () => _documents
                .Where(stored => !Lives(stored.Value, now))
                .OrderBy(stored => stored.Value.ExpiresAt)
                .Take(limit)
                .ToArray()
                .Count(stored => _documents.Remove(stored.Key)),
            ct);

    private KeyedDocument? Living(string kind, string id, DateTimeOffset now) =>
        _documents.TryGetValue((kind, id), out var stored) && Lives(stored, now) ? stored : null;

    private static bool Lives(KeyedDocument document, DateTimeOffset now) => document.ExpiresAt is not { } end || end > now;
}
