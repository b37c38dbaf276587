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

    /// <summary>Since when the oldest entry on record waits to be sealed, as of the last look; null if none does. UTC.</summary>
    public DateTimeOffset? UnsealedSince { get; private set; }

    /// <summary>Brings <see cref="UnsealedSince"/> to now.</summary>
    public Task LookAsync(CancellationToken ct) => PendingAsync(ct);

    private async Task<(AuditBlock? Block, long Version)> NewestAsync(CancellationToken ct) =>
        (await keyed.ListLastAsync(AuditBlock.Kind, 1, time.Now(), ct)).Last is [var newest] ? (AuditBlock.Read(newest.Json), newest.Version) : (null, 0);

    private async Task<Signed<AuditHead>> BeginningAsync(DateTimeOffset now, CancellationToken ct) =>
        key.Sign(new AuditHead(await installation.IdAsync(ct), 0, AuditHead.NoHash, now));

    private async Task<IReadOnlyList<PendingEntry>> PendingAsync(CancellationToken ct)
    {
        var ofRequests = await store.ListUnsealedAsync(MostAtOnce, ct);
        PendingEntry[] pending =
        [
            .. ofRequests.SelectMany(PendingOf).Concat(await log.ListAsync(MostAtOnce, ct))
                .OrderBy(waiting => waiting.Entry.At).ThenBy(waiting => waiting.Id, StringComparer.Ordinal),
        ];
        UnsealedSince = pending is [var oldest, ..] ? oldest.Entry.At : null;
        return pending;
    }

    private static IEnumerable<PendingEntry> PendingOf(Unsealed unsealed) => unsealed.Request.Audit.Skip(unsealed.Sealed)
        .Select((entry, i) => new PendingEntry(IdOf(unsealed.Request.Id, unsealed.Sealed + i), entry, unsealed.Request.Id, unsealed.Request.Scope.Target));

    private async Task MarkAsync(AuditBlock block, CancellationToken ct)
    {
        var ofRequests = block.Entries.Where(entry => entry.Request is { } request && entry.Id.StartsWith($"{request}.", StringComparison.Ordinal)).ToArray();
        await store.MarkSealedAsync(
            [.. ofRequests.GroupBy(entry => entry.Request!.Value).Select(steps => new SealedSteps(steps.Key, steps.Max(step => StepOf(step.Id)) + 1))], ct);
        await log.TakeAsync(block.Entries.Except(ofRequests).Select(entry => entry.Id), ct);
    }

    // Steps of one request that happened within one millisecond keep their order by this.
    private static string IdOf(RequestId request, int step) => $"{request}.{step:D4}";

    private static int StepOf(string id) => int.Parse(id.AsSpan(id.LastIndexOf('.') + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture);
}
