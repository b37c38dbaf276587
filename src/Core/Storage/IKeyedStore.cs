namespace JitBot.Core.Storage;

/// <summary>A small document that is not a request.</summary>
/// <param name="Version">The store's concurrency number, never given twice, not even after a deletion; 0 for one that is not stored yet.</param>
/// <param name="ExpiresAt">UTC; from then on it counts as not there.</param>
public sealed record KeyedDocument(string Kind, string Id, long Version, string Json, DateTimeOffset? ExpiresAt);

/// <summary>
/// Documents by kind and id, with the same conditional write as requests: conversation references, locks, quotas, the installation id.
/// The store never asks a clock of its own: <c>now</c> is the caller's.
/// </summary>
public interface IKeyedStore
{
    Task<KeyedDocument?> FindAsync(string kind, string id, DateTimeOffset now, CancellationToken ct);

    Task<IReadOnlyList<KeyedDocument>> ListAsync(string kind, DateTimeOffset now, CancellationToken ct);

    /// <returns>At most <paramref name="limit"/> documents of the kind whose ids come after this one, in the order of their ids.</returns>
    Task<IReadOnlyList<KeyedDocument>> ListAfterAsync(string kind, string after, int limit, DateTimeOffset now, CancellationToken ct);

    /// <returns>The document of the kind with the last id; null if there is none.</returns>
    Task<KeyedDocument?> FindLastAsync(string kind, DateTimeOffset now, CancellationToken ct);

    /// <returns>At most <paramref name="limit"/> documents of the kind, those with the last ids, the very last first; and how many there are in all.</returns>
    Task<(IReadOnlyList<KeyedDocument> Last, int Total)> ListLastAsync(string kind, int limit, DateTimeOffset now, CancellationToken ct);

    /// <summary>
    /// Writes the document if the stored one still has its version; version 0 asks that there is none, or only an expired one.
    /// </summary>
    /// <returns>The new version, or null if somebody else wrote first.</returns>
    Task<long?> TryPutAsync(KeyedDocument document, DateTimeOffset now, CancellationToken ct);

    /// <summary>Deletes the document if it still has this version.</summary>
    Task<bool> TryDeleteAsync(string kind, string id, long version, CancellationToken ct);

    /// <summary>Deletes at most <paramref name="limit"/> documents that expired before <paramref name="now"/>; returns how many.</summary>
    Task<int> DeleteExpiredAsync(DateTimeOffset now, int limit, CancellationToken ct);
}
