using System.Collections.Immutable;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Work;

namespace JitBot.Core.Storage;

/// <summary>
/// Where requests are kept: one document each, one conditional write a step, and the due time of each lane beside it
/// (<see cref="RequestLifecycle.NextWork"/>, computed again with every write). Leases stand beside the document and do not raise its version.
/// The store never asks a clock of its own: <c>now</c> is the caller's. A store that cannot be reached throws <see cref="StoreDownException"/>.
/// </summary>
public interface IAccessStore
{
    /// <summary>Raised after this process committed a write, so that a worker need not wait for its next poll.</summary>
    event Action? Committed;

    /// <returns>The stored request, or null if there is one of this id already.</returns>
    Task<AccessRequest?> TryAddAsync(AccessRequest request, CancellationToken ct);

    /// <exception cref="UnreadableDocumentException">It is stored, and cannot be read.</exception>
    Task<AccessRequest?> FindAsync(RequestId id, CancellationToken ct);

    /// <summary>Newest first. What cannot be read is reported and left out.</summary>
    Task<IReadOnlyList<AccessRequest>> ListAsync(RequestFilter filter, CancellationToken ct);

    /// <summary>How many there are, up to the filter's limit; those that cannot be read count as well.</summary>
    Task<int> CountAsync(RequestFilter filter, CancellationToken ct);

    /// <summary>Writes the request if the stored one still has its version, and lets go of the lease in the same commit if one is given.</summary>
    /// <returns>The stored request with its new version, or null if somebody else wrote first.</returns>
    Task<AccessRequest?> TryReplaceAsync(AccessRequest request, Lease? release, CancellationToken ct);

    /// <returns>False if somebody wrote since, or steps of it are not in the audit chain yet.</returns>
    Task<bool> TryDeleteAsync(RequestId id, long version, CancellationToken ct);

    /// <summary>
    /// Leases what is due in a lane, the longest due first, skipping what others hold. A document that cannot be read, or is of a newer schema,
    /// is pushed back an hour and reported, never returned.
    /// </summary>
    Task<ImmutableArray<Claimed>> ClaimDueAsync(DueClaim claim, CancellationToken ct);

    /// <summary>Leases one request whether or not anything is due; null if it does not exist or another worker holds the lane.</summary>
    Task<Claimed?> TryLeaseAsync(RequestId id, Lane lane, DateTimeOffset now, CancellationToken ct);

    /// <summary>Lets go of leases; those already let go, run out or taken over are left alone.</summary>
    Task ReleaseAsync(IReadOnlyCollection<Lease> leases, CancellationToken ct);

    /// <summary>When the lane's next unleased work is due, or the next lease on due work runs out; null if there is none.</summary>
    /// <param name="notTargets">Whose work does not count.</param>
    Task<DateTimeOffset?> NextDueAsync(Lane lane, IReadOnlyCollection<string> notTargets, CancellationToken ct);

    /// <summary>Requests with steps on record that are not in the audit chain yet, those that were asked for first. What cannot be read is left out; its lanes report it.</summary>
    Task<IReadOnlyList<Unsealed>> ListUnsealedAsync(int limit, CancellationToken ct);

    /// <summary>When the oldest step on record was taken that is not in the audit chain yet, UTC, whether its request can be read or not; null if all are. Costs the same however many there are.</summary>
    Task<DateTimeOffset?> UnsealedSinceAsync(CancellationToken ct);

    /// <summary>Notes how many of each request's steps are in the chain; a lower number than is noted changes nothing. Raises no version.</summary>
    Task MarkSealedAsync(IReadOnlyCollection<SealedSteps> marks, CancellationToken ct);
}

/// <param name="Sealed">How many of its steps are in the chain: the first ones.</param>
public sealed record Unsealed(AccessRequest Request, int Sealed);

/// <param name="Count">How many of its steps are in the chain: the first ones.</param>
public sealed record SealedSteps(RequestId Request, int Count);

/// <param name="Token">Tells this lease from a later one on the same lane.</param>
public sealed record Lease(RequestId Request, Lane Lane, Guid Token);

public sealed record Claimed(AccessRequest Request, Lease Lease);

/// <summary>Which due work to lease.</summary>
/// <param name="Now">UTC. Leases taken run until <see cref="RequestLifecycle.Lease"/> later.</param>
/// <param name="Limit">At most this many requests.</param>
/// <param name="NotTargets">Targets that have enough in flight, or cannot be reached.</param>
/// <param name="OnlyTarget">Only this target's, if given: a probe.</param>
public sealed record DueClaim(Lane Lane, DateTimeOffset Now, int Limit)
{
    public IReadOnlyCollection<string> NotTargets { get; init; } = [];
    public string? OnlyTarget { get; init; }
}

/// <summary>Conditions that all must hold; null asks nothing.</summary>
public sealed record RequestFilter
{
    public PersonId? Requester { get; init; }
    public string? Target { get; init; }
    public IReadOnlyCollection<RequestState>? States { get; init; }

    /// <summary>Only those whose access was live at this moment or later, however long ago it was asked for and whenever it began; UTC.</summary>
    public DateTimeOffset? LiveSince { get; init; }

    /// <summary>Only those that a list has after this place.</summary>
    public RequestPlace? After { get; init; }

    public int Limit { get; init; } = 50;
}

/// <summary>
/// A request's place in a list, newest first and, of one moment, by id. It neither moves nor goes when requests come, change or are deleted, so that a
/// list can be read on from it.
/// </summary>
/// <param name="SubmittedAt">UTC.</param>
public sealed record RequestPlace(DateTimeOffset SubmittedAt, RequestId Id)
{
    public static RequestPlace Of(AccessRequest request) => new(request.SubmittedAt, request.Id);
}

/// <summary>The store cannot be reached or did not answer in time. Nothing may be assumed about a write that was on its way.</summary>
public sealed class StoreDownException(string message, Exception? inner = null) : Exception(message, inner);
