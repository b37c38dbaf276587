using System.Security.Cryptography;
using System.Text;

namespace JitBot.Playground.Page;

/// <summary>
/// Who may see the page: a browser on this machine that was given the address with its token. Names are checked because of DNS rebinding, by
/// which another site's script reaches a loopback address under that site's name.
/// </summary>
internal sealed class PageGuard(string token)
{
    private const string Policy =
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'";

    private static readonly string[] Names = ["127.0.0.1", "localhost"];

    private readonly byte[] _token = Encoding.UTF8.GetBytes(token);

    public Task MeetAsync(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";

        var request = http.Request;
        if (!Names.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase) || !IsOwn(request.Headers.Origin, request.Host))
        {
            return Refuse(http, StatusCodes.Status403Forbidden);
        }

        if (request.Path.Value?.Split('/', 4) is not ["", "p", var given, .. var rest]
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), _token))
        {
            return Refuse(http, StatusCodes.Status404NotFound);
        }

        if (rest is not [var path])
        {
            http.Response.Redirect($"/p/{given}/"); // relative addresses need the slash
            return Task.CompletedTask;
        }

        request.Path = $"/{path}";
        return next(http);
    }

    /// <summary>A browser names the origin with everything that changes something. Opened by hand, there is none.</summary>
    private static bool IsOwn(string? origin, HostString host) =>
        origin is null || string.Equals(origin, $"http://{host}", StringComparison.OrdinalIgnoreCase);

    private static Task Refuse(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
