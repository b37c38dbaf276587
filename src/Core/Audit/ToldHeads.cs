using JitBot.Core.Storage;

namespace JitBot.Core.Audit;

/// <summary>Which head of the chain people were told of last; replicas agree on it in the store.</summary>
public sealed class ToldHeads(IKeyedStore store, TimeProvider time)
{
    private const string Id = "channels";

    private static readonly TimeSpan Every = TimeSpan.FromDays(1);

    // For as long as one replica is at it.
    private static readonly TimeSpan Turn = TimeSpan.FromMinutes(2);

    private readonly KeyedRecords<Told> _records = new(store, time, "audit-told");

    /// <summary>True if a day has passed since people were told, there is something new, and nobody else is about to tell them.</summary>
    public async Task<bool> ClaimAsync(AuditHead head, CancellationToken ct) =>
        await _records.ChangeAsync(Id, told => told.Seq < head.Seq && told.NotBefore <= time.Now() ? told with { NotBefore = time.Now() + Turn } : null, ct) is not null;

    public Task NoteAsync(AuditHead head, CancellationToken ct) => _records.ChangeAsync(Id, _ => new(head.Seq, time.Now() + Every), ct);

    private sealed record Told(long Seq, DateTimeOffset NotBefore)
    {
        public Told() : this(0, default) { }
    }
}
