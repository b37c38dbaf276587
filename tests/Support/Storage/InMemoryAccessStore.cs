using System.Collections.Immutable;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Work;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace JitBot.Support;

/// <summary>
/// The store as journeys use it, held to the same contract as the real one. It keeps JSON, not objects, so that nothing survives here
/// that would be lost there.
/// </summary>
public sealed partial class InMemoryAccessStore(ILogger<InMemoryAccessStore>? logger = null) : IAccessStore
{
    private static readonly TimeSpan PushBack = TimeSpan.FromHours(1);

    private readonly ILogger _logger = logger ?? NullLogger<InMemoryAccessStore>.Instance;
    private readonly StoreDoor _door = new();
    private readonly Dictionary<RequestId, StoredRequest> _requests = [];
    private long _lastVersion;

    public event Action? Committed;

    /// <summary>While true, every operation fails as if the database were gone. What is stored stays.</summary>
    public bool IsDown { get => _door.IsShut; set => _door.IsShut = value; }

    /// <inheritdoc cref="StoreDoor.Answering"/>
    public Action? Answering { get => _door.Answering; set => _door.Answering = value; }

    public Task<AccessRequest?> TryAddAsync(AccessRequest request, CancellationToken ct) =>
        Commit(() => _requests.ContainsKey(request.Id) ? null : Write(new StoredRequest(), request), ct);

    public Task<AccessRequest?> FindAsync(RequestId id, CancellationToken ct) => _door.Enter(() => _requests.GetValueOrDefault(id)?.Read(), ct);

    public Task<IReadOnlyList<AccessRequest>> ListAsync(RequestFilter filter, CancellationToken ct) =>
        _door.Enter<IReadOnlyList<AccessRequest>>(() => [.. Matching(filter).Select(ReadOrReport).OfType<AccessRequest>()], ct);

    public Task<int> CountAsync(RequestFilter filter, CancellationToken ct) => _door.Enter(() => Matching(filter).Count(), ct);

    public Task<AccessRequest?> TryReplaceAsync(AccessRequest request, Lease? release, CancellationToken ct) =>
        Commit(
            () =>
            {
                if (!_requests.TryGetValue(request.Id, out var stored) || stored.Version != request.Version)
                {
                    return null;
                }

                var written = Write(stored, request);
                if (release is not null)
                {
                    Release(release);
                }

                return written;
            },
            ct);

    public Task<bool> TryDeleteAsync(RequestId id, long version, CancellationToken ct) =>
        _door.Enter(() => _requests.TryGetValue(id, out var stored) && stored.Version == version && stored.Steps <= stored.Sealed && _requests.Remove(id), ct);

    public Task<ImmutableArray<Claimed>> ClaimDueAsync(DueClaim claim, CancellationToken ct) =>
        _door.Enter<ImmutableArray<Claimed>>(
            () =>
            [
                .. _requests.Values
                    .Where(stored => stored[claim.Lane] is { } slot && slot.Due <= claim.Now && slot.IsFree(claim.Now))
                    .Where(stored => claim.OnlyTarget is not { } only || stored.Target == only)
                    .Where(stored => !claim.NotTargets.Contains(stored.Target, StringComparer.Ordinal))
                    .OrderBy(stored => stored[claim.Lane].Due)
                    .Take(claim.Limit)
                    .ToArray()
                    .Select(stored => ClaimOrPushBack(stored, claim))
                    .OfType<Claimed>(),
            ],
            ct);

    public Task<Claimed?> TryLeaseAsync(RequestId id, Lane lane, DateTimeOffset now, CancellationToken ct) =>
        _door.Enter(() => _requests.TryGetValue(id, out var stored) && stored[lane].IsFree(now) ? Take(stored.Read(), stored[lane], lane, now) : null, ct);

    public Task ReleaseAsync(IReadOnlyCollection<Lease> leases, CancellationToken ct) =>
        _door.Enter(
            () =>
            {
                foreach (var lease in leases)
                {
                    Release(lease);
                }

                return leases.Count;
            },
            ct);

    public Task<DateTimeOffset?> NextDueAsync(Lane lane, IReadOnlyCollection<string> notTargets, CancellationToken ct) =>
        _door.Enter(() => _requests.Values.Where(stored => !notTargets.Contains(stored.Target, StringComparer.Ordinal)).Select(stored => stored[lane]).Min(slot => slot.Until > slot.Due ? slot.Until : slot.Due), ct);

