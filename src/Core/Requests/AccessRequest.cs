using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JitBot.Core.Approvals;
using JitBot.Core.Audit;
using JitBot.Core.Grants;
using JitBot.Core.People;
using JitBot.Core.Policy;
using JitBot.Core.Statements;
using JitBot.Core.Targets;
using JitBot.Core.Work;

namespace JitBot.Core.Requests;

public enum RequestState
{
    /// <summary>Waits for approvers.</summary>
    Pending,

    /// <summary>Approved; the account is being made.</summary>
    Approved,

    /// <summary>The account is there; its credentials can be shown.</summary>
    Active,

    /// <summary>Access is over; the account is being closed and removed.</summary>
    Ending,

    /// <summary>The account was seen to be gone.</summary>
    Ended,

    Denied,
    Withdrawn,
    Lapsed,
}

/// <summary>
/// The document: one request with all that became of it, changed one conditional write at a time. Times are UTC in whole milliseconds.
/// It never holds a secret, a statement's result or a row of data.
/// </summary>
public sealed record AccessRequest
{
    /// <summary>The newest schema that can be read.</summary>
    public const int CurrentSchema = 3;

    /// <summary>From which schema on there are requests for a statement: to whom knows none, it would be a login, and its scope another.</summary>
    public const int StatementSchema = 2;

    /// <summary>From which schema on there are statements for several databases: to whom knows none, it would be for the first alone.</summary>
    public const int SeveralDatabasesSchema = 3;

    public int SchemaVersion { get; init; } = 1;

    public required RequestId Id { get; init; }

    /// <summary>The store's concurrency number; kept beside the document.</summary>
    [JsonIgnore]
    public long Version { get; init; }

    /// <summary>Raised only when what an approver was shown changes. Buttons carry it, so that what is approved is what was shown.</summary>
    public int Terms { get; init; } = 1;

    /// <summary>Raised whenever a card would read differently.</summary>
    public int Revision { get; init; } = 1;

    /// <summary>The revision that all cards were brought to.</summary>
    public int CardsShown { get; init; }

    public required RequestState State { get; init; }

    public required Origin Origin { get; init; }
    public required PersonId Requester { get; init; }
    public required AccessScope Scope { get; init; }

    /// <summary>What alone is run with the account; null if it is a login that somebody uses themselves.</summary>
    public ApprovedStatement? Statement { get; init; }

    /// <summary>What masking says of the scope in its first database; null if it says nothing.</summary>
    public MaskedColumns? Masked { get; init; }

    /// <summary>One for each of <see cref="AccessScope.Also"/>, in the same order.</summary>
    public ImmutableArray<StatementPlace> Elsewhere { get; init; } = [];

    /// <summary>
    /// How long access lasts, counted from when it becomes active. With <see cref="Until"/>, what was left until then when it was asked, so the most it
    /// can be.
    /// </summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The end that was asked for, however late access begins; null where time is counted.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Empty if the rule asks for none and none was given.</summary>
    public required string Reason { get; init; }

    public string? Ticket { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>Undecided until then, it lapses.</summary>
    public required DateTimeOffset LapsesAt { get; init; }

    public required PinnedRule Rule { get; init; }

    /// <summary>Why that rule applied, as it was found when it was asked. Null if that is not known.</summary>
    public PolicyExplanation? Explanation { get; init; }

    public ImmutableArray<Decision> Decisions { get; init; } = [];

    /// <summary>The steps that waited too long, and who joined in.</summary>
    public ImmutableArray<Escalation> Escalations { get; init; } = [];

    /// <summary>When the requester nudged those who decide, which they can do once.</summary>
    public DateTimeOffset? NudgedAt { get; init; }

    public required Grant Grant { get; init; }

    /// <summary>Every ask for more time, oldest first.</summary>
    public ImmutableArray<Extension> Extensions { get; init; } = [];

    public ImmutableArray<PostedCard> Cards { get; init; } = [];

    /// <summary>The whole trail, oldest first.</summary>
    public ImmutableArray<AuditEntry> Audit { get; init; } = [];

    public ImmutableDictionary<WorkKind, Retry> Retries { get; init; } = ImmutableDictionary<WorkKind, Retry>.Empty;

    /// <summary>When it reached the state it is in.</summary>
    public required DateTimeOffset StateSince { get; init; }

    /// <summary>The ask for more time that waits for its approvers. One that waits when access ends is void.</summary>
    [JsonIgnore]
    public Extension? OpenExtension => State == RequestState.Active && Extensions is [.., { Verdict: null } last] ? last : null;

    /// <summary>What an approver is shown of each database that a statement is for, in the order in which it is run in them; of a login the one.</summary>
    [JsonIgnore]
    public ImmutableArray<StatementPlace> Places => [new(Scope.Database, Masked, Statement?.Plan), .. Elsewhere];

    [JsonIgnore]
    public bool IsOver => State is RequestState.Ended or RequestState.Denied or RequestState.Withdrawn or RequestState.Lapsed;

    [JsonIgnore]
    public Account Account => new(Id, Requester, Grant.AccountName, Grant.ServerId, Scope.Database, Grant.EndsAt ?? EndIfActiveFrom(StateSince)) { Address = Scope.Address, Own = Grant.OwnLogin };

    /// <summary>When access ends that becomes active at this moment, unless it is extended. An absolute end stays absolute.</summary>
    public DateTimeOffset EndIfActiveFrom(DateTimeOffset moment) => Until ?? moment + Duration;
}
