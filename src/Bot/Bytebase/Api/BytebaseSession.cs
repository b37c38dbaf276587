using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Core;

namespace JitBot.Bot.Bytebase.Api;

/// <summary>
/// Calls as the service account. Its token lives an hour and cannot be renewed, so whoever is refused with it logs in again, once. Keeps a pace of its
/// own, follows no redirect, and sends the key nowhere but to the login.
/// </summary>
internal sealed partial class BytebaseSession(HttpClient http, BytebaseOptions options, BytebaseHealth health, TimeProvider time, ILogger<BytebaseSession> log) : IDisposable
{
    private const string Line = "bytebase";
    private const int LongestWords = 300;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // A key that was refused is not tried in a loop: an account may be locked for that.
    private static readonly TimeSpan LoginPause = TimeSpan.FromMinutes(1);

    private readonly Pace _pace = new(time, (20, TimeSpan.FromSeconds(1)));
    private readonly SemaphoreSlim _login = new(1);
    private string? _token;
    private DateTimeOffset _noLoginBefore;

    /// <param name="path">Below the address, without a slash before it.</param>
    /// <exception cref="BytebaseDownException">There was no answer that says whether it was done.</exception>
    public async Task<BytebaseAnswer> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken ct)
    {
        var token = await TokenAsync(null, ct);
        var answer = await CallAsync(method, path, body, token, ct);
        if (answer is BytebaseAnswer.Refused { Fault: BytebaseFault.Unauthenticated })
        {
            answer = await CallAsync(method, path, body, await TokenAsync(token, ct), ct);
        }

        if (answer is BytebaseAnswer.Refused { Fault: BytebaseFault.Unauthenticated })
        {
            throw Down("it does not take the token that it has just given", mayPass: false);
        }

        health.Worked();
        return answer;
    }

    public void Dispose() => _login.Dispose();

    /// <param name="refused">The token that was refused; of several calls that were, the first logs in for all.</param>
    private async Task<string> TokenAsync(string? refused, CancellationToken ct)
    {
        if (Volatile.Read(ref _token) is { } known && known != refused)
        {
            return known;
        }

        await _login.WaitAsync(ct);
        try
        {
            if (_token is { } other && other != refused)
            {
                return other;
            }

            if (time.GetUtcNow() < _noLoginBefore)
            {
                throw Down("it has just refused the service account's login", mayPass: false);
            }

            // "web" would have the token put into a cookie instead, since 3.14.
            var answer = await CallAsync(
                HttpMethod.Post, "v1/auth/login", new() { ["email"] = options.ServiceAccount, ["password"] = options.ServiceKey.Reveal(), ["web"] = false }, null, ct);
            if (answer is BytebaseAnswer.Done { Body: var body } && body.Text("token") is { Length: > 0 } token)
            {
                Volatile.Write(ref _token, token);
                return token;
            }

            _noLoginBefore = time.GetUtcNow() + LoginPause;
            Volatile.Write(ref _token, null);
            throw Down(answer is BytebaseAnswer.Refused ? "it refuses the service account's login: check ServiceAccount and ServiceKey" : "it let the service account in without a token", mayPass: false);
        }
        finally
        {
            _login.Release();
        }
    }

    private async Task<BytebaseAnswer> CallAsync(HttpMethod method, string path, JsonObject? body, string? token, CancellationToken ct)
    {
        var (free, wait) = _pace.Take(Line, Patience);
        if (!free)
        {
            throw Down("too much is asked of it at once", mayPass: true);
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, ct);
        }

        using var limit = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(options.Url, path)) { Content = body is null ? null : JsonContent.Create(body) };
            request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            using var response = await http.SendAsync(request, either.Token);
            return Read(response, await response.Content.ReadAsByteArrayAsync(either.Token));
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw Down(failure is OperationCanceledException ? "no answer in time" : $"{failure.GetType().Name}: {failure.Message}", mayPass: failure is not HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded }, failure);
        }
    }

    private BytebaseAnswer Read(HttpResponseMessage response, byte[] body)
    {
        var answer = ProtoJson.Parse(body);
        var status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
        {
            return answer is null ? throw Down("an answer that nobody can read", mayPass: false) : new BytebaseAnswer.Done(answer);
        }

        switch (response.StatusCode)
        {
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError:
                _pace.Hold(Line, response.Headers.RetryAfter?.Delta ?? TimeSpan.Zero);
                throw Down(status.ToString(CultureInfo.InvariantCulture), mayPass: true);
            case < HttpStatusCode.BadRequest:
                throw Down($"{status.ToString(CultureInfo.InvariantCulture)}, a redirect, which is not followed: check Url", mayPass: false);
            default:
                return new BytebaseAnswer.Refused(FaultOf(answer, response.StatusCode), Words(answer.Text("message"), status));
        }
    }

    /// <summary>By gRPC's own code where there is one: two of them have the same status.</summary>
    private static BytebaseFault FaultOf(JsonObject? answer, HttpStatusCode status) => (answer?["code"]?.ToString(), status) switch
    {
        ("3" or "invalid_argument", _) => BytebaseFault.InvalidArgument,
        ("5" or "not_found", _) => BytebaseFault.NotFound,
        ("7" or "permission_denied", _) => BytebaseFault.PermissionDenied,
        ("9" or "failed_precondition", _) => BytebaseFault.FailedPrecondition,
        ("10" or "aborted", _) => BytebaseFault.Aborted,
        ("16" or "unauthenticated", _) or (_, HttpStatusCode.Unauthorized) => BytebaseFault.Unauthenticated,
        (_, HttpStatusCode.NotFound) => BytebaseFault.NotFound,
        (_, HttpStatusCode.Forbidden) => BytebaseFault.PermissionDenied,
        (_, HttpStatusCode.Conflict) => BytebaseFault.Aborted,
        (_, HttpStatusCode.BadRequest) => BytebaseFault.InvalidArgument,
        _ => BytebaseFault.Other,
    };

    private static string Words(string message, int status) =>
        message.Length == 0 ? status.ToString(CultureInfo.InvariantCulture) : PlainText.Shorten(PlainText.Visible(message).ReplaceLineEndings(" "), LongestWords);

    private BytebaseDownException Down(string why, bool mayPass, Exception? inner = null)
    {
        health.Failed(why);
        LogFailed(why);
        return new(why, mayPass, inner);
    }

    [LoggerMessage(1, LogLevel.Warning, "Bytebase could not be asked: {Why}")]
    private partial void LogFailed(string why);
}
