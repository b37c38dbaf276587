using System.Globalization;
using System.Text.Json;

namespace JitBot.Playground.FakeSlack;

/// <summary>The line from Slack to a bot that is told over HTTP: everything is signed, unless a test asks for something else.</summary>
public sealed class SlackLine(SlackTwin twin) : IDisposable
{
    /// <summary>How long Slack waits for an answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Where the bot listens; null for Socket Mode.</summary>
    public Uri? Bot { get; set; }

    /// <summary>Where it listens for commands, if elsewhere.</summary>
    public Uri? Commands { get; set; }

    /// <summary>Where it listens for interactions, if elsewhere.</summary>
    public Uri? Interactions { get; set; }

    /// <summary>Where it gives options, if elsewhere.</summary>
    public Uri? Options { get; set; }

    /// <summary>Where it listens for events, if elsewhere.</summary>
    public Uri? Events { get; set; }

    /// <param name="bend">Changes what is sent before it is signed.</param>
    public async Task<SlackHeard> SendAsync(SlackDelivery delivery, Func<SlackSigned, SlackSigned>? bend = null)
    {
        var (body, contentType) = delivery.AsHttp();
        var signed = new SlackSigned { Secret = twin.SigningSecret, Timestamp = twin.Time.GetUtcNow(), Body = body, ContentType = contentType };
        using var request = (bend?.Invoke(signed) ?? signed).Request(UrlOf(delivery.Kind));
        if (delivery.RetryReason is { } reason)
        {
            request.Headers.Add("X-Slack-Retry-Num", delivery.Retry.ToString(CultureInfo.InvariantCulture));
            request.Headers.Add("X-Slack-Retry-Reason", reason);
        }

        var began = twin.Time.GetTimestamp();
        using var patience = new CancellationTokenSource(Patience, twin.Time);
        try
        {
            using var response = await _http.SendAsync(request, patience.Token);
            var answer = SlackHeard.Read(await response.Content.ReadAsStringAsync(patience.Token));
            var noRetry = response.Headers.TryGetValues("X-Slack-No-Retry", out var values) && values.Contains("1");
            return new((int)response.StatusCode, answer, response.IsSuccessStatusCode ? null : "dispatch_failed", twin.Time.GetElapsedTime(began), noRetry);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return new(null, null, "operation_timeout", twin.Time.GetElapsedTime(began));
        }
        catch (HttpRequestException)
        {
            return new(null, null, "dispatch_failed", twin.Time.GetElapsedTime(began));
        }
    }

    /// <summary>Asks the events URL whether it is the bot's, as when it is typed into the app's settings.</summary>
    /// <returns>Whether it gave the challenge back.</returns>
    public async Task<bool> VerifyUrlAsync()
    {
        var challenge = Guid.NewGuid().ToString("N");
        var heard = await SendAsync(new(SlackDeliveryKind.Event, new() { ["token"] = "x", ["challenge"] = challenge, ["type"] = "url_verification" }));
        return heard is { Error: null, Body: { } body } && (body.ValueKind == JsonValueKind.String ? body.GetString() : body.Text("challenge")) == challenge;
    }

    public void Dispose() => _http.Dispose();

    private Uri UrlOf(SlackDeliveryKind kind) => kind switch
    {
        SlackDeliveryKind.Command => Commands,
        SlackDeliveryKind.Options => Options ?? Interactions,
        SlackDeliveryKind.Event => Events,
        _ => Interactions,
    } ?? Bot ?? throw new InvalidOperationException("Nobody said where the bot is.");
}
