using Azure.Core;
using Azure.Identity;
using JitBot.Bot.Conversation;
using JitBot.Bot.Inbound;
using JitBot.Bot.Teams.Connector;
using JitBot.Bot.Teams.Inbound;
using JitBot.Bot.Teams.Runs;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace JitBot.Bot.Teams;

internal static partial class TeamsServices
{
    /// <summary>
    /// The Teams face. The host brings the time, the store, the directory and the conversation; a <see cref="TokenCredential"/> registered
    /// before is used in place of the options'.
    /// </summary>
    public static IServiceCollection AddTeams(this IServiceCollection services, TeamsOptions options)
    {
        if (options.Credential is not null)
        {
            services.TryAddSingleton(_ => Credential(options));
        }

        services.AddHealthChecks().AddCheck<TeamsHealth>("teams");
        return services
            .AddSingleton(options)
            .AddSingleton<TeamsHealth>()
            .AddInbound()
            .AddSingleton<TokenCheck>()
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<SigningKeys>(provider, PlatformHttp.New()))
            .AddSingleton<ConnectorPace>()
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<ConnectorClient>(provider, PlatformHttp.New()))
            .AddSingleton<Conversations>()
            .AddSingleton<Messenger>()
            .AddSingleton<Speakers>()
            .AddSingleton<Forms>()
            .AddSingleton<Answers>()
            .AddRuns()
            .AddSingleton<TypedMessage>()
            .AddSingleton<CardPress>()
            .AddSingleton<MessagesEndpoint>()
            .AddSingleton<IChatSurface, TeamsSurface>();
    }

    /// <exception cref="InvalidOperationException">There is no app id to check messages against, and this is not Development (rule 38).</exception>
    public static void MapTeams(this IEndpointRouteBuilder endpoints)
    {
        var options = endpoints.ServiceProvider.GetRequiredService<TeamsOptions>();
        if (options.AppId is null)
        {
            if (!LocalDoor.IsOpen(options, endpoints.ServiceProvider.GetRequiredService<IHostEnvironment>()))
            {
                throw new InvalidOperationException("JitBot:Teams:AppId is missing, and only Development can do without.");
            }

            LogDoorOpen(endpoints.ServiceProvider.GetRequiredService<ILogger<MessagesEndpoint>>());
        }

        endpoints.MapPost("/api/messages", (HttpContext http, MessagesEndpoint endpoint) => endpoint.HandleAsync(http));
    }

    private static IServiceCollection AddRuns(this IServiceCollection services) => services
        .AddSingleton<Once>()
        .AddSingleton<ShownResults>()
        .AddSingleton<RunErrand>()
        .AddSingleton<UploadHosts>()
        .AddSingleton(provider => ActivatorUtilities.CreateInstance<FileUpload>(provider, PlatformHttp.New()))
        .AddSingleton<ExportErrand>()
        .AddSingleton<RunPress>()
        .AddSingleton<FileConsent>();

    private static TokenCredential Credential(TeamsOptions options) => options.Credential switch
    {
        TeamsCredential.ClientSecret => new ClientSecretCredential(options.TenantId, options.AppId, options.ClientSecret!.Reveal(),
            new ClientSecretCredentialOptions { AuthorityHost = options.AuthorityHost }),
        TeamsCredential.Certificate => new ClientCertificateCredential(options.TenantId, options.AppId, options.CertificatePath,
            new ClientCertificateCredentialOptions { AuthorityHost = options.AuthorityHost }),
        TeamsCredential.ManagedIdentity => new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(options.AppId)),
        TeamsCredential.WorkloadIdentity => new WorkloadIdentityCredential(new WorkloadIdentityCredentialOptions
        {
            TenantId = options.TenantId,
            ClientId = options.AppId,
            AuthorityHost = options.AuthorityHost,
        }),
        _ => throw new InvalidOperationException($"Unknown credential {options.Credential}."),
    };

    [LoggerMessage(1, LogLevel.Warning, "Development without JitBot:Teams:AppId: Teams messages are taken unsigned, from this machine alone")]
    private static partial void LogDoorOpen(ILogger log);
}
