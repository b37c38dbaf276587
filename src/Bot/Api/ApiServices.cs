using System.Text.Json.Serialization;
using JitBot.Bot.Api.Grants;
using JitBot.Bot.Api.Requests;
using JitBot.Bot.Api.Tokens;
using JitBot.Bot.Conversation;
using JitBot.Bot.Inbound;
using JitBot.Core.Storage;
using Microsoft.AspNetCore.Diagnostics;

namespace JitBot.Bot.Api;

internal static class ApiServices
{
    public const string Root = "/api/v1";

    public static readonly ApiAnswer NotJson = ApiAnswer.Problem(StatusCodes.Status415UnsupportedMediaType, "not-json", "Send Content-Type: application/json; nothing was done.");

    /// <summary>What is needed to make, list, revoke and check tokens, also where there is no API.</summary>
    public static IServiceCollection AddApiTokens(this IServiceCollection services) => services
        .AddSingleton<ApiTokens>()
        .AddSingleton<CheckToken>();

    public static IServiceCollection AddApi(this IServiceCollection services) => services
        .AddInbound()
        .AddSingleton<ApiLimits>()
        .AddSingleton<AnswerOnce>()
        .AddSingleton<SeenRequests>()
        .AddSingleton<ApiDocument>()
        .AddOpenApi(ApiDocument.Name, ApiDocument.Describe)
        // The document is made by these; what is read and written by the API's own.
        .ConfigureHttpJsonOptions(http =>
        {
            http.SerializerOptions.Converters.Add(ApiJson.Enums);
            http.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });

    public static void MapApi(this WebApplication app)
    {
        // What never gets to a route is answered as the rest is.
        app.UseWhen(http => http.Request.Path.StartsWithSegments(Root, StringComparison.Ordinal), api => api
            .UseExceptionHandler(new ExceptionHandlerOptions
            {
                ExceptionHandler = BrokenAsync,
                SuppressDiagnosticsCallback = broken => broken.Exception is StoreDownException,
            })
            .UseStatusCodePages(UnansweredAsync));
        var routes = app.MapGroup(Root).AddEndpointFilter<RouteGroupBuilder, Door>().Refuses(401, 403, 429, 503);
        routes.MapGroup("").WithTags("Requests").MapRequests();
        routes.MapGroup("").WithTags("Grants").MapGrants();
        routes.MapGroup("").WithTags("Audit").MapAudit();
        routes.MapGroup("").WithTags("Targets").MapTargets();
        routes.MapGroup("").WithTags("Policy").MapPolicy();
        app.MapGet(ApiDocument.Path, async (ApiDocument document) => TypedResults.Text(await document.TextAsync(), "application/json"));
    }

    private static Task BrokenAsync(HttpContext http) => (http.Features.Get<IExceptionHandlerFeature>()?.Error is StoreDownException
        ? ApiAnswer.Problem(StatusCodes.Status503ServiceUnavailable, "store-down", Wording.StoreDown) with { RetryAfter = 60 }
        : ApiAnswer.Problem(StatusCodes.Status500InternalServerError, "broken", "Something went wrong, and the fault is JitBot's; operators find it in the log.")).ExecuteAsync(http);

    private static Task UnansweredAsync(StatusCodeContext context)
    {
        var http = context.HttpContext;
        return (http.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => ApiAnswer.Problem(StatusCodes.Status404NotFound, "no-such-route", $"There is nothing here. {ApiDocument.Path} lists what there is."),
            StatusCodes.Status405MethodNotAllowed => ApiAnswer.Problem(StatusCodes.Status405MethodNotAllowed, "method-not-allowed", $"This is not done by {http.Request.Method}. {ApiDocument.Path} lists what there is."),
            StatusCodes.Status415UnsupportedMediaType => NotJson,
            var status => ApiAnswer.Problem(status, "refused", "This call was refused before it was read."),
        }).ExecuteAsync(http);
    }
}
