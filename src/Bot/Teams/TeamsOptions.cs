using System.Collections.Immutable;
using JitBot.Bot.Teams.Connector;
using JitBot.Core.Grants;

namespace JitBot.Bot.Teams;

/// <summary>How the bot proves to Entra who it is. There is no default: each is a decision of the operator's.</summary>
internal enum TeamsCredential
{
    ClientSecret,
    Certificate,

    /// <summary>The bot is registered with a user-assigned managed identity, and its client id is the app id.</summary>
    ManagedIdentity,

    /// <summary>A federated token that the platform mounts, as Kubernetes does.</summary>
    WorkloadIdentity,
}

/// <summary>Section <c>JitBot:Teams</c>. All ids are Entra ids in lower case.</summary>
internal sealed record TeamsOptions
{
    /// <summary>The bot's registration; null only in Development, where unsigned messages are then taken from this machine alone.</summary>
    public string? AppId { get; init; }

    /// <summary>The tenant of the registration; its people may talk to the bot.</summary>
    public required string TenantId { get; init; }

    /// <summary>Further tenants whose people may talk to the bot.</summary>
    public ImmutableArray<string> OtherTenants { get; init; } = [];

    public TeamsCredential? Credential { get; init; }
    public Secret? ClientSecret { get; init; }

    /// <summary>A PEM or PFX file without password, with the private key.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>Where the bot may send its token, see <see cref="Connector.ServiceUrls"/>.</summary>
    public ServiceUrls ServiceUrls { get; init; } = ServiceUrls.Microsoft;

    /// <summary>Where the keys are announced that sign what Teams sends.</summary>
    public Uri OpenIdMetadata { get; init; } = new("https://login.botframework.com/v1/.well-known/openidconfiguration");

    /// <summary>Who signs what Teams sends. <c>https://api.botframework.us</c> in the US government's cloud.</summary>
    public string Issuer { get; init; } = "https://api.botframework.com";

    /// <summary>Where the bot gets its own tokens.</summary>
    public Uri AuthorityHost { get; init; } = new("https://login.microsoftonline.com/");

    public string TokenScope { get; init; } = "https://api.botframework.com/.default";

    public bool Serves(string? tenant) => tenant is not null && (Is(tenant, TenantId) || OtherTenants.Any(other => Is(tenant, other)));

    private static bool Is(string tenant, string known) => string.Equals(tenant, known, StringComparison.OrdinalIgnoreCase);
}
