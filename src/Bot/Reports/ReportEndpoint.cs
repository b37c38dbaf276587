using JitBot.Bot.Api;
using JitBot.Bot.Api.Tokens;
using JitBot.Bot.Inbound;
using JitBot.Bot.Operator;
using Microsoft.Extensions.Primitives;

namespace JitBot.Bot.Reports;

/// <summary>
/// <c>/reports/access</c>: a browser is asked for a token, a program sends it as <c>Authorization: Bearer</c>. It is never taken from the address, which
/// browsers and proxies remember.
/// </summary>
internal static class ReportEndpoint
{
    public const string Path = "/reports/access";

    private const int LongestBody = 4096;

    public static void MapReport(this WebApplication app)
    {
        app.MapGet(Path, (HttpContext http, CheckToken tokens, ApiLimits limits, Refusals refusals, MakeReport make, CancellationToken ct) =>
            StringValues.IsNullOrEmpty(http.Request.Headers.Authorization)
                ? Task.FromResult(Page(http, ReportPage.Asking(null), StatusCodes.Status200OK))
                : ShowAsync(http, http.Request.Headers.Authorization, http.Request.Query["from"], http.Request.Query["to"], tokens, limits, refusals, make, ct));
        app.MapPost(Path, async (HttpContext http, CheckToken tokens, ApiLimits limits, Refusals refusals, MakeReport make, CancellationToken ct) =>
        {
            if (await BoundedBody.ReadAsync(http.Request, LongestBody, ct) is not { } body)
            {
                return Page(http, ReportPage.Asking("That is more than a form has."), StatusCodes.Status413PayloadTooLarge);
            }

            var form = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(System.Text.Encoding.UTF8.GetString(body));
            return await ShowAsync(http, $"Bearer {form.GetValueOrDefault("token")}", form.GetValueOrDefault("from"), form.GetValueOrDefault("to"), tokens, limits, refusals, make, ct);
        });
    }

    private static async Task<IResult> ShowAsync(
        HttpContext http, string? authorization, string? from, string? to, CheckToken tokens, ApiLimits limits, Refusals refusals, MakeReport make, CancellationToken ct)
    {
        var verdict = await tokens.HandleAsync(authorization, http.Connection.RemoteIpAddress, ct);
        if (verdict is TokenVerdict.NotNow)
        {
            refusals.Count("report", http.Connection.RemoteIpAddress, TokenVerdict.NotNow.Why);
            return TooOften(http);
        }

        if (verdict is not TokenVerdict.Good { Caller: { Token: var token } } || !token.Allows(ApiScopes.ReadReports))
        {
            refusals.Count("report", http.Connection.RemoteIpAddress, (verdict as TokenVerdict.Bad)?.Why ?? "no scope");
            return Page(http, ReportPage.Asking("This token does not count, or has no reports:read."), StatusCodes.Status401Unauthorized);
        }

        if (limits.Refuses(token) is not null)
        {
            return TooOften(http);
        }

        var (begin, end) = (Day(from), Day(to) is { } last ? AuditCommand.EndOf(last) : (DateTimeOffset?)null);
        return Page(http, ReportPage.Of(await make.HandleAsync(begin, end, ct)), StatusCodes.Status200OK);
    }

    private static IResult TooOften(HttpContext http) => Page(http, ReportPage.Asking("That was too often; try again in a moment."), StatusCodes.Status429TooManyRequests);

    private static DateTimeOffset? Day(string? text) => string.IsNullOrEmpty(text) ? null : ApiTimes.Day(text);

    private static IResult Page(HttpContext http, string html, int status)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.ContentSecurityPolicy = ReportPage.ContentSecurityPolicy;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        return Results.Text(html, "text/html; charset=utf-8", statusCode: status);
    }
}
