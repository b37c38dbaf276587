using System.Collections.Immutable;
using JitBot.Core.Requests;

namespace JitBot.Bot.Bytebase;

/// <summary>What became of a word that somebody gave about an issue.</summary>
internal abstract record IssueOutcome
{
    private IssueOutcome() { }

    /// <summary>On record, and on its way to Bytebase; the card says what came of it.</summary>
    public sealed record Given(IssueWord Word) : IssueOutcome;

    /// <summary>Somebody's word is on its way there already.</summary>
    public sealed record OnItsWay(IssueWord Word) : IssueOutcome;

    /// <summary>There is nothing left to decide, or no access to end.</summary>
    public sealed record AlreadyDecided : IssueOutcome;

    /// <summary>It is not what they were shown.</summary>
    public sealed record TermsChanged : IssueOutcome;

    public sealed record OwnRequest : IssueOutcome;

    /// <summary>They approved for a role of Bytebase's already; the next is for somebody else.</summary>
    public sealed record AlreadyApproved : IssueOutcome;

    public sealed record NotAnApprover(ImmutableArray<string> Groups) : IssueOutcome;

    /// <summary>Nobody can say at the moment who is in some of the groups.</summary>
    public sealed record GroupsUnknown(ImmutableArray<string> Groups) : IssueOutcome;

    public sealed record ApproverDisabled : IssueOutcome;

    public sealed record RequesterDisabled(string Email) : IssueOutcome;

    /// <summary>Nobody here has these addresses, so whoever decides may be one of them.</summary>
    public sealed record RequesterUnknown(ImmutableArray<string> Emails) : IssueOutcome;

    /// <summary>It waits for a role of Bytebase's that the service account does not hold.</summary>
    public sealed record WaitsForRole(string Role) : IssueOutcome;

    /// <summary>What would be approved cannot be shown.</summary>
    public sealed record CannotShow(string Why) : IssueOutcome;

    /// <summary>All of what would be approved does not stand where they read it.</summary>
    public sealed record NotWhole : IssueOutcome;

    public sealed record ReasonNeeded(DraftProblem Problem) : IssueOutcome;

    /// <summary>Only access to run a statement is ended here.</summary>
    public sealed record NotToEnd : IssueOutcome;

    public sealed record UnknownIssue : IssueOutcome;
}
