using JitBot.Bot.Bytebase.Api;
using JitBot.Bot.Conversation;
using JitBot.Bot.Inbound;

namespace JitBot.Bot.Bytebase;

internal static class BytebaseServices
{
    // Of fifty issues on a page each may have a description of some length.
    private const int LongestAnswer = 8 * 1024 * 1024;

    /// <summary>The bridge to Bytebase. The host brings the time, the store, the directory, the conversation and the faces.</summary>
    public static IServiceCollection AddBytebase(this IServiceCollection services, BytebaseOptions options)
    {
        services.AddHealthChecks().AddCheck<BytebaseHealth>("bytebase");
        return services
            .AddSingleton(options)
            .AddInbound()
            .AddSingleton<BytebaseHealth>()
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<BytebaseSession>(provider, Http()))
            .AddSingleton<BytebaseClient>()
            .AddSingleton<BridgedIssues>()
            .AddSingleton<ReadIssue>()
            .AddSingleton<JudgeWord>()
            .AddSingleton<GiveWord>()
            .AddSingleton<CarryOut>()
            .AddSingleton<PressIssue>()
            .AddSingleton<PollTurns>()
            .AddSingleton<PollBytebase>()
            .AddSingleton<KeepIssuesTrue>()
            .AddSingleton<BytebaseBridge>()
            .AddSingleton<WebhookEndpoint>();
    }

    public static void MapBytebase(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/bytebase/webhook", (HttpContext http, WebhookEndpoint endpoint) => endpoint.HandleAsync(http));

    private static HttpClient Http()
    {
        var http = PlatformHttp.New();
        http.MaxResponseContentBufferSize = LongestAnswer;
        return http;
    }
}
