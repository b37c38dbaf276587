using System.Collections.Frozen;
using JitBot.Bot.Conversation;
using JitBot.Bot.Inbound;
using JitBot.Core;
using JitBot.Core.Storage;

namespace JitBot.Bot.Webhooks.Inbound;

/// <summary>
/// Where tools post. The body is bounded, then held against the source's secrets, and only then parsed (rules 38 and 39). What is turned away changes
/// nothing, and is counted and put on record.
/// </summary>
internal sealed partial class WebhookEndpoint(
    FrozenDictionary<string, WebhookSource> sources, Refusals refusals, RateLimits limits, WebhookMemory memory, FollowOrder orders, TimeProvider time, ILogger<WebhookEndpoint> log)
{
    public const int LongestBody = 256 * 1024;

    public async Task<IResult> HandleAsync(HttpContext http, string name)
    {
        if (!sources.TryGetValue(name, out var source))
        {
            return Refuse(http, WebhookSource.Platform, "unknown source", StatusCodes.Status404NotFound, "There is no source of that name.");
        }

        if (await BoundedBody.ReadAsync(http.Request, LongestBody, http.RequestAborted) is not { } body)
        {
            return Refuse(http, source.Door, "too long", StatusCodes.Status413PayloadTooLarge, $"A body has at most {LongestBody} bytes.");
        }

        var now = time.Now();
        var proof = Proof.Of(source, http.Request.Headers, body, now);
        if (proof is Proof.Refused refused)
        {
            return Refuse(http, source.Door, refused.Why, StatusCodes.Status401Unauthorized, $"This cannot be told to be {source.Name}'s: {refused.Why}.");
        }

        var delivery = ((Proof.Genuine)proof).Delivery;
        if (!limits.Admit(new(WebhookSource.Platform, source.Name, "")))
        {
            // Alertmanager sends again what met with an answer of the 500s, and nothing else.
            http.Response.Headers.RetryAfter = "10";
            var status = source.Kind == SourceKind.Alertmanager ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status429TooManyRequests;
            return Refuse(http, source.Door, "too many", status, "That was a lot at once. Send it again in ten seconds.");
        }

        return FollowOrder.Read(source, body, now) switch
        {
            WebhookOrder.Malformed { Why: var why } => Refuse(http, source.Door, "malformed", StatusCodes.Status400BadRequest, $"The body {why}."),
            var order when !source.Allows.HasFlag(order.Needs) => Refuse(http, source.Door, "not allowed", StatusCodes.Status403Forbidden,
                $"{source.Name} may not do this: its Allows lacks {order.Needs.ToString().ToLowerInvariant()}."),
            var order => await FollowAsync(http, source, delivery, order),
        };
    }

    /// <summary>Not ended when the sender hangs up: what was begun is finished, and the same webhook, sent again, finds it done.</summary>
    private async Task<IResult> FollowAsync(HttpContext http, WebhookSource source, string delivery, WebhookOrder order)
    {
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            // Alertmanager's reports have no id, and what fires again after it was over may read like the first: each is heard. They say how things stand, so twice is once.
            var answer = source.Kind == SourceKind.Alertmanager
                ? await orders.HandleAsync(source, delivery, order, CancellationToken.None)
                : await memory.OnceAsync(source, delivery, () => orders.HandleAsync(source, delivery, order, CancellationToken.None));
            return answer is not null
                ? TypedResults.Json(answer.Body, statusCode: answer.Status)
                : TryLater(http, "The same webhook is being acted upon at this moment.");
        }
        catch (StoreDownException down)
        {
            LogStoreDown(source.Name, down.Message);
            return TryLater(http, Wording.StoreDownForTools);
        }
    }

    private static IResult TryLater(HttpContext http, string detail)
    {
        http.Response.Headers.RetryAfter = "5";
        return TypedResults.Problem(detail, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private IResult Refuse(HttpContext http, string door, string why, int status, string detail)
    {
        refusals.Count(door, http.Connection.RemoteIpAddress, why);
        return TypedResults.Problem(detail, statusCode: status);
    }

    [LoggerMessage(1, LogLevel.Warning, "A webhook from {Source} could not be followed: {Why}")]
    private partial void LogStoreDown(string source, string why);
}
