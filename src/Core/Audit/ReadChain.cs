using System.Runtime.CompilerServices;
using JitBot.Core.Storage;

namespace JitBot.Core.Audit;

/// <summary>The chain as it is kept, block by block, never more than some of them in memory.</summary>
public sealed class ReadChain(IKeyedStore store, TimeProvider time)
{
    // Blocks are up to some hundred thousand bytes each.
    private const int AtOnce = 8;

    // An entry may seem to be sealed before it happened.
    private static readonly TimeSpan ClocksApart = TimeSpan.FromMinutes(10);

    /// <returns>The newest block; null if nothing was ever sealed.</returns>
    public async Task<AuditBlock?> NewestAsync(CancellationToken ct) =>
        await store.FindLastAsync(AuditBlock.Kind, time.Now(), ct) is { } newest ? AuditBlock.Read(newest.Json) : null;

    /// <summary>From a block on; from the oldest there is, if that was deleted.</summary>
    /// <param name="number">From 1.</param>
    public async IAsyncEnumerable<AuditBlock> FromAsync(long number, [EnumeratorCancellation] CancellationToken ct)
    {
        var after = AuditBlock.IdOf(number - 1);
        while (await ListAsync(after, AtOnce, ct) is { Count: > 0 } blocks)
        {
            foreach (var block in blocks)
            {
                yield return block;
                if (!block.Closed)
                {
                    // What was added to it since, and what follows that, is left to the next reading: going on now would leave the first of it out.
                    yield break;
                }
            }

            after = blocks[^1].Id;
        }
    }

    /// <param name="from">From the first block with an entry of then or later; null for the beginning.</param>
    /// <param name="to">To the last block with an entry of then or before; null for the end.</param>
    public async IAsyncEnumerable<AuditBlock> HandleAsync(DateTimeOffset? from, DateTimeOffset? to, [EnumeratorCancellation] CancellationToken ct)
    {
        var first = await FirstAsync(from, ct);
        var last = to is null ? long.MaxValue : await LastAsync(first, to.Value, ct);
        await foreach (var block in FromAsync(first, ct))
        {
            if (block.Number > last)
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
    }

    /// <summary>What was sealed late may be of any time, so all of them are looked at.</summary>
    private async Task<long> LastAsync(long first, DateTimeOffset to, CancellationToken ct)
    {
        var last = 0L;
        await foreach (var block in FromAsync(first, ct))
        {
            last = block.Entries.Any(entry => entry.At <= to) ? block.Number : last;
        }

        return last;
    }

    /// <summary>The oldest of those whose last entries were sealed then or later is looked for by halves: numbers have no gaps.</summary>
    /// <returns>Its number.</returns>
    private async Task<long> FirstAsync(DateTimeOffset? from, CancellationToken ct)
    {
        if (from is null || await ListAsync("", 1, ct) is not [var first] || await NewestAsync(ct) is not { } newest)
        {
            return 1;
        }

        var (low, high) = (first.Number, newest.Number);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var isBefore = await ListAsync(AuditBlock.IdOf(middle - 1), 1, ct) is [var block] && block.Head.What.At < from - ClocksApart;
            (low, high) = isBefore ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private async Task<IReadOnlyList<AuditBlock>> ListAsync(string after, int limit, CancellationToken ct) =>
        [.. (await store.ListAfterAsync(AuditBlock.Kind, after, limit, time.Now(), ct)).Select(document => AuditBlock.Read(document.Json))];
}
