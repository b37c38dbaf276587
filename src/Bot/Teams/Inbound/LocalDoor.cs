using System.Net;
using Microsoft.Extensions.Primitives;

namespace JitBot.Bot.Teams.Inbound;

/// <summary>
/// Development's door for a playground on the same machine, which signs nothing (rule 38). It is open only without an app id, and only to
/// what cannot have come from elsewhere: a proxy on this machine makes strangers look local, and so does a page in a local browser.
/// </summary>
internal static class LocalDoor
{
    public static bool IsOpen(TeamsOptions options, IHostEnvironment environment) => options.AppId is null && environment.IsDevelopment();

    public static bool Admits(HttpContext http) =>
        IsLoopback(http.Connection.RemoteIpAddress)
        && IsLoopback(http.Connection.LocalIpAddress)
        && http.Request.Headers.All(header => !WasForwarded(header.Key))
        && IsLocal(http.Request.Host)
        && IsLocal(http.Request.Headers.Origin)
        && http.Request.HasJsonContentType();

    private static bool WasForwarded(string header) =>
        header.Equals("Forwarded", StringComparison.OrdinalIgnoreCase) || header.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase);

    /// <summary>An unknown address is a no.</summary>
    private static bool IsLoopback(IPAddress? address) => address is not null && IPAddress.IsLoopback(address);

    private static bool IsLocal(HostString host) => host.HasValue && Uri.TryCreate($"http://{host.Value}", UriKind.Absolute, out var address) && address.IsLoopback;

    private static bool IsLocal(StringValues origin) =>
        origin.Count == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var address) && address.IsLoopback);
}
