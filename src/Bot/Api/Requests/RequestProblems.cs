using System.Collections.Immutable;
using JitBot.Bot.Conversation;
using JitBot.Core.Approvals;
using JitBot.Core.Requests;

namespace JitBot.Bot.Api.Requests;

/// <summary>Refusals of what is done to requests, as problems.</summary>
internal static class RequestProblems
{
    private const int Forbidden = StatusCodes.Status403Forbidden;
    private const int Conflict = StatusCodes.Status409Conflict;
    private const int Unprocessable = StatusCodes.Status422UnprocessableEntity;
    private const int Unavailable = StatusCodes.Status503ServiceUnavailable;

    public static readonly ApiAnswer Unknown = ApiAnswer.Problem(StatusCodes.Status404NotFound, "unknown-request",
        "There is no such request among those that this token shows. It may be older than what is kept, or another installation's.");

    public static ApiAnswer NotReady(IEnumerable<DraftProblem> problems) =>
        ApiAnswer.Problem(Unprocessable, "not-ready", "This cannot be asked for as it is; nothing was submitted.", NewRequest.Errors(problems));

    public static ApiAnswer Of(PreviewOutcome outcome) => outcome switch
    {
        PreviewOutcome.Previewed previewed => NotReady(previewed.Analysis.Problems),
        PreviewOutcome.UnknownTarget => ApiAnswer.Problem(Unprocessable, "unknown-target", Wording.Of(outcome)),
        PreviewOutcome.TargetUnreachable => ApiAnswer.Problem(Unavailable, "target-unreachable", Wording.Of(outcome)) with { RetryAfter = 60 },
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    public static ApiAnswer Of(SubmitOutcome outcome)
    {
        return outcome switch
        {
            SubmitOutcome.NotReady notReady => Of(notReady.Why),
            SubmitOutcome.RequesterDisabled => Say(Forbidden, "requester-disabled"),
            SubmitOutcome.DeniedByPolicy => Say(Forbidden, "denied-by-policy"),
            SubmitOutcome.CapReached => Say(Conflict, "cap-reached"),
            SubmitOutcome.NobodyToDecide => Say(Conflict, "nobody-to-decide"),
            SubmitOutcome.TooManyPending => Say(Conflict, "too-many-pending"),
            _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
        };

        ApiAnswer Say(int status, string slug) => ApiAnswer.Problem(status, slug, Wording.Of(outcome, readAlong: true));
    }

    public static ApiAnswer Of(DecideOutcome outcome, Names names)
    {
        return outcome switch
        {
            DecideOutcome.DeniedByPolicy => Say(Forbidden, "denied-by-policy"),
            DecideOutcome.NeededLater => Say(Conflict, "needed-later"),
            DecideOutcome.CapReached => Say(Conflict, "cap-reached"),
            DecideOutcome.AlreadyDecided => Say(Conflict, "already-decided"),
            DecideOutcome.AlreadyVoted => Say(Conflict, "already-voted"),
            DecideOutcome.TermsChanged => Say(Conflict, "terms-changed"),
            DecideOutcome.OwnRequest => Say(Forbidden, "own-request"),
            DecideOutcome.NotAnApprover => Say(Forbidden, "not-an-approver"),
            DecideOutcome.SourceNotNamed => Say(Forbidden, "source-not-named"),
            DecideOutcome.NotLinked => Say(Forbidden, "not-linked"),
            DecideOutcome.GroupsUnknown => Say(Unavailable, "groups-unknown") with { RetryAfter = 60 },
            DecideOutcome.ApproverDisabled => Say(Forbidden, "approver-disabled"),
            DecideOutcome.RequesterDisabled => Say(Conflict, "requester-disabled"),
            DecideOutcome.ReasonNeeded needed => Say(Unprocessable, "reason-needed", NewRequest.Errors([needed.Problem])),
            DecideOutcome.UnknownRequest => Unknown,
            _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
        };

        ApiAnswer Say(int status, string slug, ImmutableArray<ApiError>? errors = null) => ApiAnswer.Problem(status, slug, Wording.Of(outcome, names)!, errors);
    }

    public static ApiAnswer Of(WithdrawOutcome outcome) => outcome switch
    {
        WithdrawOutcome.AlreadyDecided => ApiAnswer.Problem(Conflict, "already-decided", Wording.Of(outcome)!),
        WithdrawOutcome.NotYours => ApiAnswer.Problem(Forbidden, "not-yours", Wording.Of(outcome)!),
        WithdrawOutcome.UnknownRequest => Unknown,
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };
}
