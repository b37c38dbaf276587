using System.Collections.Immutable;
using JitBot.Bot.Configuration;
using JitBot.Bot.Teams.Connector;
using JitBot.Core.Grants;

namespace JitBot.Bot.Teams;

/// <summary>Reads <see cref="TeamsOptions"/>, noting every problem.</summary>
internal static class TeamsSettings
{
    private const string SampleId = "00000000-0000-0000-0000-000000000000";

    /// <param name="settings">The section <c>Teams</c>.</param>
    /// <param name="development">Whether the environment is Development: the only one that can do without an app id.</param>
    public static TeamsOptions Read(Settings settings, bool development)
    {
        var standard = new TeamsOptions { TenantId = SampleId };
        var options = standard with
        {
            AppId = AppId(settings, development),
            TenantId = EntraId(settings, "TenantId", settings.Text("TenantId", $"\"TenantId\": \"{SampleId}\"")),
            OtherTenants = [.. settings.Names("OtherTenants", $"\"{SampleId}\"", required: false).Select(id => EntraId(settings, "OtherTenants", id))],
            Credential = Kind(settings),
            ClientSecret = settings.OptionalText("ClientSecret") is { } secret ? new Secret(secret) : null,
            CertificatePath = settings.OptionalText("CertificatePath"),
            ServiceUrls = Urls(settings),
            OpenIdMetadata = Address(settings, "OpenIdMetadata", standard.OpenIdMetadata),
            Issuer = settings.OptionalText("Issuer") ?? standard.Issuer,
            AuthorityHost = Address(settings, "AuthorityHost", standard.AuthorityHost),
            TokenScope = settings.OptionalText("TokenScope") ?? standard.TokenScope,
        };
        CheckCredential(settings, options, development);
        return options;
    }

    private static string? AppId(Settings settings, bool development)
    {
        if (settings.OptionalText("AppId") is { } id)
        {
            return EntraId(settings, "AppId", id);
        }

        if (!development)
        {
            settings.Problem("AppId", "is missing; only in Development can messages be taken without the signature it is checked against",
                $"\"AppId\": \"{SampleId}\"");
        }

        return null;
    }

    private static TeamsCredential? Kind(Settings settings)
    {
        if (settings.OptionalText("Credential") is not { } text)
        {
            return null;
        }

        // Names only: TryParse also takes numbers.
        if (Enum.TryParse<TeamsCredential>(text, ignoreCase: true, out var kind) && !char.IsAsciiDigit(text[0]))
        {
            return kind;
        }

        settings.Problem("Credential", $"is '{text}', not one of {string.Join(", ", Enum.GetNames<TeamsCredential>())}", "\"Credential\": \"ClientSecret\"");
        return null;
    }

    private static void CheckCredential(Settings settings, TeamsOptions options, bool development)
    {
        switch (options)
        {
            case { AppId: null, Credential: not null } when development:
                settings.Problem("Credential", "is set without an AppId to prove", $"\"AppId\": \"{SampleId}\"");
                break;
            case { AppId: not null, Credential: null } when !settings.Has("Credential"):
                settings.Problem("Credential", $"is missing: one of {string.Join(", ", Enum.GetNames<TeamsCredential>())}", "\"Credential\": \"ClientSecret\"");
                break;
            case { Credential: TeamsCredential.ClientSecret, ClientSecret: null }:
                settings.Problem("ClientSecret", "is missing", "a file of that name in the secrets folder, or an environment variable with __ for each colon");
                break;
            case { Credential: TeamsCredential.Certificate, CertificatePath: var path } when !File.Exists(path):
                settings.Problem("CertificatePath", path is null ? "is missing" : $"is '{path}', where there is no file",
                    "\"CertificatePath\": \"/run/secrets/teams.pem\"");
                break;
        }
    }

    private static ServiceUrls Urls(Settings settings)
    {
        var entries = settings.Names("ServiceUrls", $"\"{ServiceUrls.MicrosoftHosts[0]}\"", required: false);
        foreach (var wrong in entries.Where(entry => !ServiceUrls.IsEntry(entry)))
        {
            settings.Problem("ServiceUrls", $"has '{wrong}'; wanted is https:// with a host, or http:// with this machine's own name",
                "\"ServiceUrls\": [\"https://*.teams.microsoft.com\"]");
        }

        return entries.IsEmpty ? ServiceUrls.Microsoft : new([.. entries.Where(ServiceUrls.IsEntry)]);
    }

    private static Uri Address(Settings settings, string key, Uri standard)
    {
        if (settings.OptionalText(key) is not { } text)
        {
            return standard;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
        {
            return address;
        }

        settings.Problem(key, $"is '{text}', not an https address", $"\"{key}\": \"{standard}\"");
        return standard;
    }

    private static string EntraId(Settings settings, string key, string text)
    {
        if (text.Length > 0 && !Guid.TryParseExact(text, "D", out _))
        {
            settings.Problem(key, $"has '{text}', not an Entra id", $"\"{key}\": \"{SampleId}\"");
        }

        return text.ToLowerInvariant();
    }
}
