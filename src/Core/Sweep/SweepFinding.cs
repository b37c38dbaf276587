using System.Collections.Immutable;
using JitBot.Core.Requests;

namespace JitBot.Core.Sweep;

/// <summary>The heaviest first.</summary>
public enum FindingKind
{
    /// <summary>Access that should be over; the account may still be open.</summary>
    Overdue,

    /// <summary>An account of ours that no request stands behind, still there.</summary>
    Unknown,

    /// <summary>The account of access that is over: closed and without sessions, not yet removed.</summary>
    Residue,

    /// <summary>A shared role that somebody changed.</summary>
    SharedRole,

    /// <summary>An account that no request stood behind, gone.</summary>
    Closed,

    /// <summary>Unknown or residue, and to be left alone until a certain time because somebody said so.</summary>
    Kept,
}

/// <summary>One thing on a target that somebody may want to see to.</summary>
/// <param name="Account">The account's name; a shared role's, where it is one.</param>
/// <param name="Since">UTC: when it was due, found, or closed; null if that is not known.</param>
/// <param name="Why">Why it is there, or has not gone yet.</param>
public sealed record SweepFinding(FindingKind Kind, string Account, DateTimeOffset? Since, string Why)
{
    /// <summary>Whose it is, by their id in the directory; empty if it is nobody's.</summary>
    public string Person { get; init; } = "";

    public int Sessions { get; init; }

    /// <summary>The request whose end it is; null for what no request stands behind.</summary>
    public RequestId? Request { get; init; }

    public KeptAccount? Kept { get; init; }

    /// <summary>It is about to be closed.</summary>
    public ClosingOrder? Order { get; init; }

    /// <summary>Who had it closed; null if nobody said so.</summary>
    public string? ClosedBy { get; init; }

    /// <summary>It asks for somebody.</summary>
    public bool IsOpen => Kind is not (FindingKind.Closed or FindingKind.Kept);

    /// <summary>Somebody's word closes it, or has its removal tried again at once.</summary>
    public bool CanClose => Order is null && Kind is FindingKind.Unknown or FindingKind.Residue or FindingKind.Kept;

    /// <summary>Nothing that may give access beyond its approved end is ever left alone.</summary>
    public bool CanKeep => Order is null && Kind is FindingKind.Unknown or FindingKind.Residue;

    /// <summary>All that was found, the heaviest first, and of the same weight the oldest.</summary>
    /// <param name="kept">Those that are kept at this moment, of which <see cref="SweepRecord.Kept"/> may have older ones.</param>
    public static ImmutableArray<SweepFinding> All(SweepRecord sweep, ImmutableArray<UnfinishedEnd> ends, ImmutableArray<KeptAccount> kept)
    {
        KeptAccount? KeptOf(string account) => kept.FirstOrDefault(one => one.Account == account);
        return
        [
            .. ends.Select(end => end.IsClosed && KeptOf(end.Account) is { } keeping
                    ? Of(end, FindingKind.Kept) with { Kept = keeping }
                    : Of(end, end.IsClosed ? FindingKind.Residue : FindingKind.Overdue))
                .Concat(sweep.Left.Select(left => new SweepFinding(KeptOf(left.Name) is null ? FindingKind.Unknown : FindingKind.Kept, left.Name, left.At, left.Why)
                {
                    Person = left.Person,
                    Sessions = left.Sessions,
                    Kept = KeptOf(left.Name),
                    Order = sweep.Orders.FirstOrDefault(order => order.Account == left.Name),
                }))
                .Concat(sweep.ScopeFindings.Select(finding => finding.Split(' ', 2)).Select(words => new SweepFinding(FindingKind.SharedRole, words[0], null, words[^1])))
                .Concat(sweep.Closed.Select(closed => new SweepFinding(FindingKind.Closed, closed.Name, closed.At, closed.Why)
                {
                    Person = closed.Person,
                    Sessions = closed.Sessions,
                    ClosedBy = closed.By,
                }))
                .OrderBy(finding => finding.Kind).ThenBy(finding => finding.Since),
        ];
    }

    private static SweepFinding Of(UnfinishedEnd end, FindingKind kind) => new(kind, end.Account, end.Due, end.Why) { Person = end.Person, Request = end.Request };
}
