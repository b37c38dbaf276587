using System.Collections.Immutable;

namespace JitBot.Bot.Teams.Connector;

/// <summary>
/// Hosts that the bot answers to, and the only ones its token is sent to. A message names the address it wants to be answered at, so without
/// this list whoever gets one message past us would be handed a token that posts as the bot (rule 38).
/// </summary>
internal sealed class ServiceUrls(ImmutableArray<string> entries)
{
    /// <summary>The public cloud's, and the US government clouds'.</summary>
    public static readonly ImmutableArray<string> MicrosoftHosts =
        ["https://smba.trafficmanager.net", "https://*.teams.microsoft.com", "https://*.teams.microsoft.us"];

    public static readonly ServiceUrls Microsoft = new(MicrosoftHosts);

    private readonly ImmutableArray<Entry> _entries = [.. entries.Select(entry => Parse(entry) ?? throw new ArgumentException($"Not a service URL: {entry}", nameof(entries)))];

    /// <summary>An https host, <c>*.</c> before it standing for one or more labels, or this machine over http, for a playground.</summary>
    public static bool IsEntry(string text) => Parse(text) is not null;

    public bool Allows(string? serviceUrl) =>
        Uri.TryCreate(serviceUrl, UriKind.Absolute, out var address)
        && address is { UserInfo: "", Query: "", Fragment: "" }
        && _entries.Any(entry => entry.Matches(address));

    private static Entry? Parse(string text)
    {
        const string Star = "://*.";
        var wild = text.Contains(Star, StringComparison.Ordinal);
        if (!Uri.TryCreate(wild ? text.Replace(Star, "://", StringComparison.Ordinal) : text, UriKind.Absolute, out var address)
            || address is not { UserInfo: "", Query: "", Fragment: "", HostNameType: UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6 }
            || (wild && !address.IdnHost.Contains('.', StringComparison.Ordinal)))
        {
            return null;
        }

        var secure = address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback && !wild);
        return secure ? new(address.Scheme, address.IdnHost, address.Port, wild) : null;
    }

    private sealed record Entry(string Scheme, string Host, int Port, bool Wild)
    {
        public bool Matches(Uri address) =>
            address.Scheme == Scheme
            && address.Port == Port
            && (Wild
                ? address.IdnHost.EndsWith($".{Host}", StringComparison.OrdinalIgnoreCase)
                : string.Equals(address.IdnHost, Host, StringComparison.OrdinalIgnoreCase));
    }
}
