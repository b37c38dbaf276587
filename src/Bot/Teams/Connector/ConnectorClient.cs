using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Identity;

namespace JitBot.Bot.Teams.Connector;

internal abstract record ConnectorAnswer
{
    private ConnectorAnswer() { }

    /// <param name="Id">Of the new message or conversation.</param>
    /// <param name="ActivityId">Of the first message of a new conversation.</param>
    public sealed record Done(string? Id, string? ActivityId) : ConnectorAnswer;

    public sealed record Again(string Why, TimeSpan? After) : ConnectorAnswer;

    /// <param name="Gone">The message or conversation is not there, or no longer ours.</param>
    public sealed record Never(string Why, bool Gone) : ConnectorAnswer;
}

/// <summary>
/// Bot Framework's connector: the REST side on which the bot speaks. Keeps the platform's pace, and sends its token nowhere but to the
/// allowed hosts (rule 38).
/// </summary>
internal sealed partial class ConnectorClient(
    HttpClient http, TeamsOptions options, ConnectorPace pace, TeamsHealth health, TimeProvider time, ILogger<ConnectorClient> log, TokenCredential? credential = null)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // As long as it was found to be when it was held against what Teams takes.
    private static readonly JsonSerializerOptions AsCounted = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Task<ConnectorAnswer> SendAsync(string serviceUrl, string conversation, string? replyTo, JsonObject activity, CancellationToken ct) =>
        CallAsync(HttpMethod.Post, serviceUrl, $"v3/conversations/{Escape(conversation)}/activities{(replyTo is null ? "" : $"/{Escape(replyTo)}")}", conversation, activity, ct);

    public Task<ConnectorAnswer> UpdateAsync(MessageReference message, JsonObject activity, CancellationToken ct) =>
        CallAsync(HttpMethod.Put, message.ServiceUrl, $"v3/conversations/{Escape(message.Conversation)}/activities/{Escape(message.Activity)}",
            message.Conversation, activity, ct);

    /// <param name="line">Whom or what the conversation is with, for the pace.</param>
    public Task<ConnectorAnswer> CreateAsync(string serviceUrl, string line, JsonObject conversation, CancellationToken ct) =>
        CallAsync(HttpMethod.Post, serviceUrl, "v3/conversations", line, conversation, ct);

    private async Task<ConnectorAnswer> CallAsync(HttpMethod method, string serviceUrl, string path, string line, JsonObject body, CancellationToken ct)
    {
        if (!options.ServiceUrls.Allows(serviceUrl))
        {
            LogNotAllowed(serviceUrl);
            return new ConnectorAnswer.Never("the service URL is not allowed", Gone: false);
        }

        if (await pace.WaitAsync(line, Patience, ct) is { } wait)
        {
            return new ConnectorAnswer.Again("too much at once in this conversation", wait);
        }

        using var limit = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(new Uri(serviceUrl.TrimEnd('/') + '/'), path)) { Content = JsonContent.Create(body, options: AsCounted) };
            request.Headers.Authorization = await TokenAsync(either.Token);
            using var response = await http.SendAsync(request, either.Token);
            return await ReadAsync(response, line, either.Token);
        }
        catch (Exception failure) when (failure is HttpRequestException or AuthenticationFailedException || (failure is OperationCanceledException && !ct.IsCancellationRequested))
        {
            var why = failure is OperationCanceledException ? "no answer in time" : failure.GetType().Name;
            health.Failed(why);
            LogFailed(line, why, failure is HttpRequestException ? failure.Message : "");
            return new ConnectorAnswer.Again(why, null);
        }
    }

    /// <summary>Without an app id there is nothing to prove, and nobody but a playground on this machine to prove it to.</summary>
    private async Task<AuthenticationHeaderValue?> TokenAsync(CancellationToken ct) => credential is null || options.AppId is null
        ? null
        : new("Bearer", (await credential.GetTokenAsync(new([options.TokenScope]), ct)).Token);

    private async Task<ConnectorAnswer> ReadAsync(HttpResponseMessage response, string line, CancellationToken ct)
    {
        var answer = await BodyAsync(response, ct);
        var status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
        {
            health.Worked();
            return new ConnectorAnswer.Done(Text(answer, "id"), Text(answer, "activityId"));
        }

        var why = $"{status.ToString(CultureInfo.InvariantCulture)} {Code(answer)}".TrimEnd();
        LogRefused(line, why);
        switch (response.StatusCode)
        {
            case HttpStatusCode.Unauthorized:
                health.Failed("Teams does not accept the bot's token: check AppId, TenantId and the credential");
                return new ConnectorAnswer.Again(why, null);
            case HttpStatusCode.RequestTimeout or HttpStatusCode.PreconditionFailed or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
                and not HttpStatusCode.NotImplemented:
                var after = RetryAfter(response.Headers.RetryAfter);
                pace.Hold(line, after);
                return new ConnectorAnswer.Again(why, after);
            default:
                return new ConnectorAnswer.Never(why, response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden or HttpStatusCode.Gone);
        }
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? asked)
    {
        var pause = asked?.Delta ?? asked?.Date - time.GetUtcNow();
        return pause > TimeSpan.Zero ? pause : null;
    }

    private static async Task<JsonObject?> BodyAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<JsonNode>(ct) as JsonObject;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or NotSupportedException)
        {
            return null;
        }
    }

    private static string? Code(JsonObject? answer) => Text(answer?["error"] as JsonObject, "code") is { } code && code.All(char.IsAsciiLetterOrDigit)
        ? Core.PlainText.Shorten(code, 100)
        : null;

    private static string? Text(JsonObject? answer, string key) => answer?[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static string Escape(string id) => Uri.EscapeDataString(id);

    [LoggerMessage(1, LogLevel.Error, "Teams' service URL {ServiceUrl} is not in JitBot:Teams:ServiceUrls, so nothing is sent there")]
    private partial void LogNotAllowed(string serviceUrl);

    [LoggerMessage(2, LogLevel.Warning, "Teams did not answer for conversation {Conversation}: {Why} {Detail}")]
    private partial void LogFailed(string conversation, string why, string detail);

    [LoggerMessage(3, LogLevel.Warning, "Teams refused a message to conversation {Conversation}: {Why}")]
    private partial void LogRefused(string conversation, string why);
}
