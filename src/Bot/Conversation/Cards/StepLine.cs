using System.Collections.Frozen;
using JitBot.Core.Approvals;
using JitBot.Core.Audit;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation.Cards;

/// <summary>
/// In the thread below the decision card: what has happened since, one line a step. An edit of the card notifies nobody; a line in its thread
/// tells those who follow it.
/// </summary>
internal static class StepLine
{
    // A thread is read by people; what goes on longer is on record.
    private const int MostTold = 20;

    private static readonly FrozenSet<string> Told =
    [
        AuditEvents.Automatic, AuditEvents.Nudged, AuditEvents.Escalated, AuditEvents.Withdrawn, AuditEvents.Lapsed, AuditEvents.ApprovalGiven, AuditEvents.Denied,
        AuditEvents.DeniedByPolicy, AuditEvents.Issued, AuditEvents.IssueRefused,
        AuditEvents.ExtensionAsked, AuditEvents.ExtensionDenied, AuditEvents.Extended, AuditEvents.EndBegun, AuditEvents.Ended,
    ];

    /// <summary>The places on record of the steps that are told.</summary>
    public static IEnumerable<int> Of(AccessRequest request, Target? target) =>
        Enumerable.Range(0, request.Audit.Length).Where(step => IsTold(request.Audit[step].Event, target)).Take(MostTold);

    /// <returns>A card of a line or two, without a title.</returns>
    public static CardView? Of(AccessRequest request, int step, Names names)
    {
        if (step >= request.Audit.Length)
        {
            return null;
        }

        var words = Trail.Words(request, request.Audit[step], names);
        return new()
        {
            Title = "",
            Tone = CardTone.Neutral,
            Summary = words.ToString(),
            Text = request.Audit[step].Reason is { } said ? [words, CardText.Quote(said)] : [words],
        };
    }

    /// <summary>Whether somebody has to do something now who had nothing to do before.</summary>
    public static bool Calls(AccessRequest request, int step) => request.State == RequestState.Pending && step < request.Audit.Length && request.Audit[step].Event switch
    {
        AuditEvents.Nudged or AuditEvents.Escalated => true,
        AuditEvents.ApprovalGiven => Ballot.Of(request)!.StepSince == request.Audit[step].At,
        _ => false,
    };

    private static bool IsTold(string step, Target? target) => Told.Contains(step) || (step == AuditEvents.Reminded && target is { RemindInChannel: true });
}
