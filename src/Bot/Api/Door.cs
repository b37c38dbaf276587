using JitBot.Bot.Api.Tokens;
using JitBot.Bot.Conversation;
using JitBot.Bot.Inbound;

namespace JitBot.Bot.Api;

/// <summary>What a token needs to be let in here.</summary>
internal sealed record NeedsScope(string Scope);

/// <summary>
/// Stands before every route. In this order: who calls (the token), how fast, whether they may, how much, in which form, whether it was answered before;
/// only then what it says. Whoever has no good token learns nothing but that.
/// </summary>
internal sealed class Door(CheckToken tokens, ApiLimits limits, Refusals refusals, AnswerOnce once) : IEndpointFilter
{
    /// <summary>Bytes.</summary>
    public const int LongestBody = 128 * 1024;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        var verdict = await tokens.HandleAsync(http.Request.Headers.Authorization, http.Connection.RemoteIpAddress, http.RequestAborted);
        if (verdict is TokenVerdict.NotNow)
        {
            return Refuse(http, TokenVerdict.NotNow.Why, TooFast(1));
        }

        if (verdict is not TokenVerdict.Good { Caller: var caller })
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return Refuse(http, ((TokenVerdict.Bad)verdict).Why, ApiAnswer.Problem(StatusCodes.Status401Unauthorized, "not-authenticated",
                "Send a token that counts, as Authorization: Bearer jit_…. An operator of JitBot makes one with: jitbot token create."));
        }

        if (limits.Refuses(caller.Token) is { } pause)
        {
            return Refuse(http, "too fast", TooFast(pause));
        }

        var scope = http.GetEndpoint()!.Metadata.GetRequiredMetadata<NeedsScope>().Scope;
        if (!caller.Token.Allows(scope))
        {
            return Refuse(http, "no scope", ApiAnswer.Problem(StatusCodes.Status403Forbidden, "scope-missing", $"This token does not have {scope}. An operator of JitBot can make one that has."));
        }

        return HttpMethods.IsPost(http.Request.Method) ? await PostAsync(http, caller, context, next) : await LetInAsync(new(caller, default, null), context, next);
    }

    private async Task<object?> PostAsync(HttpContext http, ApiCaller caller, EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (await BoundedBody.ReadAsync(http.Request, LongestBody, http.RequestAborted) is not { } body)
        {
            return Refuse(http, "too big", ApiAnswer.Problem(StatusCodes.Status413PayloadTooLarge, "too-big", $"A body has at most {LongestBody} bytes here; nothing was done."));
        }

        if (body.Length > 0 && !http.Request.HasJsonContentType())
        {
            return Refuse(http, "not JSON", ApiServices.NotJson);
        }

        var keys = http.Request.Headers["Idempotency-Key"];
        if (keys.Count > 0 && !AnswerOnce.IsKey(keys))
        {
            return ApiAnswer.Problem(StatusCodes.Status400BadRequest, "invalid-idempotency-key", "Idempotency-Key is one text of 1 to 255 visible ASCII characters; nothing was done.");
        }

        var call = new ApiCall(caller, body, keys.Count > 0 ? keys[0] : null);
        return await once.HandleAsync(call, http.Request, async () => (ApiAnswer)(await LetInAsync(call, context, next))!);
    }

    private static ValueTask<object?> LetInAsync(ApiCall call, EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.Features.Set(call);
        return next(context);
    }

    private static ApiAnswer TooFast(int pause) => ApiAnswer.Problem(StatusCodes.Status429TooManyRequests, "too-fast", Wording.TooFast) with { RetryAfter = pause };

    private ApiAnswer Refuse(HttpContext http, string why, ApiAnswer answer)
    {
        refusals.Count(ApiCall.Platform, http.Connection.RemoteIpAddress, why);
        return answer;
    }
}
