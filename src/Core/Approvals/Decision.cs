using JitBot.Core.People;

namespace JitBot.Core.Approvals;

public enum Verdict
{
    Approve,
    Deny,
}

/// <summary>One approver's word on a request.</summary>
/// <param name="At">UTC.</param>
public sealed record Decision(PersonId Approver, Verdict Verdict, DateTimeOffset At, string? Reason);
