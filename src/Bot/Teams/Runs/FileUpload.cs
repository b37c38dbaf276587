using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using JitBot.Bot.Conversation.Runs;

namespace JitBot.Bot.Teams.Runs;

internal enum UploadOutcome
{
    Done,

    /// <summary>The address is for nobody, or not any more.</summary>
    Expired,

    /// <summary>Nobody there takes it.</summary>
    Failed,

    /// <summary>The address is not OneDrive's. Nothing was sent.</summary>
    NotAllowed,
}

/// <summary>Puts a file where its reader has agreed to have it, in pieces as an upload session wants them. The address is a secret and so is what goes there: neither is logged.</summary>
internal sealed partial class FileUpload(HttpClient http, UploadHosts hosts, TimeProvider time, ILogger<FileUpload> log)
{
    /// <summary>In bytes. Pieces of an upload session are multiples of 320 KiB, of at most 60 MiB.</summary>
    public const int PieceSize = 16 * 320 * 1024;

    private const int MostTries = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan OnePiece = TimeSpan.FromMinutes(2);

    /// <param name="file">Not empty: there is no way to put nothing there.</param>
    public async Task<UploadOutcome> PutAsync(UploadPlace place, ExportedFile file, CancellationToken ct)
    {
        if (!hosts.Allows(place.UploadUrl))
        {
            LogNotAllowed(Uri.TryCreate(place.UploadUrl, UriKind.Absolute, out var url) ? url.Host : "no address");
            return UploadOutcome.NotAllowed;
        }

        var piece = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            for (long from = 0; from < file.Length;)
            {
                var length = (int)Math.Min(PieceSize, file.Length - from);
                await file.Content.ReadExactlyAsync(piece.AsMemory(0, length), ct);
                if (await PutAsync(place, new(piece, 0, length), new ContentRangeHeaderValue(from, from + length - 1, file.Length), ct) is var outcome and not UploadOutcome.Done)
                {
                    return outcome;
                }

                from += length;
            }

            return UploadOutcome.Done;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece, clearArray: true);
        }
    }

    private async Task<UploadOutcome> PutAsync(UploadPlace place, ArraySegment<byte> piece, ContentRangeHeaderValue range, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (status, after) = await TryAsync(place, piece, range, ct);
            switch (status)
            {
                case >= 200 and < 300:
                // It came through before, and only the answer did not.
                case (int)HttpStatusCode.RequestedRangeNotSatisfiable when attempt > 1:
                    return UploadOutcome.Done;
                case (int)HttpStatusCode.Unauthorized or (int)HttpStatusCode.Forbidden or (int)HttpStatusCode.NotFound or (int)HttpStatusCode.Gone:
                    LogRefused(status.Value);
                    return UploadOutcome.Expired;
                case null or (int)HttpStatusCode.RequestTimeout or (int)HttpStatusCode.TooManyRequests or >= 500 when attempt < MostTries:
                    await Task.Delay(after > LongestPause ? LongestPause : after ?? Pause * attempt, time, ct);
                    break;
                default:
                    LogRefused(status ?? 0);
                    return UploadOutcome.Failed;
            }
        }
    }

    /// <returns>No status if nobody answered.</returns>
    private async Task<(int? Status, TimeSpan? After)> TryAsync(UploadPlace place, ArraySegment<byte> piece, ContentRangeHeaderValue range, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(OnePiece, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(place.UploadUrl));
            request.Content = new ByteArrayContent(piece.Array!, piece.Offset, piece.Count) { Headers = { ContentRange = range, ContentType = new("application/octet-stream") } };
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var after = response.Headers.RetryAfter is { } asked ? asked.Delta ?? asked.Date - time.GetUtcNow() : null;
            return ((int)response.StatusCode, after > TimeSpan.Zero ? after : null);
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !ct.IsCancellationRequested))
        {
            LogFailed(failure.GetType().Name);
            return (null, null);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "An export was to be put to host {Host}, which is none of OneDrive's, so it was not")]
    private partial void LogNotAllowed(string host);

    [LoggerMessage(2, LogLevel.Warning, "OneDrive refused a piece of an export: {Status}")]
    private partial void LogRefused(int status);

    [LoggerMessage(3, LogLevel.Warning, "OneDrive did not answer for a piece of an export: {Why}")]
    private partial void LogFailed(string why);
}
