using System.Collections.Immutable;
using JitBot.Core.People;

namespace JitBot.Core.Approvals;

public enum Verdict
{
    Approve,
    Deny,
}

/// <summary>One approver's word on a request.</summary>
/// <param name="At">UTC.</param>
public sealed record Decision(PersonId Approver, Verdict Verdict, DateTimeOffset At, string? Reason)
{
    /// <summary>Which of the rule's steps it was given on, from 0.</summary>
    public int Step { get; init; }

    /// <summary>The step's groups they were in at that moment; of a group that joined in later, all of the step's.</summary>
    public ImmutableArray<string> Groups { get; init; } = [];
}

/// <summary>A step that waited too long, and the groups that may decide, too, from then on.</summary>
/// <param name="Step">From 0.</param>
/// <param name="At">UTC.</param>
public sealed record Escalation(int Step, ImmutableArray<string> Groups, DateTimeOffset At);
