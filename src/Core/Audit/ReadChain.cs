using System.Runtime.CompilerServices;
using JitBot.Core.Storage;

namespace JitBot.Core.Audit;

/// <summary>The chain as it is kept, block by block, never more than some of them in memory.</summary>
public sealed class ReadChain(IKeyedStore store, TimeProvider time)
{
    // Blocks are up to some hundred thousand bytes each.
    private const int AtOnce = 8;

    /// <param name="from">From the first block with an entry of then or later; null for the beginning.</param>
    /// <param name="to">To the last block with an entry of then or before; null for the end. A block that was sealed late may hold earlier ones and be left out.</param>
    public async IAsyncEnumerable<AuditBlock> HandleAsync(DateTimeOffset? from, DateTimeOffset? to, [EnumeratorCancellation] CancellationToken ct)
    {
        var after = await BeforeAsync(from, ct);
        while (await ListAsync(after, AtOnce, ct) is { Count: > 0 } blocks)
        {
            foreach (var block in blocks)
            {
                if (block.Entries.All(entry => entry.At > to))
                {
                    yield break;
                }

                if (from is null || block.Entries.Any(entry => entry.At >= from))
                {
                    // One within is passed on whatever its entries' times are: what is left out cannot be checked.
                    from = null;
                    yield return block;
                }
            }

            after = blocks[^1].Id;
        }
    }

    /// <summary>The oldest of those whose last entries were sealed then or later is looked for by halves: numbers have no gaps.</summary>
    /// <returns>The id of the one before it.</returns>
    private async Task<string> BeforeAsync(DateTimeOffset? from, CancellationToken ct)
    {
        if (from is null || await ListAsync("", 1, ct) is not [var first] || (await store.ListLastAsync(AuditBlock.Kind, 1, time.Now(), ct)).Last is not [var newest])
        {
            return "";
        }

        var (low, high) = (first.Number, AuditBlock.Read(newest.Json).Number);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var isBefore = await ListAsync(AuditBlock.IdOf(middle - 1), 1, ct) is [var block] && block.Head.What.At < from;
            (low, high) = isBefore ? (middle + 1, high) : (low, middle);
        }

        return AuditBlock.IdOf(low - 1);
    }

    private async Task<IReadOnlyList<AuditBlock>> ListAsync(string after, int limit, CancellationToken ct) =>
        [.. (await store.ListAfterAsync(AuditBlock.Kind, after, limit, time.Now(), ct)).Select(document => AuditBlock.Read(document.Json))];
}
