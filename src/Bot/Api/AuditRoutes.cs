using System.ComponentModel;
using System.Text;
using JitBot.Bot.Api.Requests;
using JitBot.Bot.Api.Tokens;
using JitBot.Bot.Exports;
using JitBot.Bot.Operator;
using JitBot.Core;
using JitBot.Core.Audit;

namespace JitBot.Bot.Api;

/// <summary>The record, as a stream: whatever its length, little of it is in memory at a time.</summary>
internal static class AuditRoutes
{
    private const string JsonLines = "application/x-ndjson";
    private const string Csv = "text/csv";
    private const string Pem = "application/x-pem-file";

    public static void MapAudit(this IEndpointRouteBuilder api)
    {
        api.MapGet("/audit", ExportAsync).Needs(ApiScopes.ReadAudit)
            .Produces<string>(StatusCodes.Status200OK, JsonLines, Csv).Refuses(400)
            .Says("exportAudit", "Take out the record", """
                As JSON lines it comes in whole blocks between signed heads, so some entries before and after the time asked for are with them, and jitbot audit verify
                checks it with the public key alone; an export that was cut short is not whole there. As CSV it is just the entries of that time.
                """);
        api.MapGet("/audit/public-key", (AuditKey key) => TypedResults.Text(key.PublicPem, Pem)).Needs(ApiScopes.ReadAudit)
            .Produces<string>(StatusCodes.Status200OK, Pem)
            .Says("getAuditPublicKey", "The key the record is checked with", "As PEM. Whoever checks should have it by another way, too.");
    }

    private static async Task<IResult> ExportAsync(
        HttpContext http,
        ExportAudit export,
        AuditLog log,
        TimeProvider time,
        [Description("From this day or moment on: 2026-11-01, 2026-11-01T18:00Z. From the beginning if it is left out.")] string? from,
        [Description("Up to this day, all of it, or this moment.")] string? to,
        [Description("jsonl, which is taken if it is left out, or csv.")] string? format)
    {
        var (begin, end) = (Read(from), to is not null && ApiTimes.Day(to) is { } day ? AuditCommand.EndOf(day) : Read(to));
        if ((from is not null && begin is null) || (to is not null && end is null))
        {
            return RequestPage.Invalid(begin is null && from is not null ? "from" : "to", "is a day or a moment with its time zone: 2026-11-01, 2026-11-01T18:00Z");
        }

        if ((format ?? "jsonl") is not ("jsonl" or "csv"))
        {
            return RequestPage.Invalid("format", "is jsonl or csv");
        }

        var caller = http.Call().Person;
        await log.AddAsync(ExportAudit.Entry(time.Now(), caller.Id.Value, caller.Via, begin, end, format ?? "jsonl"), ct: CancellationToken.None);
        return format == "csv"
            ? new Streamed($"{Csv}; charset=utf-8", (output, ct) => AuditCsv.WriteAsync(export.EntriesAsync(begin, end, ct), output, ct))
            : new Streamed(JsonLines, (output, ct) => WriteAsync(export.LinesAsync(begin, end, ct), output, ct));
    }

    private static DateTimeOffset? Read(string? text) => text is null ? null : ApiTimes.Day(text) ?? ApiTimes.Moment(text);

    private static async Task WriteAsync(IAsyncEnumerable<string> lines, Stream output, CancellationToken ct)
    {
        await using var writer = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        await foreach (var line in lines)
        {
            await writer.WriteLineAsync(line.AsMemory(), ct);
        }
    }

    /// <summary>A failure on the way cuts the connection, so that nobody takes what they have for all of it.</summary>
    private sealed class Streamed(string contentType, Func<Stream, CancellationToken, Task> write) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = contentType;
            return write(httpContext.Response.Body, httpContext.RequestAborted);
        }
    }
}