    public Task<IReadOnlyList<Unsealed>> ListUnsealedAsync(int limit, CancellationToken ct) =>
        _door.Enter<IReadOnlyList<Unsealed>>(
            () =>
            [
                .. _requests.Values.Where(stored => stored.Steps > stored.Sealed).OrderBy(stored => stored.SubmittedAt).ThenBy(stored => stored.Id.Value, StringComparer.Ordinal)
                    .Select(stored => (Request: ReadOrReport(stored), stored.Sealed)).Where(read => read.Request is not null).Take(limit)
                    .Select(read => new Unsealed(read.Request!, read.Sealed)),
            ],
            ct);

    public Task<DateTimeOffset?> UnsealedSinceAsync(CancellationToken ct) => _door.Enter(() => _requests.Values.Min(stored => stored.UnsealedAt), ct);

    public Task MarkSealedAsync(IReadOnlyCollection<SealedSteps> marks, CancellationToken ct) =>
        _door.Enter(
            () =>
            {
                foreach (var mark in marks)
                {
                    if (_requests.TryGetValue(mark.Request, out var stored))
                    {
                        stored.Sealed = Math.Max(stored.Sealed, mark.Count);
                    }
                }

                return marks.Count;
            },
            ct);

    /// <summary>Damages a document behind the store's back, as a fault or a newer JitBot would.</summary>
    public Task OverwriteAsync(RequestId id, string json) => _door.Enter(() => _requests[id].Json = json, CancellationToken.None);

    private IEnumerable<StoredRequest> Matching(RequestFilter filter) => _requests.Values
        .Where(stored => filter.Requester is not { } requester || stored.Requester == requester)
        .Where(stored => filter.Target is not { } target || stored.Target == target)
        .Where(stored => filter.States is not { } states || states.Contains(stored.State))
        .Where(stored => filter.LiveSince is not { } moment || stored.AccessOver >= moment)
        .Where(stored => filter.After is not { } after
            || stored.SubmittedAt < after.SubmittedAt || (stored.SubmittedAt == after.SubmittedAt && string.CompareOrdinal(stored.Id.Value, after.Id.Value) > 0))
        .OrderByDescending(stored => stored.SubmittedAt).ThenBy(stored => stored.Id.Value, StringComparer.Ordinal)
        .Take(filter.Limit);

    private AccessRequest Write(StoredRequest stored, AccessRequest request)
    {
        stored.Write(request, _lastVersion + 1);
        _lastVersion = stored.Version;
        _requests[request.Id] = stored;
        return stored.Read();
    }

    private Claimed? ClaimOrPushBack(StoredRequest stored, DueClaim claim)
    {
        if (ReadOrReport(stored) is { } request)
        {
            return Take(request, stored[claim.Lane], claim.Lane, claim.Now);
        }

        stored[claim.Lane].Due = claim.Now + PushBack;
        return null;
    }

    private AccessRequest? ReadOrReport(StoredRequest stored)
    {
        try
        {
            return stored.Read();
        }
        catch (UnreadableDocumentException unreadable)
        {
            LogUnreadable(unreadable, stored.Id);
            return null;
        }
    }

    private static Claimed Take(AccessRequest request, StoredRequest.Slot slot, Lane lane, DateTimeOffset now)
    {
        (slot.Until, slot.Token) = (now + RequestLifecycle.Lease, Guid.NewGuid());
        return new(request, new(request.Id, lane, slot.Token.Value));
    }

    private void Release(Lease lease)
    {
        if (_requests.TryGetValue(lease.Request, out var stored) && stored[lease.Lane].Token == lease.Token)
        {
            (stored[lease.Lane].Until, stored[lease.Lane].Token) = (null, null);
        }
    }

    private async Task<AccessRequest?> Commit(Func<AccessRequest?> write, CancellationToken ct)
    {
        var written = await _door.Enter(write, ct);
        if (written is not null)
        {
            Committed?.Invoke();
        }

        return written;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The document of request {Request} cannot be read.")]
    private partial void LogUnreadable(Exception unreadable, RequestId request);
}
