using System.Collections.Frozen;
using System.Collections.Immutable;
using JitBot.Bot.Inbound;

namespace JitBot.Bot.Webhooks.Inbound;

internal static class WebhookSourceServices
{
    /// <summary>What takes webhooks from these sources. The host brings the time, the store, the directory and the conversation.</summary>
    public static IServiceCollection AddWebhookSources(this IServiceCollection services, ImmutableArray<WebhookSource> sources) => services
        .AddInbound()
        .AddSingleton(sources.ToFrozenDictionary(source => source.Name, StringComparer.Ordinal))
        .AddSingleton<WebhookPeople>()
        .AddSingleton<OpenRequest>()
        .AddSingleton<BringDecision>()
        .AddSingleton<BringTicket>()
        .AddSingleton<HearIncidents>()
        .AddSingleton<FollowOrder>()
        .AddSingleton<WebhookMemory>()
        .AddSingleton<WebhookEndpoint>();

    public static void MapWebhookSources(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/webhooks/in/{name}", (HttpContext http, string name, WebhookEndpoint endpoint) => endpoint.HandleAsync(http, name));
}
