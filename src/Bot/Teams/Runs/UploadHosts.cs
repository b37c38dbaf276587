using JitBot.Bot.Teams.Connector;

namespace JitBot.Bot.Teams.Runs;

/// <summary>
/// Where files are put, and nowhere else: a consent names its address, and rows would go wherever that is (rule 33). A playground on this machine, whose
/// service URL is allowed, takes its files itself.
/// </summary>
internal sealed class UploadHosts(TeamsOptions options)
{
    /// <summary>OneDrive for Business, where bots' files go: the public cloud's, the US government's, and China's.</summary>
    private static readonly ServiceUrls Microsoft = new(
        ["https://*.sharepoint.com", "https://*.sharepoint.us", "https://*.sharepoint-mil.us", "https://*.dps.mil", "https://*.sharepoint.cn"]);

    public bool Allows(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url)
        && url is { UserInfo: "", Fragment: "" }
        && url.GetLeftPart(UriPartial.Authority) is var host
        && (Microsoft.Allows(host) || (url.IsLoopback && options.ServiceUrls.Allows(host)));
}
