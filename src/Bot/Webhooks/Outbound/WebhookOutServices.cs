namespace JitBot.Bot.Webhooks.Outbound;

internal static class WebhookOutServices
{
    public static IServiceCollection AddWebhooksOut(this IServiceCollection services, IEnumerable<WebhookDestination> destinations)
    {
        foreach (var destination in destinations)
        {
            services.AddSingleton(destination);
        }

        return services.AddSingleton<DeliveryQueue>().AddSingleton<QueueEvents>().AddSingleton<SendEvents>().AddSingleton<ForgetDestinations>();
    }
}
