using JitBot.Core.Audit;
using JitBot.Core.Requests;
using JitBot.Core.Work;

namespace JitBot.Core.Grants;

internal static class EndingGrants
{
    /// <summary>Writes down that access is over, before anything is done about it: from here no reveal and no extension goes through.</summary>
    /// <param name="via">See <see cref="AuditEntry.Via"/>.</param>
    public static AccessRequest BeginEnding(this AccessRequest request, Ending ending, string? via = null) =>
        request.MoveTo(RequestState.Ending, AuditEntry.Of(ending.At,
            ending.Cause == EndCause.NotIssued ? AuditEvents.IssueRefused : AuditEvents.EndBegun,
            ending.By?.Value ?? AuditEntry.Service, ending.Reason, ("cause", ending.Cause.ToString())) with { Via = via }) with
        {
            Grant = request.Grant with { Ending = ending, SecretShownAt = null },
        };

    /// <summary>What stood in the way of the end when it was last tried, for the operator; null if nothing is known.</summary>
    public static string? WhyNotEnded(this AccessRequest request) =>
        request.Retries.GetValueOrDefault(WorkKind.End)?.Why
        ?? request.Grant.Residue
        ?? request.Audit.LastOrDefault(entry => entry.Event == AuditEvents.Overstay)?.Facts.GetValueOrDefault("why");

    public static bool HasAccess(this AccessRequest request) => request.State is RequestState.Approved or RequestState.Active;
}
