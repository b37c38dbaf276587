using System.ComponentModel;
using System.Text.Json.Serialization;
using JitBot.Bot.Api.Requests;
using JitBot.Bot.Api.Tokens;
using JitBot.Bot.Conversation;
using JitBot.Core.Grants;
using JitBot.Core.People;
using JitBot.Core.Requests;

namespace JitBot.Bot.Api.Grants;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ExtendBody
{
    [Description("How much longer, counted from the end there is: PT1H, 1h, 30m.")]
    public required string By { get; init; }

    [Description("Why; wanted where somebody has to decide.")]
    public string? Reason { get; init; }

    [Description("The terms that were read. If they have changed since, for instance because more time was given, nothing is done.")]
    public int? Terms { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record EndBody
{
    [Description("Why; wanted where an owner of the target ends somebody else's access, who reads it.")]
    public string? Reason { get; init; }
}

/// <summary>Access that was given: read, extended by its holder, ended by its holder or an owner of the target.</summary>
internal static class GrantRoutes
{
    public static void MapGrants(this IEndpointRouteBuilder api)
    {
        api.MapGet("/grants", ListAsync).Needs(ApiScopes.ReadGrants)
            .Answers<Page<GrantView>>().Refuses(400)
            .Says("listGrants", "List grants", "Newest request first, of those that GET /requests would show: approved, active and ending ones, unless states are named.");
        api.MapGet("/grants/{id}", GetAsync).Needs(ApiScopes.ReadGrants)
            .Answers<GrantView>().Refuses(404)
            .Says("getGrant", "Read a grant", "As it stands now. Its id is the request's.");
        api.MapPost("/grants/{id}/extend", ExtendAsync).Needs(ApiScopes.WriteGrants)
            .Takes<ExtendBody>().Answers<GrantView>().Answers<GrantView>(StatusCodes.Status202Accepted).Refuses(400, 404, 409, 413, 415, 422)
            .Says("extendGrant", "Ask for more time", "By the holder. 200 if it was given at once; 202 if somebody has to decide, and until then the end stays as it is.");
        api.MapPost("/grants/{id}/end", EndAsync).Needs(ApiScopes.WriteGrants)
            .Takes<EndBody>(optional: true).Answers<GrantView>(StatusCodes.Status202Accepted).Refuses(400, 404, 409, 413, 415, 422)
            .Says("endGrant", "End access now", "Its holder gives it back; an owner of the target revokes it, with a reason. The account is closed within moments.");
    }

    private static async Task<ApiAnswer> ListAsync(
        HttpContext http,
        SeenRequests seen,
        [Description("Only of this holder, by their key in the directory.")] string? requester,
        [Description("Only of this target.")] string? target,
        [Description("Only in one of these states, with commas between: approved, active, ending, ended.")] string? state,
        [Description("The next of the page before.")] string? cursor,
        [Description("At most so many; 50 if it is left out.")] string? limit)
    {
        var states = RequestPage.States(state, GrantView.States, out var wrong) ?? GrantView.States[..^1];
        if (wrong is not null || RequestPage.Read(requester, target, states, cursor, limit, out wrong) is not { } filter)
        {
            return wrong!;
        }

        var (requests, next) = await seen.ListAsync(http.Call().Caller, filter, http.RequestAborted);
        return ApiAnswer.Of(new Page<GrantView> { Items = [.. requests.Select(GrantView.Of)], Next = RequestPage.Cursor(next) });
    }

    private static async Task<ApiAnswer> GetAsync(HttpContext http, [Description("The request's id.")] string id, SeenRequests seen) =>
        await FindAsync(http.Call(), id, seen) is { } request ? ApiAnswer.Of(GrantView.Of(request)) : GrantProblems.Unknown;

    private static async Task<ApiAnswer> ExtendAsync(HttpContext http, [Description("The request's id.")] string id, SeenRequests seen, ExtendGrant extend)
    {
        var call = http.Call();
        if (call.Read<ExtendBody>(out var refused) is not { } body)
        {
            return refused!;
        }

        if (await FindAsync(call, id, seen) is not { } request)
        {
            return GrantProblems.Unknown;
        }

        return ApiTimes.Duration(body.By) is not { } by ? GrantProblems.NotATime(body.By)
            : await extend.HandleAsync(new(request.Id, call.Person, by, body.Reason, body.Terms, call.Origin), CancellationToken.None) switch
            {
                ExtendOutcome.Extended done => ApiAnswer.Of(GrantView.Of(done.Request)),
                ExtendOutcome.Asked done => ApiAnswer.Of(GrantView.Of(done.Request), StatusCodes.Status202Accepted),
                var outcome => GrantProblems.Of(outcome),
            };
    }

    private static async Task<ApiAnswer> EndAsync(
        HttpContext http, [Description("The request's id.")] string id, SeenRequests seen, GiveBackGrant giveBack, RevokeGrant revoke, IDirectory directory)
    {
        var call = http.Call();
        if (call.Read<EndBody>(out var refused) is not { } body)
        {
            return refused!;
        }

        if (await FindAsync(call, id, seen) is not { } request)
        {
            return GrantProblems.Unknown;
        }

        if (request.Requester == call.Person.Id)
        {
            return await giveBack.HandleAsync(request.Id, call.Person, CancellationToken.None) switch
            {
                GiveBackOutcome.GivenBack done => Ending(done.Request),
                var outcome => GrantProblems.Of(outcome),
            };
        }

        return await revoke.HandleAsync(new(request.Id, call.Person, body.Reason), CancellationToken.None) switch
        {
            RevokeOutcome.Revoked done => Ending(done.Request),
            var outcome => GrantProblems.Of(outcome, await Names.OfAsync(directory, [request], CancellationToken.None)),
        };

        static ApiAnswer Ending(AccessRequest request) => ApiAnswer.Of(GrantView.Of(request), StatusCodes.Status202Accepted);
    }

    private static async Task<AccessRequest?> FindAsync(ApiCall call, string id, SeenRequests seen) =>
        await seen.FindAsync(call.Caller, id, CancellationToken.None) is { } request && GrantView.States.Contains(request.State) ? request : null;
}
