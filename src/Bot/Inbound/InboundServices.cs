using Microsoft.Extensions.DependencyInjection.Extensions;

namespace JitBot.Bot.Inbound;

internal static class InboundServices
{
    /// <summary>What every door from outside shares.</summary>
    public static IServiceCollection AddInbound(this IServiceCollection services)
    {
        services.TryAddSingleton<Refusals>();
        services.TryAddSingleton<RecordRefusals>();
        services.TryAddSingleton<RateLimits>();
        return services;
    }
}
