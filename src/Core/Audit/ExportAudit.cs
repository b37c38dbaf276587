using System.Runtime.CompilerServices;

namespace JitBot.Core.Audit;

/// <summary>
/// The chain as lines of JSON that can be checked with the public key alone: the head it begins after, entries with the heads between them, and an end that
/// is signed for this export, so that nothing can be cut from it unseen.
/// </summary>
public sealed class ExportAudit(ReadChain chain, AuditKey key, TimeProvider time)
{
    /// <summary>What goes on record of an export before anything leaves.</summary>
    /// <param name="via">The door it leaves by.</param>
    public static AuditEntry Entry(DateTimeOffset now, string actor, string? via, DateTimeOffset? from, DateTimeOffset? to, string format) =>
        AuditEntry.Of(now, AuditEvents.Exported, actor, null, ("from", from?.ToString("o") ?? ""), ("to", to?.ToString("o") ?? ""), ("format", format)) with { Via = via };

    /// <summary>Whole blocks, so that what is given can be checked: a few entries before and after the time asked for are with them.</summary>
    /// <returns>Nothing at all if nothing was sealed in that time.</returns>
    public async IAsyncEnumerable<string> LinesAsync(DateTimeOffset? from, DateTimeOffset? to, [EnumeratorCancellation] CancellationToken ct)
    {
        AuditHead? first = null, last = null;
        await foreach (var block in chain.HandleAsync(from, to, ct))
        {
            if (first is null)
            {
                first = block.After.What;
                yield return block.After.ToLine(SignedLines.Head);
            }

            foreach (var entry in block.Entries)
            {
                yield return entry.ToLine();
            }

            last = block.Head.What;
            yield return block.Head.ToLine(SignedLines.Head);
        }

        if (first is not null)
        {
            yield return key.Sign(new AuditEnd(first.Installation, first.Seq, last!.Seq, last.Hash, time.Now())).ToLine(SignedLines.End);
        }
    }

    /// <summary>Just the entries of that time, for a table: they cannot be checked like this.</summary>
    public async IAsyncEnumerable<SealedEntry> EntriesAsync(DateTimeOffset? from, DateTimeOffset? to, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var block in chain.HandleAsync(from, to, ct))
        {
            foreach (var entry in block.Entries.Where(entry => !(entry.At < from) && !(entry.At > to)))
            {
                yield return entry;
            }
        }
    }
}
