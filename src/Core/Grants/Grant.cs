using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JitBot.Core.People;
using JitBot.Core.Targets;

namespace JitBot.Core.Grants;

/// <summary>Why a grant ends.</summary>
public enum EndCause
{
    Expired,
    GivenBack,
    Revoked,

    /// <summary>It could not be issued as approved; whatever was begun is cleared away.</summary>
    NotIssued,

    /// <summary>The account was missing on the target: removed by hand, or the database was replaced.</summary>
    AccountMissing,

    /// <summary>Its holder was disabled.</summary>
    HolderDisabled,
}

/// <summary>The login of one request, from the name fixed at submission to the look that confirms it is gone. Times are UTC.</summary>
public sealed record Grant
{
    public required string AccountName { get; init; }

    /// <summary>The login of the holder's own that has access through the account; null if the account is the login.</summary>
    public OwnLogin? OwnLogin { get; init; }

    /// <summary>The server's own id of the account, known once it was made.</summary>
    public string? ServerId { get; init; }

    public DateTimeOffset? ActiveSince { get; init; }
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>The end that the account on the target carries while it is behind <see cref="EndsAt"/>; null when they agree.</summary>
    public DateTimeOffset? CarriedEnd { get; init; }

    /// <summary>What the account can do beyond its scope, known to and accepted by the operator.</summary>
    public ImmutableArray<string> AcceptedRights { get; init; } = [];

    /// <summary>What lets nobody in any more after the end while no JitBot runs.</summary>
    public FailSafeReach FailSafe { get; init; }

    public int SecretsShown { get; init; }

    /// <summary>When the password now valid was shown; null while none is on screen.</summary>
    public DateTimeOffset? SecretShownAt { get; init; }

    /// <summary>When the holder was told of the coming end; null again once that has moved.</summary>
    public DateTimeOffset? RemindedAt { get; init; }

    /// <summary>How often they were told.</summary>
    public int Reminders { get; init; }

    public Ending? Ending { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When a second look, one lease after the end, found nothing.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>Closed and without sessions, yet the empty account cannot be removed: why.</summary>
    public string? Residue { get; init; }

    /// <summary>What the account owned and where it went.</summary>
    public ImmutableArray<string> Kept { get; init; } = [];

    /// <summary>What became different on what the account could alter, with what makes it as it was; one line each, the first of them if there are many.</summary>
    public ImmutableArray<string> Changes { get; init; } = [];

    [JsonIgnore]
    public bool IsOver => EndedAt is not null;
}

/// <summary>The decision to end, written before anything is done about it.</summary>
/// <param name="At">UTC, when it was decided.</param>
/// <param name="Due">UTC, when access should have been over: the grant's end, or at once.</param>
/// <param name="By">Who ended it; null when nobody did.</param>
public sealed record Ending(EndCause Cause, DateTimeOffset At, DateTimeOffset Due, PersonId? By, string? Reason)
{
    /// <summary>How often the operators were told that the end is overdue.</summary>
    public int OverstayNotices { get; init; }

    /// <summary>UTC, when they were last told.</summary>
    public DateTimeOffset? ToldAt { get; init; }
}
