using System.Collections.Immutable;
using JitBot.Core.Audit;
using JitBot.Core.Grants;
using JitBot.Core.Policy;
using JitBot.Core.Requests;

namespace JitBot.Core.Approvals;

/// <summary>What of a request waits for its approvers: the request itself, or more time for it.</summary>
/// <param name="ClosesAt">UTC; from then on nothing is decided any more.</param>
/// <param name="Extension">Null if it is the request itself.</param>
internal sealed record Ballot(PinnedRule Rule, ImmutableArray<Decision> Decisions, DateTimeOffset ClosesAt, Extension? Extension)
{
    public int ApprovalsGiven => Decisions.Count(decision => decision.Verdict == Verdict.Approve);

    /// <returns>Null if nothing waits.</returns>
    public static Ballot? Of(AccessRequest request) => request switch
    {
        { State: RequestState.Pending } => new(request.Rule, request.Decisions, request.LapsesAt, null),
        { OpenExtension: { } asked } => new(asked.Rule, asked.Decisions, asked.From, asked),
        _ => null,
    };

    /// <summary>The request with one more decision in its place.</summary>
    public AccessRequest Cast(AccessRequest request, Decision decision) => Extension is { } asked
        ? request.Put(asked with { Decisions = asked.Decisions.Add(decision) })
        : request with { Decisions = request.Decisions.Add(decision) };

    /// <summary>The request with enough approvals on it.</summary>
    public AccessRequest Approve(AccessRequest request, AuditEntry entry) => Extension is { } asked
        ? request.Record(entry).Lengthen(asked, entry.At)
        : request.MoveTo(RequestState.Approved, entry);

    public AccessRequest Deny(AccessRequest request, AuditEntry entry) => Extension is { } asked
        ? request.Record(entry).Settle(asked, Verdict.Deny)
        : request.MoveTo(RequestState.Denied, entry);

    /// <summary>The decision last cast, on record.</summary>
    public AuditEntry Entry(DecideCommand command, string? reason, DateTimeOffset now) => AuditEntry.Of(
        now,
        command.Verdict == Verdict.Approve ? AuditEvents.ApprovalGiven : Extension is null ? AuditEvents.Denied : AuditEvents.ExtensionDenied,
        command.Approver.Id.Value,
        reason,
        [
            ("rule", Rule.Name), ("approvals", $"{ApprovalsGiven} of {Rule.ApprovalsNeeded}"),
            .. Extension is null ? Array.Empty<(string, string)>() : [("extends by", Extension.By.ToString("c"))],
        ]);
}
