using System.Collections.Immutable;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Core.Sweep;

/// <summary>What of a target and of the store does not go together. Pure.</summary>
/// <param name="Unknown">Accounts that no request stands behind, with the reason for each.</param>
/// <param name="Missing">Active requests whose account was not found.</param>
/// <param name="Known">How many accounts of this target were found as they should be.</param>
internal sealed record Comparison(
    TargetInspection Found, ImmutableArray<(InspectedAccount Account, string Why)> Unknown, ImmutableArray<AccessRequest> Missing, int Known)
{
    private const int MostByChance = 3;
    private const double MostShare = 0.2;

    /// <summary>Unknown accounts that somebody had kept: they are no sign of anything.</summary>
    public ImmutableArray<(InspectedAccount Account, string Why)> Kept { get; init; } = [];

    public ImmutableArray<(InspectedAccount Account, string Why)> AllUnknown => [.. Unknown, .. Kept];

    public Comparison LeavingAlone(IReadOnlySet<string> kept) => this with
    {
        Unknown = [.. Unknown.Where(one => !kept.Contains(one.Account.Account.Name))],
        Kept = [.. Unknown.Where(one => kept.Contains(one.Account.Account.Name))],
    };

    /// <summary>Rule 21. Empty if what differs may be put right.</summary>
    public IEnumerable<HoldCause> Causes(SweepRecord record)
    {
        if (record.Identity is { } identity && identity != Found.Identity)
        {
            yield return HoldCause.AnotherServer;
        }

        // The store is raised first: one step behind is a crash between the two writes, or a standby that was promoted a moment too early.
        if (Found.Epoch > record.Epoch)
        {
            yield return HoldCause.StoreIsOlder;
        }
        else if (Found.Epoch < record.Epoch - 1)
        {
            yield return HoldCause.TargetIsOlder;
        }

        var differing = Unknown.Length + Missing.Length;
        if (differing > Math.Max(Math.Max(MostByChance, record.Accepted), MostShare * (Known + differing)))
        {
            yield return HoldCause.TooManyDiffer;
        }
    }

    public Hold Hold(SweepRecord record, DateTimeOffset now) => new(
        record.Hold?.Since ?? now,
        [.. Causes(record)],
        Found.Identity,
        Found.Epoch,
        Differing.Of([.. Unknown.Select(unknown => unknown.Account.Account.Name)]),
        Differing.Of([.. Missing.Select(request => request.Grant.AccountName)]));
}
