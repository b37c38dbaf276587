using System.Collections.Immutable;
using System.ComponentModel;
using JitBot.Bot.Api.Requests;
using JitBot.Core.Grants;
using JitBot.Core.Requests;

namespace JitBot.Bot.Api.Grants;

/// <summary>The access that came of a request. Never its credentials: those are shown to the holder in a chat. Times are UTC.</summary>
internal sealed record GrantView
{
    [Description("The request's id.")]
    public required string Id { get; init; }

    [Description("approved while the account is being made, active, ending, ended.")]
    public required RequestState State { get; init; }

    [Description("The request's number of terms, which an extension can name.")]
    public required int Terms { get; init; }

    [Description("The holder's key in the directory.")]
    public required string Holder { get; init; }

    public required ScopeView Scope { get; init; }

    [Description("The login's name on the target.")]
    public required string Account { get; init; }

    [Description("The login of the holder's own that has access through the account.")]
    public string? OwnLogin { get; init; }

    public DateTimeOffset? ActiveSince { get; init; }
    public DateTimeOffset? EndsAt { get; init; }

    [Description("More time that is asked for and waits for a decision.")]
    public ExtensionView? Extension { get; init; }

    public EndingView? Ending { get; init; }

    [Description("When the account was seen to be gone.")]
    public DateTimeOffset? EndedAt { get; init; }

    [Description("When a second look found nothing.")]
    public DateTimeOffset? ConfirmedAt { get; init; }

    [Description("Why the account, closed and without sessions, cannot be removed yet.")]
    public string? Residue { get; init; }

    [Description("What the login can do beyond its scope, accepted by the operator.")]
    public required ImmutableArray<string> AcceptedRights { get; init; }

    /// <summary>States in which there is a grant.</summary>
    public static ImmutableArray<RequestState> States { get; } = [RequestState.Approved, RequestState.Active, RequestState.Ending, RequestState.Ended];

    public static GrantView Of(AccessRequest request)
    {
        var grant = request.Grant;
        return new()
        {
            Id = request.Id.Value,
            State = request.State,
            Terms = request.Terms,
            Holder = request.Requester.Value,
            Scope = ScopeView.Of(request),
            Account = grant.AccountName,
            OwnLogin = grant.OwnLogin?.Name,
            ActiveSince = grant.ActiveSince,
            EndsAt = grant.EndsAt,
            Extension = request.OpenExtension is { } asked ? ExtensionView.Of(asked) : null,
            Ending = grant.Ending is { } ending ? EndingView.Of(ending) : null,
            EndedAt = grant.EndedAt,
            ConfirmedAt = grant.ConfirmedAt,
            Residue = grant.Residue,
            AcceptedRights = grant.AcceptedRights,
        };
    }
}

internal sealed record EndingView
{
    public required EndCause Cause { get; init; }
    public required DateTimeOffset At { get; init; }

    [Description("Who ended it; left out if nobody did.")]
    public string? By { get; init; }

    public string? Reason { get; init; }

    public static EndingView Of(Ending ending) => new() { Cause = ending.Cause, At = ending.At, By = ending.By?.Value, Reason = ending.Reason };
}
