using System.Collections.Immutable;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Cards;
using JitBot.Core.Audit;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Sweep;

namespace JitBot.Bot.Reports;

/// <summary>Who has access at a moment, and who had it in the time before: what an access review looks at.</summary>
/// <param name="From">UTC.</param>
/// <param name="To">UTC; the moment it is as of, where that is now.</param>
/// <param name="At">UTC, when it was made.</param>
/// <param name="Live">Those that are live when it is made, whatever the period.</param>
/// <param name="Grants">Those that were live at any time in between, newest first.</param>
/// <param name="IsCut">There are more than a report takes; the oldest are left out.</param>
/// <param name="Head">Where the record stood; null if nothing was ever sealed.</param>
internal sealed record AccessReport(
    DateTimeOffset From, DateTimeOffset To, DateTimeOffset At, ImmutableArray<ReportedGrant> Live, ImmutableArray<ReportedGrant> Grants, bool IsCut,
    ImmutableArray<TargetResidue> Residue, Signed<AuditHead>? Head);

/// <summary>One grant in a line.</summary>
/// <param name="Person">Whose it is, by the name that the directory has.</param>
/// <param name="What">Such as <c>write on hr-prod</c>.</param>
/// <param name="Reach">Such as <c>hr: 3 tables</c>.</param>
/// <param name="Start">UTC.</param>
/// <param name="Until">UTC, when it ends or was to end.</param>
/// <param name="End">UTC, when it was gone; null while it is not.</param>
/// <param name="Ended">Why it ended; empty while it has not.</param>
internal sealed record ReportedGrant(
    RequestId Request, string Person, string Target, string What, string Reach, string Account, DateTimeOffset Start, DateTimeOffset Until, DateTimeOffset? End, string Ended)
{
    /// <summary>Those who approved it; empty where nobody had to.</summary>
    public ImmutableArray<string> Approvers { get; init; } = [];

    /// <summary>The rule it was given under.</summary>
    public required string Rule { get; init; }

    public required string Reason { get; init; }

    /// <returns>Null if it was never live.</returns>
    public static ReportedGrant? Of(AccessRequest request, Names names) => request.Grant is not { ActiveSince: { } start, EndsAt: { } until } grant ? null
        : new(request.Id, names[request.Requester], request.Scope.Target, ScopeWords.Title(request.Scope), ScopeWords.Brief(request.Scope), grant.AccountName, start, until, grant.EndedAt,
            grant.Ending is { } ending ? Words(ending.Cause, ending.By, names) : "")
        {
            Approvers = [.. request.Decisions.Select(decision => names[decision.Approver]).Distinct(StringComparer.Ordinal)],
            Rule = request.Rule.Name,
            Reason = request.Reason,
        };

    private static string Words(Core.Grants.EndCause cause, PersonId? by, Names names) => cause switch
    {
        Core.Grants.EndCause.Expired => "its time was over",
        Core.Grants.EndCause.GivenBack => "given back",
        Core.Grants.EndCause.Revoked => $"revoked by {(by is { } who ? names[who] : "an owner")}",
        Core.Grants.EndCause.NotIssued => "could not be given",
        Core.Grants.EndCause.AccountMissing => "its account was missing",
        Core.Grants.EndCause.HolderDisabled => "its holder was disabled",
        _ => throw new InvalidOperationException($"Unknown cause {cause}."),
    };
}
