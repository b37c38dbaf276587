using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JitBot.Bot.Bytebase.Api;
using JitBot.Core.Statements;

namespace JitBot.Bot.Bytebase;

/// <summary>What is asked of Bytebase, as it is shown: bounded and printable.</summary>
internal sealed record IssueFacts
{
    public required IssueKind Kind { get; init; }

    /// <summary>The e-mail address of who asks.</summary>
    public required string Creator { get; init; }

    /// <summary>Of who would have it; nearly always the same.</summary>
    public required string Holder { get; init; }

    public string Reason { get; init; } = "";

    /// <summary>As in <c>instances/prod-pg/databases/ledger</c>.</summary>
    public ImmutableArray<string> Targets { get; init; } = [];

    /// <summary>The one that may be run, without white space at its ends, otherwise letter for letter.</summary>
    public string Statement { get; init; } = "";

    /// <summary>Tells the statement from any other: its SHA-256.</summary>
    [JsonIgnore]
    public string StatementDigest => new ApprovedStatement(Statement, Export, null).Hash;

    public string Schema { get; init; } = "";
    public string Container { get; init; } = "";
    public bool Unmask { get; init; }
    public bool Export { get; init; }

    /// <summary>Counted from the approval; null where an end is asked for.</summary>
    public TimeSpan? Ttl { get; init; }

    /// <summary>UTC; null where a length of time is asked for, or no end.</summary>
    public DateTimeOffset? Until { get; init; }

    public string Role { get; init; } = "";

    /// <summary>CEL, letter for letter.</summary>
    public string Condition { get; init; } = "";

    /// <summary>Bytebase's own, of which one person each approves, in this order.</summary>
    public ImmutableArray<string> Roles { get; init; } = [];

    public ImmutableArray<IssueApprover> Heard { get; init; } = [];

    /// <summary>The grant's full name; null if there is none.</summary>
    public string? Grant { get; init; }

    /// <summary>Made of all that is shown, as Bytebase has it, and of who was heard: another is asked when it changes (rule 36).</summary>
    public required string Terms { get; init; }

    /// <summary>Why nobody can be shown exactly what they would approve; null if they can.</summary>
    public string? CannotShow { get; init; }

    /// <summary>Of who asks and who would have it those whose address nobody here has: they may be anybody, also whoever decides (rule 35).</summary>
    public ImmutableArray<string> Strangers { get; init; } = [];

    /// <summary>Whose turn it is; null if it is nobody's.</summary>
    [JsonIgnore]
    public string? OpenRole => Heard.All(heard => heard.Approved) ? Roles.ElementAtOrDefault(Heard.Length) : null;

    /// <summary>For one of its roles, in Bytebase itself.</summary>
    public bool IsApprovedBy(string email) => Heard.Any(heard => heard.Approved && string.Equals(heard.Email, email, StringComparison.OrdinalIgnoreCase));

    public bool IsOf(string email) => email.Length > 0
        && (string.Equals(email, Creator, StringComparison.OrdinalIgnoreCase) || string.Equals(email, Holder, StringComparison.OrdinalIgnoreCase));
}

/// <summary>How an issue, and what it is about, stands in Bytebase.</summary>
internal enum IssueStanding
{
    /// <summary>Bytebase has not found the rule that says who approves.</summary>
    Checking,
    Waiting,

    /// <summary>Approved, and yet there is no access.</summary>
    NotActive,
    Active,

    /// <summary>A grant that counts as active and has no end authorises nothing.</summary>
    WithoutEnd,
    Expired,
    Revoked,
    Rejected,
    Canceled,

    /// <summary>There is no such issue any more, or nobody can read it.</summary>
    Gone,
}

/// <summary>What one look at Bytebase found.</summary>
/// <param name="End">Of access that is there, UTC; null if it has none.</param>
internal sealed record IssueSeen(IssueFacts Facts, IssueStanding Standing, DateTimeOffset? End);
