using System.ComponentModel;
using System.Text.Json.Serialization;
using JitBot.Bot.Api.Tokens;
using JitBot.Bot.Conversation;
using JitBot.Core.Approvals;
using JitBot.Core.People;
using JitBot.Core.Policy;
using JitBot.Core.Requests;

namespace JitBot.Bot.Api.Requests;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ApproveBody
{
    [Description("The terms that were read, from the request. If they have changed since, nothing is decided.")]
    public required int Terms { get; init; }

    [Description("A word to it, kept on record.")]
    public string? Reason { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DenyBody
{
    [Description("The terms that were read, from the request. If they have changed since, nothing is decided.")]
    public required int Terms { get; init; }

    [Description("Why; the requester reads it.")]
    public required string Reason { get; init; }
}

/// <summary>Of a call that needs to say nothing.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NothingToSay;

/// <summary>Requests: asked for as the token's owner, decided by them, and read.</summary>
internal static class RequestRoutes
{
    public static void MapRequests(this IEndpointRouteBuilder api)
    {
        api.MapPost("/requests", CreateAsync).Needs(ApiScopes.WriteRequests)
            .Takes<NewRequest>().Answers<RequestView>(StatusCodes.Status201Created).Refuses(400, 409, 413, 415, 422)
            .Says("createRequest", "Ask for access", "Asks as the token's owner, under the policy that counts for everybody. What the policy approves by itself is approved at once.");
        api.MapGet("/requests", ListAsync).Needs(ApiScopes.ReadRequests)
            .Answers<Page<RequestView>>().Refuses(400)
            .Says("listRequests", "List requests", "Newest first: the owner's own, those they decide or own the target of; everybody's with the scope requests:read-all.");
        api.MapGet("/requests/{id}", GetAsync).Needs(ApiScopes.ReadRequests)
            .Answers<RequestView>().Refuses(404)
            .Says("getRequest", "Read a request", "As it stands now, with all that whoever decides it is shown.");
        api.MapPost("/requests/{id}/approve", ApproveAsync).Needs(ApiScopes.WriteDecisions)
            .Takes<ApproveBody>().Answers<RequestView>().Refuses(400, 404, 409, 413, 415, 422)
            .Says("approveRequest", "Approve a request", "By the owner's word, or more time for it if that is what waits. It counts only in steps whose policy names the source api, and never for their own request.");
        api.MapPost("/requests/{id}/deny", DenyAsync).Needs(ApiScopes.WriteDecisions)
            .Takes<DenyBody>().Answers<RequestView>().Refuses(400, 404, 409, 413, 415, 422)
            .Says("denyRequest", "Deny a request", "Like approving it, with a reason.");
        api.MapPost("/requests/{id}/withdraw", WithdrawAsync).Needs(ApiScopes.WriteRequests)
            .Takes<NothingToSay>(optional: true).Answers<RequestView>().Refuses(400, 404, 409, 413, 415, 422)
            .Says("withdrawRequest", "Withdraw a request", "The owner takes their own back before it is decided.");
    }

    private static async Task<ApiAnswer> CreateAsync(HttpContext http, SubmitRequest submit)
    {
        var call = http.Call();
        if (call.Read<NewRequest>(out var refused) is not { } asked)
        {
            return refused!;
        }

        var draft = asked.ToDraft(out var problems);
        return !problems.IsEmpty ? RequestProblems.NotReady(problems) : await submit.HandleAsync(new(call.Origin, call.Person, draft), CancellationToken.None) switch
        {
            SubmitOutcome.Submitted { Request: var request } => ApiAnswer.Of(RequestView.Of(request), StatusCodes.Status201Created) with { Location = $"{ApiServices.Root}/requests/{request.Id}" },
            var outcome => RequestProblems.Of(outcome),
        };
    }

    private static async Task<ApiAnswer> ListAsync(
        HttpContext http,
        SeenRequests seen,
        [Description("Only this person's, by their key in the directory.")] string? requester,
        [Description("Only of this target.")] string? target,
        [Description("Only in one of these states, with commas between.")] string? state,
        [Description("The next of the page before.")] string? cursor,
        [Description("At most so many; 50 if it is left out.")] string? limit)
    {
        var states = RequestPage.States(state, Enum.GetValues<RequestState>(), out var wrong);
        if (wrong is not null || RequestPage.Read(requester, target, states, cursor, limit, out wrong) is not { } filter)
        {
            return wrong!;
        }

        var (requests, next) = await seen.ListAsync(http.Call().Caller, filter, http.RequestAborted);
        return ApiAnswer.Of(new Page<RequestView> { Items = [.. requests.Select(RequestView.Of)], Next = RequestPage.Cursor(next) });
    }

    private static async Task<ApiAnswer> GetAsync(HttpContext http, [Description("The request's id.")] string id, SeenRequests seen) =>
        await seen.FindAsync(http.Call().Caller, id, http.RequestAborted) is { } request ? ApiAnswer.Of(RequestView.Of(request)) : RequestProblems.Unknown;

    private static async Task<ApiAnswer> ApproveAsync(
        HttpContext http, [Description("The request's id.")] string id, SeenRequests seen, DecideRequest decide, IDirectory directory) =>
        http.Call().Read<ApproveBody>(out var refused) is { } body
            ? await DecideAsync(http.Call(), id, body.Terms, Verdict.Approve, body.Reason, seen, decide, directory)
            : refused!;

    private static async Task<ApiAnswer> DenyAsync(
        HttpContext http, [Description("The request's id.")] string id, SeenRequests seen, DecideRequest decide, IDirectory directory) =>
        http.Call().Read<DenyBody>(out var refused) is { } body
            ? await DecideAsync(http.Call(), id, body.Terms, Verdict.Deny, body.Reason, seen, decide, directory)
            : refused!;

    // Once begun it is not cancelled: whoever hangs up and asks again finds it done.
    private static async Task<ApiAnswer> DecideAsync(
        ApiCall call, string id, int terms, Verdict verdict, string? reason, SeenRequests seen, DecideRequest decide, IDirectory directory)
    {
        if (await seen.FindAsync(call.Caller, id, CancellationToken.None) is not { } request)
        {
            return RequestProblems.Unknown;
        }

        return await decide.HandleAsync(new(request.Id, terms, call.Person, verdict, reason, ApprovalStep.Api), CancellationToken.None) switch
        {
            DecideOutcome.Approved done => ApiAnswer.Of(RequestView.Of(done.Request)),
            DecideOutcome.StillNeeds done => ApiAnswer.Of(RequestView.Of(done.Request)),
            DecideOutcome.Denied done => ApiAnswer.Of(RequestView.Of(done.Request)),
            var outcome => RequestProblems.Of(outcome, await Names.OfAsync(directory, [outcome is DecideOutcome.AlreadyDecided decided ? decided.Request : request], CancellationToken.None)),
        };
    }

    private static async Task<ApiAnswer> WithdrawAsync(HttpContext http, [Description("The request's id.")] string id, SeenRequests seen, WithdrawRequest withdraw)
    {
        var call = http.Call();
        if (call.Read<NothingToSay>(out var refused) is null)
        {
            return refused!;
        }

        return await seen.FindAsync(call.Caller, id, CancellationToken.None) is not { } request ? RequestProblems.Unknown
            : await withdraw.HandleAsync(request.Id, call.Person, CancellationToken.None) switch
            {
                WithdrawOutcome.Withdrawn done => ApiAnswer.Of(RequestView.Of(done.Request)),
                var outcome => RequestProblems.Of(outcome),
            };
    }
}
