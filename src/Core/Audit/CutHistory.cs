using JitBot.Core.Storage;

namespace JitBot.Core.Audit;

/// <summary>
/// Takes the oldest blocks of the chain away. What is left begins after a signed head, and so can still be checked; that it was cut there is on record, in the
/// chain, before anything is deleted.
/// </summary>
public sealed class CutHistory(IKeyedStore store, AuditLog log, TimeProvider time)
{
    private const int MostAtOnce = 200;

    /// <param name="keep">For how long after its last entry was sealed a block is kept.</param>
    /// <returns>How many blocks were deleted.</returns>
    public async Task<int> HandleAsync(TimeSpan keep, CancellationToken ct)
    {
        var now = time.Now();
        var oldest = await store.ListAfterAsync(AuditBlock.Kind, "", MostAtOnce, now, ct);
        // The newest stays, however old it is: the chain goes on after it.
        var over = oldest.SkipLast(1).Select(document => (Document: document, Block: AuditBlock.Read(document.Json)))
            .TakeWhile(one => one.Block.Closed && one.Block.Head.What.At < now - keep).ToArray();
        if (over.Length == 0)
        {
            return 0;
        }

        var last = over[^1].Block.Head.What;
        var entry = AuditEntry.Of(now, AuditEvents.HistoryCut, AuditEntry.Service, null,
            ("after", $"{over[0].Block.After.What.Seq}"), ("through", $"{last.Seq}"), ("hash", last.Hash), ("kept for", keep.ToString("c")));
        await log.AddAsync(entry, $"cut.{last.Seq}", ct: ct);

        // The oldest first: a crash leaves a chain that begins a little earlier.
        foreach (var (document, _) in over)
        {
            await store.TryDeleteAsync(document.Kind, document.Id, document.Version, ct);
        }

        return over.Length;
    }
}
