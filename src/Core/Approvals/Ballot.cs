using System.Collections.Immutable;
using JitBot.Core.Audit;
using JitBot.Core.Grants;
using JitBot.Core.Policy;
using JitBot.Core.Requests;

namespace JitBot.Core.Approvals;

/// <summary>What of a request waits for its approvers: the request itself, or more time for it.</summary>
/// <param name="OpenedAt">UTC; when it was asked.</param>
/// <param name="ClosesAt">UTC; from then on nothing is decided any more.</param>
/// <param name="Extension">Null if it is the request itself.</param>
public sealed record Ballot(
    PinnedRule Rule,
    ImmutableArray<Decision> Decisions,
    ImmutableArray<Escalation> Escalations,
    DateTimeOffset OpenedAt,
    DateTimeOffset ClosesAt,
    Extension? Extension)
{
    /// <returns>Null if nothing waits.</returns>
    public static Ballot? Of(AccessRequest request) => request switch
    {
        { State: RequestState.Pending } => new(request.Rule, request.Decisions, request.Escalations, request.SubmittedAt, request.LapsesAt, null),
        { OpenExtension: { } asked } => new(asked.Rule, asked.Decisions, [], asked.AskedAt, asked.From, asked),
        _ => null,
    };

    /// <summary>Which of the rule's steps waits, from 0; as many as there are if none does any more.</summary>
    public int OpenStep => Enumerable.Range(0, Rule.Steps.Length).FirstOrDefault(step => Given(step) < Rule.Steps[step].Needed, Rule.Steps.Length);

    /// <summary>The step that waits, with no groups in it that only join in later.</summary>
    public ApprovalStep? Step => OpenStep < Rule.Steps.Length ? Rule.Steps[OpenStep] : null;

    /// <summary>The groups that have joined in on the step that waits.</summary>
    public ImmutableArray<string> JoinedIn => [.. Escalations.Where(escalation => escalation.Step == OpenStep).SelectMany(escalation => escalation.Groups)];

    /// <summary>Everybody's groups who may decide now.</summary>
    public ImmutableArray<string> Deciders => Step is { } step ? [.. step.Groups.Concat(JoinedIn).Distinct(StringComparer.OrdinalIgnoreCase)] : [];

    /// <summary>UTC; since when the open step has waited.</summary>
    public DateTimeOffset StepSince => Decisions.Where(decision => decision.Step < OpenStep).Select(decision => decision.At).DefaultIfEmpty(OpenedAt).Max();

    /// <summary>When the next group joins in, and which; null if none does.</summary>
    public (DateTimeOffset At, string Group)? NextEscalation =>
        Step is { EscalateAfter: { } after } step && JoinedIn.Length < step.EscalateTo.Length
            ? (StepSince + (after * (JoinedIn.Length + 1)), step.EscalateTo[JoinedIn.Length])
            : null;

    /// <summary>How many of a step's approvals are there.</summary>
    public int Given(int step) => Quorum.Seated(Rule.Steps[step], Voters(step));

    public IReadOnlyList<ImmutableArray<string>> Voters(int step) =>
        [.. Decisions.Where(decision => decision.Step == step && decision.Verdict == Verdict.Approve).Select(decision => decision.Groups)];

    /// <summary>Through which of the step's groups somebody counts who is in these: one that joined in stands for any of them.</summary>
    public ImmutableArray<string> CountsFor(IReadOnlyCollection<string> groups) => Step switch
    {
        null => [],
        { } step when JoinedIn.Any(joined => groups.Contains(joined, StringComparer.OrdinalIgnoreCase)) => step.Groups,
        { } step => [.. step.Groups.Where(group => groups.Contains(group, StringComparer.OrdinalIgnoreCase))],
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

    /// <summary>A decision on the step that was open, on record.</summary>
    /// <param name="cast">This ballot with the decision in it.</param>
    public AuditEntry Entry(Ballot cast, Decision decision) => AuditEntry.Of(
        decision.At,
        decision.Verdict == Verdict.Approve ? AuditEvents.ApprovalGiven : Extension is null ? AuditEvents.Denied : AuditEvents.ExtensionDenied,
        decision.Approver.Value,
        decision.Reason,
        [
            ("rule", Rule.Name), ("step", $"{decision.Step + 1} of {Rule.Steps.Length}"), ("groups", string.Join(", ", decision.Groups)),
            ("approvals", $"{cast.Given(decision.Step)} of {Rule.Steps[decision.Step].Needed}"),
            .. Extension is null ? Array.Empty<(string, string)>() : [("extends by", Extension.By.ToString("c"))],
        ]);
}
