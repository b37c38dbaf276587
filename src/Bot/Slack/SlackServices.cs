using JitBot.Bot.Conversation;
using JitBot.Bot.Inbound;
using JitBot.Bot.Slack.Api;
using JitBot.Bot.Slack.Inbound;

namespace JitBot.Bot.Slack;

internal static class SlackServices
{
    /// <summary>The Slack face. The host brings the time, the store, the directory and the conversation.</summary>
    public static IServiceCollection AddSlack(this IServiceCollection services, SlackOptions options)
    {
        services.AddHealthChecks().AddCheck<SlackHealth>("slack");
        if (options.AppToken is not null)
        {
            services.AddHostedService<SocketMode.SocketMode>();
        }

        return services
            .AddSingleton(options)
            .AddInbound()
            .AddSingleton<SlackHealth>()
            .AddSingleton<SlackPace>()
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<SlackClient>(provider, PlatformHttp.New()))
            .AddHostedService<TokenProof>()
            .AddSingleton<Homes>().AddHostedService(provider => provider.GetRequiredService<Homes>())
            .AddSingleton<Speakers>()
            .AddSingleton<UserGroups>()
            .AddSingleton<Deliveries>()
            .AddSingleton<LongMemories>()
            .AddSingleton<WaitingWindow>()
            .AddSingleton<FormWindow>()
            .AddSingleton<CredentialsWindow>()
            .AddSingleton<ShareFile>()
            .AddSingleton<StatementFile>()
            .AddSingleton<HandOver>()
            .AddSingleton<RunWindow>()
            .AddSingleton<RunPressed>()
            .AddSingleton<TypedCommand>()
            .AddSingleton<ButtonPressed>()
            .AddSingleton<AnswersGiven>()
            .AddSingleton<Reception>()
            .AddSingleton<SlackEndpoint>()
            .AddSingleton<IChatSurface, SlackSurface>();
    }

    /// <summary>One address for everything, and one for each kind for whoever likes to tell them apart at a proxy.</summary>
    public static void MapSlack(this IEndpointRouteBuilder endpoints)
    {
        if (endpoints.ServiceProvider.GetRequiredService<SlackOptions>().SigningSecret is null)
        {
            return;
        }

        foreach (var path in (string[])["/slack", "/slack/events", "/slack/commands", "/slack/interactivity", "/slack/options"])
        {
            endpoints.MapPost(path, (HttpContext http, SlackEndpoint endpoint) => endpoint.HandleAsync(http));
        }
    }
}
