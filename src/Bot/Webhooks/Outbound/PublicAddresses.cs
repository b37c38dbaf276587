using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace JitBot.Bot.Webhooks.Outbound;

/// <summary>
/// Which addresses are the public internet's. What JitBot sends goes out of a network in which it can reach databases: a name that leads back in must not
/// make it speak to them.
/// </summary>
internal static class PublicAddresses
{
    // IANA's special-purpose registries (RFC 6890 and later), as far as they are not globally reachable, and multicast.
    private static readonly ImmutableArray<IPNetwork> Special =
    [
        .. ((string[])
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
            // Tunnels and translations carry an IPv4 address within, whichever that is.
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        ]).Select(network => IPNetwork.Parse(network)),
    ];

    private static readonly IPNetwork Unicast = IPNetwork.Parse("2000::/3");

    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (plain.AddressFamily == AddressFamily.InterNetwork || Unicast.Contains(plain)) && !Special.Any(network => network.Contains(plain));
    }

    /// <summary>
    /// A client whose connections are checked after the name was looked up, each of them, and go to the very address that was checked. Follows no redirect and
    /// uses no proxy, which would look names up itself.
    /// </summary>
    public static HttpClient NewClient(bool allowPrivate) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        MaxResponseHeadersLength = 16,
        ConnectCallback = async (context, ct) =>
        {
            var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, ct);
            if (!allowPrivate && Array.Find(addresses, address => !IsPublic(address)) is { } inside)
            {
                throw new HttpRequestException($"{context.DnsEndPoint.Host} has the address {inside}, which is not public; AllowPrivate lets it be sent there");
            }

            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, ct);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
