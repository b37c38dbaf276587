using System.Text;
using System.Text.Json.Nodes;
using JitBot.Bot.Inbound;
using Microsoft.AspNetCore.WebUtilities;

namespace JitBot.Bot.Slack.Inbound;

/// <summary>
/// Where Slack calls over HTTP. All of its request addresses may be the same one: what came is told by its content. In this order: how much, who
/// sends (the signature over the raw body), what it is. Whoever fails learns nothing but the status.
/// </summary>
internal sealed class SlackEndpoint(SlackOptions options, Refusals refusals, Reception reception, TimeProvider time)
{
    /// <summary>Bytes. A submitted window comes back whole, and may be 250 kB.</summary>
    public const int LongestBody = 1024 * 1024;

    private const int MostFields = 64;

    public async Task<IResult> HandleAsync(HttpContext http)
    {
        var ct = http.RequestAborted;
        if (await BoundedBody.ReadAsync(http.Request, LongestBody, ct) is not { } body)
        {
            return Refuse(http, "too big", StatusCodes.Status413PayloadTooLarge);
        }

        var headers = http.Request.Headers;
        if (SignatureCheck.Refusal(options.SigningSecret!, headers["X-Slack-Request-Timestamp"], headers["X-Slack-Signature"], body, time.GetUtcNow()) is { } why)
        {
            return Refuse(http, why, StatusCodes.Status401Unauthorized);
        }

        return http.Request switch
        {
            var request when request.HasJsonContentType() => Json.Parse(body) is { } sent ? await EventAsync(http, sent) : Refuse(http, "unreadable", StatusCodes.Status400BadRequest),
            var request when request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true =>
                Form(body) is { } form ? await FormAsync(http, form) : Refuse(http, "unreadable", StatusCodes.Status400BadRequest),
            _ => Refuse(http, "neither JSON nor a form", StatusCodes.Status415UnsupportedMediaType),
        };
    }

    /// <summary>An event; or Slack's question, when the address is set, whether it is ours.</summary>
    private async Task<IResult> EventAsync(HttpContext http, JsonObject sent) =>
        sent.Text("type") == "url_verification" && sent.Text("challenge") is { Length: <= 1000 } challenge
            ? TypedResults.Text(challenge)
            // What is not for us is acknowledged all the same, or Slack sends it again and in the end no more of anything.
            : ReadDelivery.Event(sent) is { } delivery ? await AnswerAsync(http, delivery)
            : TypedResults.Ok();

    private async Task<IResult> FormAsync(HttpContext http, Dictionary<string, string> form)
    {
        if (form.GetValueOrDefault("payload") is { } payload)
        {
            return Json.Parse(Encoding.UTF8.GetBytes(payload)) is not { } sent ? Refuse(http, "unreadable", StatusCodes.Status400BadRequest)
                : ReadDelivery.Interaction(sent) is { } interaction ? await AnswerAsync(http, interaction)
                : TypedResults.Ok();
        }

        return form.ContainsKey("ssl_check") ? TypedResults.Ok()
            : ReadDelivery.Command(form) is { } command ? await AnswerAsync(http, command)
            : Refuse(http, "unreadable", StatusCodes.Status400BadRequest);
    }

    /// <summary>Not ended when Slack hangs up: what was begun is finished, and the same delivery, sent again, finds it done.</summary>
    private async Task<IResult> AnswerAsync(HttpContext http, SlackDelivery delivery)
    {
        http.Response.Headers.CacheControl = "no-store";
        return await reception.HandleAsync(delivery, CancellationToken.None) is { } answer ? TypedResults.Json(answer) : TypedResults.Ok();
    }

    private static Dictionary<string, string>? Form(byte[] body)
    {
        using var reader = new FormReader(new MemoryStream(body), Encoding.UTF8) { ValueCountLimit = MostFields, ValueLengthLimit = LongestBody };
        try
        {
            return reader.ReadForm().ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private IResult Refuse(HttpContext http, string why, int status)
    {
        refusals.Count(SlackOptions.Platform, http.Connection.RemoteIpAddress, why);
        return TypedResults.StatusCode(status);
    }
}
