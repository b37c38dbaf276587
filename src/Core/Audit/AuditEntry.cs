using System.Collections.Immutable;
using JitBot.Core.People;

namespace JitBot.Core.Audit;

/// <summary>One step of a request's life on record, written in the same commit as the step itself.</summary>
public sealed record AuditEntry
{
    /// <summary>UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>One of <see cref="AuditEvents"/>.</summary>
    public required string Event { get; init; }

    /// <summary>A person's id, or <c>jitbot</c> for what the service did by itself.</summary>
    public required string Actor { get; init; }

    /// <summary>Through which door and as whom there, such as <c>slack T0123/U0456</c>; null for what the service did by itself.</summary>
    public string? Via { get; init; }

    /// <summary>The actor's own words, if they gave any.</summary>
    public string? Reason { get; init; }

    /// <summary>What an auditor needs beside it: rule, scope, account, cause. Never a secret, never a row of data.</summary>
    public ImmutableSortedDictionary<string, string> Facts { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public const string Service = "jitbot";

    /// <summary>What somebody did.</summary>
    public static AuditEntry By(DateTimeOffset at, string @event, Person actor, string? reason = null, params ReadOnlySpan<(string Key, string Value)> facts) =>
        Of(at, @event, actor.Id.Value, reason, facts) with { Via = actor.Via };

    public static AuditEntry Of(DateTimeOffset at, string @event, string actor, string? reason = null, params ReadOnlySpan<(string Key, string Value)> facts)
    {
        var all = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in facts)
        {
            all[key] = value;
        }

        return new() { At = at, Event = @event, Actor = actor, Reason = reason, Facts = all.ToImmutable() };
    }
}

/// <summary>The steps that are recorded, by the names auditors and tools see. A name is never reused for something else.</summary>
public static class AuditEvents
{
    public const string Submitted = "request.submitted";
    public const string Withdrawn = "request.withdrawn";
    public const string Lapsed = "request.lapsed";
    public const string Nudged = "request.nudged";
    public const string Escalated = "request.escalated";
    public const string Automatic = "approval.automatic";
    public const string DeniedByPolicy = "approval.denied-by-policy";
    public const string ApprovalGiven = "approval.given";
    public const string Denied = "approval.denied";
    public const string Issued = "grant.issued";
    public const string IssueRefused = "grant.issue-refused";
    public const string SecretShown = "grant.secret-shown";
    public const string ExtensionAsked = "extension.asked";
    public const string ExtensionDenied = "extension.denied";
    public const string Extended = "grant.extended";
    public const string EndMoved = "grant.end-moved";
    public const string Reminded = "grant.reminded";
    public const string EndBegun = "grant.ending";
    public const string Overstay = "grant.overstay";
    public const string Residue = "grant.residue";
    public const string Ended = "grant.ended";
    public const string Confirmed = "grant.confirmed";
    public const string RunBegun = "statement.run-begun";
    public const string RunEnded = "statement.run-ended";
    public const string FindingDecided = "finding.decided";
    public const string FindingSeen = "finding.seen";
    public const string HoldBegun = "hold.begun";
    public const string HoldReleased = "hold.released";
    public const string Started = "service.started";
    public const string PolicyInForce = "policy.in-force";
    public const string TokenCreated = "token.created";
    public const string TokenRevoked = "token.revoked";
    public const string Refused = "inbound.refused";
    public const string IncidentOpened = "incident.opened";
    public const string IncidentChanged = "incident.severity-changed";
    public const string IncidentClosed = "incident.closed";
    public const string HistoryCut = "audit.history-cut";
    public const string Exported = "audit.exported";
    public const string BytebaseFound = "bytebase.found";
    public const string BytebaseAskedAnew = "bytebase.asked-anew";
    public const string BytebaseWordGiven = "bytebase.word-given";
    public const string BytebaseWordTaken = "bytebase.word-taken";
    public const string BytebaseWordFailed = "bytebase.word-failed";
    public const string BytebaseChanged = "bytebase.changed";
    public const string BytebaseReminded = "bytebase.reminded";
}
