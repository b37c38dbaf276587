using System.Collections.Immutable;
using JitBot.Bot.Api.Requests;
using JitBot.Bot.Conversation;
using JitBot.Core.Grants;
using JitBot.Core.Requests;

namespace JitBot.Bot.Api.Grants;

/// <summary>Refusals of what is done to grants, as problems.</summary>
internal static class GrantProblems
{
    private const int Forbidden = StatusCodes.Status403Forbidden;
    private const int Conflict = StatusCodes.Status409Conflict;
    private const int Unprocessable = StatusCodes.Status422UnprocessableEntity;

    public static readonly ApiAnswer Unknown = ApiAnswer.Problem(StatusCodes.Status404NotFound, "unknown-grant",
        "There is no such grant among those that this token shows. It may be older than what is kept, or its request was not approved.");

    public static ApiAnswer NotATime(string by) =>
        ApiAnswer.Problem(Unprocessable, "not-ready", "This cannot be asked for as it is; nothing was changed.", By(new DraftProblem.NotATime(Core.PlainText.Shorten(by.Trim(), 40))));

    public static ApiAnswer Of(ExtendOutcome outcome)
    {
        return outcome switch
        {
            ExtendOutcome.AlreadyAsked => Say(Conflict, "already-asked"),
            ExtendOutcome.EndMoved => Say(Conflict, "terms-changed"),
            ExtendOutcome.NoAccess => Say(Conflict, "no-access"),
            ExtendOutcome.NotYours => Say(Forbidden, "not-yours"),
            ExtendOutcome.Refused { Problem: { Field: DraftField.Reason } problem } => Say(Unprocessable, "reason-needed", NewRequest.Errors([problem])),
            ExtendOutcome.Refused refused => Say(Unprocessable, "not-ready", By(refused.Problem)),
            ExtendOutcome.TooLong => Say(Unprocessable, "too-long"),
            ExtendOutcome.NobodyToDecide => Say(Conflict, "nobody-to-decide"),
            ExtendOutcome.DeniedByPolicy => Say(Forbidden, "denied-by-policy"),
            ExtendOutcome.TooOften => Say(Conflict, "too-often"),
            ExtendOutcome.Unbound => Say(Conflict, "unbound"),
            ExtendOutcome.TargetGone => Say(Conflict, "target-gone"),
            ExtendOutcome.UnknownRequest => Unknown,
            _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
        };

        ApiAnswer Say(int status, string slug, ImmutableArray<ApiError>? errors = null) => ApiAnswer.Problem(status, slug, Wording.Of(outcome), errors);
    }

    public static ApiAnswer Of(GiveBackOutcome outcome) => outcome switch
    {
        GiveBackOutcome.NothingToEnd => ApiAnswer.Problem(Conflict, "no-access", Wording.Of(outcome)),
        GiveBackOutcome.NotYours => ApiAnswer.Problem(Forbidden, "not-yours", Wording.Of(outcome)),
        GiveBackOutcome.UnknownRequest => Unknown,
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    public static ApiAnswer Of(RevokeOutcome outcome, Names names) => outcome switch
    {
        RevokeOutcome.NothingToEnd => ApiAnswer.Problem(Conflict, "no-access", Wording.Of(outcome, names)),
        RevokeOutcome.NotAnOwner => ApiAnswer.Problem(Forbidden, "not-an-owner", Wording.Of(outcome, names)),
        RevokeOutcome.ReasonNeeded needed => ApiAnswer.Problem(Unprocessable, "reason-needed", Wording.Of(outcome, names), NewRequest.Errors([needed.Problem])),
        RevokeOutcome.UnknownRequest => Unknown,
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    private static ImmutableArray<ApiError> By(DraftProblem problem) => [new() { Pointer = "#/by", Detail = Wording.Of(problem) }];
}
