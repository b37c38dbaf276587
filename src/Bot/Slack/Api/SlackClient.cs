using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using JitBot.Bot.Slack.Views;
using JitBot.Core.Grants;

namespace JitBot.Bot.Slack.Api;

/// <summary>
/// Slack's Web API, in exactly the methods that are used. Keeps Slack's pace, sends its tokens nowhere but there, and sends nothing that Slack
/// would refuse as too long.
/// </summary>
internal sealed partial class SlackClient(HttpClient http, SlackOptions options, SlackPace pace, SlackHealth health, TimeProvider time, ILogger<SlackClient> log)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <param name="channel">A channel's id, or a person's for their private chat with the bot.</param>
    /// <param name="thread">The timestamp of the message it is told below; null for a message of its own.</param>
    public Task<SlackAnswer> PostMessageAsync(string channel, SlackMessage message, string? thread, CancellationToken ct)
    {
        var body = message.ToJson();
        body["channel"] = channel;
        body["unfurl_links"] = false;
        body["unfurl_media"] = false;
        if (thread is not null)
        {
            body["thread_ts"] = thread;
        }

        return CheckedAsync("chat.postMessage", body, BlockLimits.MessageProblems(body), channel, ct);
    }

    public Task<SlackAnswer> UpdateMessageAsync(string channel, string message, SlackMessage now, CancellationToken ct)
    {
        var body = now.ToJson();
        (body["channel"], body["ts"]) = (channel, message);
        return CheckedAsync("chat.update", body, BlockLimits.MessageProblems(body), null, ct);
    }

    /// <param name="trigger">From the delivery that it answers; good for three seconds, once.</param>
    public Task<SlackAnswer> OpenViewAsync(string trigger, JsonObject view, CancellationToken ct) =>
        CheckedAsync("views.open", new() { ["trigger_id"] = trigger, ["view"] = view.DeepClone() }, BlockLimits.ViewProblems(view), null, ct);

    /// <summary>On top of the modal that is open.</summary>
    /// <inheritdoc cref="OpenViewAsync"/>
    public Task<SlackAnswer> PushViewAsync(string trigger, JsonObject view, CancellationToken ct) =>
        CheckedAsync("views.push", new() { ["trigger_id"] = trigger, ["view"] = view.DeepClone() }, BlockLimits.ViewProblems(view), null, ct);

    /// <param name="hash">Which state of the window it is to follow; one that has changed since stays as it is. Null to change it whatever it shows.</param>
    public Task<SlackAnswer> UpdateViewAsync(string id, JsonObject view, string? hash, CancellationToken ct)
    {
        var body = new JsonObject { ["view_id"] = id, ["view"] = view.DeepClone() };
        if (hash is not null)
        {
            body["hash"] = hash;
        }

        return CheckedAsync("views.update", body, BlockLimits.ViewProblems(view), null, ct);
    }

    /// <summary>A person's Home.</summary>
    public Task<SlackAnswer> PublishHomeAsync(string user, JsonObject view, CancellationToken ct) =>
        CheckedAsync("views.publish", new() { ["user_id"] = user, ["view"] = view.DeepClone() }, BlockLimits.ViewProblems(view), null, ct);

    public Task<SlackAnswer> UserInfoAsync(string user, CancellationToken ct) =>
        CallAsync("users.info", new FormUrlEncodedContent([new("user", user)]), options.BotToken, null, ct);

    /// <summary>The ids of a user group's members. One that is disabled is answered like one that does not exist.</summary>
    public Task<SlackAnswer> UserGroupMembersAsync(string group, CancellationToken ct)
    {
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal) { ["usergroup"] = group };
        // Wanted by the token of an organisation; that of a workspace knows its own, and Slack passes over this.
        if (options.Workspaces.FirstOrDefault(id => id.StartsWith('T')) is { } workspace)
        {
            arguments["team_id"] = workspace;
        }

        return CallAsync("usergroups.users.list", new FormUrlEncodedContent(arguments), options.BotToken, null, ct);
    }

    /// <summary>Which bot and workspace the token is of.</summary>
    public Task<SlackAnswer> TestTokenAsync(CancellationToken ct) => CallAsync("auth.test", new FormUrlEncodedContent([]), options.BotToken, null, ct);

    /// <summary>A ticket for one Socket Mode connection, as an address.</summary>
    public Task<SlackAnswer> OpenConnectionAsync(CancellationToken ct) =>
        CallAsync("apps.connections.open", new FormUrlEncodedContent([]), options.AppToken!, null, ct);

    /// <summary>
    /// Tells the one who pressed, in the channel and for their eyes alone. Good for half an hour, five times.
    /// </summary>
    public async Task<SlackAnswer> RespondAsync(string? responseUrl, SlackMessage message, CancellationToken ct)
    {
        if (!options.MayAnswerAt(responseUrl))
        {
            return new SlackAnswer.Never("no address to answer at");
        }

        var body = message.ToJson();
        (body["response_type"], body["replace_original"]) = ("ephemeral", false);
        return BlockLimits.MessageProblems(body) is [_, ..] problems
            ? Refuse("response_url", problems)
            : await SendAsync("response_url", null, new(HttpMethod.Post, responseUrl) { Content = JsonContent.Create(body) }, ct);
    }

    private async Task<SlackAnswer> CheckedAsync(string method, JsonObject body, ImmutableArray<string> problems, string? channel, CancellationToken ct) =>
        problems.IsEmpty ? await CallAsync(method, JsonContent.Create(body), options.BotToken, channel, ct) : Refuse(method, problems);

    /// <summary>A mistake of ours: what is drawn is drawn to fit.</summary>
    private SlackAnswer.Never Refuse(string method, ImmutableArray<string> problems)
    {
        LogDoesNotFit(method, string.Join("; ", problems));
        return new SlackAnswer.Never($"does not fit: {problems[0]}");
    }

    private async Task<SlackAnswer> CallAsync(string method, HttpContent body, Secret token, string? channel, CancellationToken ct)
    {
        if (await pace.WaitAsync(method, channel, Patience, ct) is { } wait)
        {
            return new SlackAnswer.Again("too much at once", wait);
        }

        return await SendAsync(method, channel, new(HttpMethod.Post, new Uri(options.ApiBase, method))
        {
            Content = body,
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal()) },
        }, ct);
    }

    private async Task<SlackAnswer> SendAsync(string method, string? channel, HttpRequestMessage request, CancellationToken ct, TimeSpan? timeout = null)
    {
        using var limit = new CancellationTokenSource(timeout ?? Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            using (request)
            {
                using var response = await http.SendAsync(request, either.Token);
                return Read(method, channel, response, await response.Content.ReadAsByteArrayAsync(either.Token));
            }
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !ct.IsCancellationRequested))
        {
            var why = failure is OperationCanceledException ? "no answer in time" : failure.GetType().Name;
            health.CouldNotSpeak($"{method}: {why}");
            LogFailed(method, why, failure is HttpRequestException ? failure.Message : "");
            return new SlackAnswer.Again(why, null);
        }
    }

    private SlackAnswer Read(string method, string? channel, HttpResponseMessage response, byte[] body)
    {
        var status = (int)response.StatusCode;
        // A response_url answers in plain words.
        var answer = Json.Parse(body) ?? new JsonObject { ["ok"] = response.IsSuccessStatusCode, ["error"] = $"http_{status.ToString(CultureInfo.InvariantCulture)}" };
        var error = answer["ok"] is JsonValue ok && ok.TryGetValue<bool>(out var fine) && fine ? null : Known(answer.Text("error"));
        switch (response.StatusCode)
        {
            case HttpStatusCode.TooManyRequests:
                var after = RetryAfter(response.Headers.RetryAfter);
                pace.Hold(method, channel, after);
                LogRefused(method, "too many requests");
                return new SlackAnswer.Again("too many requests", after);
            case HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError:
                health.CouldNotSpeak($"{method}: {status.ToString(CultureInfo.InvariantCulture)}");
                LogRefused(method, status.ToString(CultureInfo.InvariantCulture));
                return new SlackAnswer.Again(status.ToString(CultureInfo.InvariantCulture), null);
            default:
                return error is null ? Done(answer) : Refused(method, error);
        }
    }

    private SlackAnswer.Done Done(JsonObject answer)
    {
        health.Spoke();
        return new(answer);
    }

    private SlackAnswer Refused(string method, string error)
    {
        LogRefused(method, error);
        if (SlackErrors.Remedy(error) is { } remedy)
        {
            health.CouldNotSpeak(remedy);
            return new SlackAnswer.Again(error, null);
        }

        return SlackErrors.IsPassing(error) ? new SlackAnswer.Again(error, null) : new SlackAnswer.Never(error);
    }

    /// <summary>Slack's errors are words of its own; anything else is not repeated into our log.</summary>
    private static string Known(string? error) => error is { Length: > 0 and <= 100 } && error.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
        ? error
        : "an unreadable answer";

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? asked)
    {
        var pause = asked?.Delta ?? asked?.Date - time.GetUtcNow();
        return pause > TimeSpan.Zero ? pause : null;
    }

    [LoggerMessage(1, LogLevel.Error, "Nothing was sent by {Method}, because Slack would refuse it: {Problems}")]
    private partial void LogDoesNotFit(string method, string problems);

    [LoggerMessage(2, LogLevel.Warning, "Slack did not answer {Method}: {Why} {Detail}")]
    private partial void LogFailed(string method, string why, string detail);

    [LoggerMessage(3, LogLevel.Warning, "Slack refused {Method}: {Why}")]
    private partial void LogRefused(string method, string why);
}
