using System.Collections.Immutable;
using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Core.Audit;

/// <summary>
/// Brings what is on record into the chain, within moments. Any replica may: a block is written conditionally, and what it took is marked before the next one
/// is filled, so whichever of two wins, nothing is in the chain twice, and a crash between the two leaves nothing out.
/// </summary>
public sealed class SealAudit(IAccessStore store, IKeyedStore keyed, AuditLog log, Installation installation, AuditKey key, TimeProvider time)
{
    private const int MostAtOnce = 128;

    // Everything up to it is known here to be marked: looked at again every other second, a block is not marked again.
    private long _marked;

    /// <summary>Seals until nothing is left.</summary>
    /// <returns>The newest head; null if nothing was ever sealed.</returns>
    public async Task<Signed<AuditHead>?> HandleAsync(CancellationToken ct)
    {
        while (true)
        {
            var (block, version) = await NewestAsync(ct);
            if (block is not null)
            {
                await MarkAsync(block, ct);
            }

            var pending = await PendingAsync(ct);
            if (pending.Count == 0)
            {
                return block?.Head;
            }

            // Whoever loses this write begins again with what the winner left.
            var now = time.Now();
            var (next, from) = block switch
            {
                null => (AuditBlock.First(now, await BeginningAsync(now, ct)).With(pending, now, key), 0),
                { Closed: true } => (block.Next(now).With(pending, now, key), 0),
                _ when block.HasRoom(now) => (block.With(pending, now, key), version),
                _ => (block with { Closed = true }, version),
            };
            await keyed.TryPutAsync(new(AuditBlock.Kind, next.Id, from, next.Write(), null), now, ct);
        }
    }

    private async Task<(AuditBlock? Block, long Version)> NewestAsync(CancellationToken ct) =>
        await keyed.FindLastAsync(AuditBlock.Kind, time.Now(), ct) is { } newest ? (AuditBlock.Read(newest.Json), newest.Version) : (null, 0);

    private async Task<Signed<AuditHead>> BeginningAsync(DateTimeOffset now, CancellationToken ct) =>
        key.Sign(new AuditHead(await installation.IdAsync(ct), 0, AuditHead.NoHash, now));

    private async Task<IReadOnlyList<PendingEntry>> PendingAsync(CancellationToken ct)
    {
        var ofRequests = await store.ListUnsealedAsync(MostAtOnce, ct);
        return
        [
            .. ofRequests.SelectMany(PendingOf).Concat((await log.ListAsync(MostAtOnce, ct)).Select(waiting => (waiting.Entry.At, Entry: waiting)))
                .OrderBy(one => one.At).ThenBy(one => one.Entry.Id, StringComparer.Ordinal).Select(one => one.Entry),
        ];
    }

    /// <summary>
    /// With the moment that each is put in its place by: no step before the one it follows, also where the clock of the replica that took it was behind. What
    /// fits into a block is then always the first steps of a request, which is what is marked.
    /// </summary>
    private static IEnumerable<(DateTimeOffset At, PendingEntry Entry)> PendingOf(Unsealed unsealed)
    {
        var at = DateTimeOffset.MinValue;
        foreach (var (i, entry) in unsealed.Request.Audit.Index().Skip(unsealed.Sealed))
        {
            at = entry.At > at ? entry.At : at;
            yield return (at, new(IdOf(unsealed.Request.Id, i), entry, unsealed.Request.Id, unsealed.Request.Scope.Target));
        }
    }

    private async Task MarkAsync(AuditBlock block, CancellationToken ct)
    {
        var taken = block.Entries.Where(entry => entry.Seq > _marked).ToArray();
        if (taken.Length == 0)
        {
            return;
        }

        var ofRequests = taken.Where(entry => entry.Request is { } request && entry.Id.StartsWith($"{request}.", StringComparison.Ordinal)).ToArray();
        await store.MarkSealedAsync(
            [.. ofRequests.GroupBy(entry => entry.Request!.Value).Select(steps => new SealedSteps(steps.Key, steps.Max(step => StepOf(step.Id)) + 1))], ct);
        await log.TakeAsync(taken.Except(ofRequests).Select(entry => entry.Id), ct);
        _marked = block.Head.What.Seq;
    }

    // Steps of one request that happened within one millisecond keep their order by this.
    private static string IdOf(RequestId request, int step) => $"{request}.{step:D4}";

    private static int StepOf(string id) => int.Parse(id.AsSpan(id.LastIndexOf('.') + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture);
}
