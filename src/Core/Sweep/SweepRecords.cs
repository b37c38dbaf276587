using JitBot.Core.Storage;

namespace JitBot.Core.Sweep;

/// <summary>The sweep's documents, one for each target.</summary>
public sealed class SweepRecords(IKeyedStore store, TimeProvider time)
{
    private readonly KeyedRecords<SweepRecord> _records = new(store, time, "sweep");

    public Task<SweepRecord> FindAsync(string target, CancellationToken ct) => _records.FindAsync(target, ct);

    /// <summary>Why this target is on hold; null if it is not.</summary>
    public async Task<Hold?> HoldOfAsync(string target, CancellationToken ct) => (await FindAsync(target, ct)).Hold;

    /// <returns>By the targets' ids.</returns>
    public Task<IReadOnlyDictionary<string, SweepRecord>> ListAsync(CancellationToken ct) => _records.ListAsync(ct);

    /// <summary>Changes the record conditionally; after a conflict it is loaded and decided on again, so <paramref name="decide"/> must be pure.</summary>
    /// <param name="decide">Null to leave it as it is.</param>
    /// <returns>The record that was written; null if <paramref name="decide"/> left it.</returns>
    public Task<SweepRecord?> ChangeAsync(string target, Func<SweepRecord, SweepRecord?> decide, CancellationToken ct) => _records.ChangeAsync(target, decide, ct);
}
