using JitBot.Core.Requests;

namespace JitBot.Core.Storage;

/// <summary>What a pure decision made of a request: an outcome, and the request to write if anything changes.</summary>
public readonly record struct Change<TOutcome>(TOutcome Outcome, AccessRequest? Write)
{
    public static implicit operator Change<TOutcome>(TOutcome outcome) => new(outcome, null);
}

public static class StoreChanges
{
    // Each conflict means somebody else's change went through; more than this many in a row is no race but a fault.
    private const int MostConflicts = 20;

    /// <summary>
    /// Loads a request, decides on it and writes the result conditionally; after a conflict it is loaded and decided again.
    /// <paramref name="decide"/> must be pure: it may run several times, and only its last answer counts.
    /// </summary>
    /// <returns>The last outcome, or <paramref name="missing"/> if there is no such request.</returns>
    public static async Task<TOutcome> ChangeAsync<TOutcome>(
        this IAccessStore store,
        RequestId id,
        TOutcome missing,
        Func<AccessRequest, Change<TOutcome>> decide,
        CancellationToken ct,
        Lease? release = null)
    {
        for (var conflicts = 0; conflicts < MostConflicts; conflicts++)
        {
            if (await store.FindAsync(id, ct) is not { } current)
            {
                return missing;
            }

            if (await store.TryDecideAsync(current, decide, release, ct) is (true, var outcome))
            {
                return outcome;
            }
        }

        throw KeptChanging(id);
    }

    /// <summary>
    /// The same for a decision that depends on more than the request, such as who is in a group: all of it is asked anew after a conflict, because
    /// it may come out differently for what the request is by then.
    /// </summary>
    public static async Task<TOutcome> JudgeAndChangeAsync<TOutcome>(
        this IAccessStore store, RequestId id, TOutcome missing, Func<AccessRequest, Task<Change<TOutcome>>> judge, CancellationToken ct)
    {
        for (var conflicts = 0; conflicts < MostConflicts; conflicts++)
        {
            if (await store.FindAsync(id, ct) is not { } current)
            {
                return missing;
            }

            var judged = await judge(current);
            if (await store.TryDecideAsync(current, _ => judged, release: null, ct) is (true, var outcome))
            {
                return outcome;
            }
        }

        throw KeptChanging(id);
    }

    /// <summary>A pure decision that begins with a copy at hand, which saves the load when nobody wrote since.</summary>
    public static async Task<TOutcome> ChangeAsync<TOutcome>(
        this IAccessStore store,
        AccessRequest atHand,
        TOutcome missing,
        Func<AccessRequest, Change<TOutcome>> decide,
        CancellationToken ct,
        Lease? release = null) =>
        await store.TryDecideAsync(atHand, decide, release, ct) is (true, var outcome)
            ? outcome
            : await store.ChangeAsync(atHand.Id, missing, decide, ct, release);

    /// <summary>The same for a request whose lane is held; the write lets go of it.</summary>
    public static Task<TOutcome> ChangeAsync<TOutcome>(
        this IAccessStore store, Claimed held, TOutcome missing, Func<AccessRequest, Change<TOutcome>> decide, CancellationToken ct) =>
        store.ChangeAsync(held.Request, missing, decide, ct, held.Lease);

    private static StoreDownException KeptChanging(RequestId id) => new($"Request {id} kept changing under {MostConflicts} attempts to change it.");

    private static async Task<(bool Settled, TOutcome Outcome)> TryDecideAsync<TOutcome>(
        this IAccessStore store, AccessRequest current, Func<AccessRequest, Change<TOutcome>> decide, Lease? release, CancellationToken ct)
    {
        var (outcome, write) = decide(current);
        var settled = write is null || await store.TryReplaceAsync(write, release, ct) is not null;
        return (settled, outcome);
    }
}
