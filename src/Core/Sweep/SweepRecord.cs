using System.Collections.Immutable;
using JitBot.Core.Targets;

namespace JitBot.Core.Sweep;

/// <summary>What is known of one target from sweep to sweep; a keyed document. Times are UTC.</summary>
public sealed record SweepRecord
{
    /// <summary>The server that accounts were made on; null before the first sweep.</summary>
    public string? Identity { get; init; }

    /// <summary>Raised here first and on the target afterwards, so the target is at most one behind and never ahead.</summary>
    public long Epoch { get; init; }

    /// <summary>Nobody sweeps before; whoever moves it does.</summary>
    public DateTimeOffset NotBefore { get; init; }

    public DateTimeOffset? SweptAt { get; init; }

    /// <summary>Why nothing is changed there until an operator decides; null if all is in order.</summary>
    public Hold? Hold { get; init; }

    /// <summary>How many accounts that differ an operator has accepted with the last release, and that are not put right yet.</summary>
    public int Accepted { get; init; }

    /// <summary>
    /// Accounts that no request stands behind and that are still there, with the reason: they could not be closed and removed, nothing is closed
    /// while the target is on hold, or somebody had them kept.
    /// </summary>
    public ImmutableArray<UnknownAccount> Left { get; init; } = [];

    /// <summary>Accounts that are left alone for a while because somebody said so. An entry whose time has passed counts for nothing.</summary>
    public ImmutableArray<KeptAccount> Kept { get; init; } = [];

    /// <summary>
    /// Unknown accounts that are about to be closed, or are being closed at this moment, by somebody's word or by the sweep itself. From here on none
    /// of them can be kept.
    /// </summary>
    public ImmutableArray<ClosingOrder> Orders { get; init; } = [];

    /// <summary>Those that were, newest first; kept for a week.</summary>
    public ImmutableArray<UnknownAccount> Closed { get; init; } = [];

    public ImmutableArray<Stranger> Strangers { get; init; } = [];

    public ImmutableArray<string> ScopeFindings { get; init; } = [];

    /// <summary>The operators' decisions, newest first.</summary>
    public ImmutableArray<Release> Releases { get; init; } = [];

    /// <summary>What was decided about single accounts, newest first.</summary>
    public ImmutableArray<FindingDecision> Decisions { get; init; } = [];

    /// <summary>How many of the newest of them the service has yet to log.</summary>
    public int Unlogged { get; init; }

    /// <summary>Who has this account kept, if anybody has.</summary>
    public KeptAccount? KeptAt(DateTimeOffset now, string account) => Kept.FirstOrDefault(kept => kept.Account == account && kept.Until > now);
}

public enum HoldCause
{
    /// <summary>The server is not the one that the accounts were made on.</summary>
    AnotherServer,

    /// <summary>The target was restored from a backup: it has an older epoch than the store.</summary>
    TargetIsOlder,

    /// <summary>The store was restored from a backup, or there is a copy of it at work elsewhere: the target has a newer epoch.</summary>
    StoreIsOlder,

    /// <summary>More accounts than chance explains are unknown or missing.</summary>
    TooManyDiffer,
}

/// <summary>Nothing is issued, shown or closed as unknown on this target until an operator has looked. Ends go on.</summary>
/// <param name="Causes">As of the last look; empty if target and store agree again, which releases nothing by itself.</param>
/// <param name="Identity">The server that was found.</param>
/// <param name="Epoch">The epoch that was found there.</param>
/// <param name="Unknown">Accounts on the target without a request, some of them by name.</param>
/// <param name="Missing">Accounts of active grants that are not on the target, some of them by name.</param>
public sealed record Hold(
    DateTimeOffset Since, ImmutableArray<HoldCause> Causes, string Identity, long Epoch, Differing Unknown, Differing Missing)
{
    /// <summary>One sentence for operators, as the reason why something is not done now.</summary>
    public string Why => Causes.IsEmpty ? "store and target agree again, and it waits to be released" : string.Join("; ", Causes.Select(cause => cause switch
    {
        HoldCause.AnotherServer => "this is not the server that its accounts were made on",
        HoldCause.TargetIsOlder => "the target is older than the store, as after being restored from a backup",
        HoldCause.StoreIsOlder => "the store is older than the target, as after being restored from a backup or when a copy of it is at work",
        HoldCause.TooManyDiffer => $"{Accounts(Unknown.Count)} unknown and {Are(Missing.Count)} missing",
        _ => throw new InvalidOperationException($"Unknown cause {cause}."),
    }));

    private static string Accounts(int count) => count == 1 ? "1 account is" : $"{count} accounts are";

    private static string Are(int count) => count == 1 ? "1 is" : $"{count} are";
}

public sealed record Differing(int Count, ImmutableArray<string> Examples)
{
    private const int MostExamples = 10;

    public static Differing Of(IReadOnlyCollection<string> names) => new(names.Count, [.. names.Order(StringComparer.Ordinal).Take(MostExamples)]);
}

/// <param name="Why">Why it has no request, or why it is still there.</param>
/// <param name="Sessions">How many it had; of one that was closed, how many were cut.</param>
/// <param name="At">When it was closed, or first found to be still there.</param>
/// <param name="By">Who decided that it be closed; null if that was the sweep's own doing.</param>
public sealed record UnknownAccount(string Name, string Person, int Sessions, DateTimeOffset At, string Why, string? By = null);

/// <param name="By">A person's id, or the account at the machine's shell.</param>
public sealed record KeptAccount(string Account, DateTimeOffset Until, string By, DateTimeOffset At, string Because)
{
    /// <summary>Those that are kept at this moment, the latest word first. Targets may share a server: what is said on one counts on all.</summary>
    public static ImmutableArray<KeptAccount> InForce(DateTimeOffset now, IEnumerable<SweepRecord> all) =>
        [.. all.SelectMany(record => record.Kept).Where(kept => kept.Until > now).OrderByDescending(kept => kept.At)];
}

/// <param name="By">Null for the sweep itself.</param>
public sealed record ClosingOrder(string Account, string? By, DateTimeOffset At);

public sealed record Release(DateTimeOffset At, string By, string Because, string Why);

/// <param name="What">The verb in the past: <c>closed</c>, <c>kept</c>, <c>tried again</c>.</param>
/// <param name="Until">Of one that is kept.</param>
public sealed record FindingDecision(DateTimeOffset At, string By, string Account, string What, DateTimeOffset? Until, string? Because)
{
    /// <inheritdoc cref="People.Person.Via"/>
    public string? Via { get; init; }
}
