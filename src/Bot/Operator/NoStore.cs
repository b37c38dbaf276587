using JitBot.Core.Storage;

namespace JitBot.Bot.Operator;

/// <summary>In the place of the store for a command that does without. Whoever asks it all the same is told so, and nothing is made up.</summary>
internal sealed class NoStore : IKeyedStore
{
    public Task<KeyedDocument?> FindAsync(string kind, string id, DateTimeOffset now, CancellationToken ct) => throw Absent();

    public Task<IReadOnlyList<KeyedDocument>> ListAsync(string kind, DateTimeOffset now, CancellationToken ct) => throw Absent();

    public Task<IReadOnlyList<KeyedDocument>> ListAfterAsync(string kind, string after, int limit, DateTimeOffset now, CancellationToken ct) => throw Absent();

    public Task<KeyedDocument?> FindLastAsync(string kind, DateTimeOffset now, CancellationToken ct) => throw Absent();

    public Task<(IReadOnlyList<KeyedDocument> Last, int Total)> ListLastAsync(string kind, int limit, DateTimeOffset now, CancellationToken ct) => throw Absent();

    public Task<long?> TryPutAsync(KeyedDocument document, DateTimeOffset now, CancellationToken ct) => throw Absent();

    public Task<bool> TryDeleteAsync(string kind, string id, long version, CancellationToken ct) => throw Absent();

    public Task<int> DeleteExpiredAsync(DateTimeOffset now, int limit, CancellationToken ct) => throw Absent();

    private static InvalidOperationException Absent() => new("This command has no store.");
}
