using System.Text.Json;
using JitBot.Bot.Conversation;
using JitBot.Bot.Inbound;
using JitBot.Bot.Teams.Runs;
using JitBot.Core.Storage;

namespace JitBot.Bot.Teams.Inbound;

/// <summary>
/// <c>POST /api/messages</c>, where Teams delivers everything. In this order: who sends (the token), how much, what it is, for which tenant,
/// how fast; only then what it says. Whoever fails learns nothing but the status.
/// </summary>
internal sealed partial class MessagesEndpoint(
    TeamsOptions options,
    IHostEnvironment environment,
    TokenCheck tokens,
    Refusals refusals,
    RateLimits limits,
    Conversations conversations,
    TypedMessage typed,
    CardPress press,
    FileConsent consent,
    ILogger<MessagesEndpoint> log)
{
    public const int LongestBody = 256 * 1024;

    public async Task<IResult> HandleAsync(HttpContext http)
    {
        var ct = http.RequestAborted;
        var (caller, closed) = await AdmitAsync(http, ct);
        if (closed is not null)
        {
            return closed;
        }

        if (!http.Request.HasJsonContentType())
        {
            return Refuse(http, "not JSON", StatusCodes.Status415UnsupportedMediaType);
        }

        if (await BoundedBody.ReadAsync(http.Request, LongestBody, ct) is not { } body)
        {
            return Refuse(http, "too big", StatusCodes.Status413PayloadTooLarge);
        }

        if (Parse(body) is not { } activity)
        {
            return Refuse(http, "unreadable", StatusCodes.Status400BadRequest);
        }

        var (delivery, refusal) = ActivityCheck.Check(activity, caller, options);
        return delivery is null ? Refuse(http, refusal!, StatusCodes.Status403Forbidden) : await HandleAsync(http, delivery, ct);
    }

    private async Task<(VerifiedCaller? Caller, IResult? Closed)> AdmitAsync(HttpContext http, CancellationToken ct)
    {
        if (options.AppId is null)
        {
            return LocalDoor.IsOpen(options, environment) && LocalDoor.Admits(http)
                ? (null, null)
                : (null, Refuse(http, "not from this machine", StatusCodes.Status403Forbidden));
        }

        return await tokens.CheckAsync(http.Request.Headers.Authorization, ct) switch
        {
            TokenVerdict.Good good => (good.Caller, null),
            TokenVerdict.Bad bad => (null, Refuse(http, bad.Why, StatusCodes.Status401Unauthorized)),
            _ => (null, Refuse(http, "keys unavailable", StatusCodes.Status503ServiceUnavailable)),
        };
    }

    private async Task<IResult> HandleAsync(HttpContext http, Delivery delivery, CancellationToken ct)
    {
        var activity = delivery.Activity;
        if (!limits.Admit(delivery.Sender))
        {
            refusals.Count(ActivityCheck.Platform, http.Connection.RemoteIpAddress, "too fast");
            return activity.Type == "invoke" ? Invoke(http, InvokeAnswer.TooMany(Wording.TooFast)) : TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);
        }

        var kept = await KeepAsync(delivery, ct);
        return activity switch
        {
            { Type: "message", Value: { ValueKind: JsonValueKind.Object } value } => Answered(await press.SubmitAsync(delivery, value, ct)),
            { Type: "message" } => Answered(await typed.HandleAsync(delivery, ct)),
            { Type: "invoke", Name: "adaptiveCard/action" } => Invoke(http, await press.ExecuteAsync(delivery, ct)),
            { Type: "invoke", Name: "fileConsent/invoke" } => Answered(await consent.HandleAsync(delivery, ct)),
            { Type: "invoke" } => TypedResults.Json(InvokeAnswer.NotImplemented(), statusCode: StatusCodes.Status501NotImplemented),
            _ => Answered(kept),
        };
    }

    /// <summary>With the store down a person still gets an answer, and it says so; the reference is kept with their next message.</summary>
    private async Task<bool> KeepAsync(Delivery delivery, CancellationToken ct)
    {
        try
        {
            await conversations.KeepAsync(delivery, ct);
            return true;
        }
        catch (StoreDownException down)
        {
            LogNotKept(delivery.Id, down.Message);
            return false;
        }
    }

    /// <summary>The body may show a password (rule 10): nothing between here and the client keeps it.</summary>
    private static IResult Invoke(HttpContext http, System.Text.Json.Nodes.JsonObject answer)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(answer);
    }

    private static IResult Answered(bool through) => through ? TypedResults.Ok() : TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);

    private IResult Refuse(HttpContext http, string why, int status)
    {
        refusals.Count(ActivityCheck.Platform, http.Connection.RemoteIpAddress, why);
        return TypedResults.StatusCode(status);
    }

    private static Activity? Parse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<Activity>(body, Activity.Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Where message {Message} came from could not be kept: {Why}")]
    private partial void LogNotKept(string message, string why);
}
