using System.Text.Json;
using System.Text.Json.Nodes;

namespace JitBot.Playground.FakeSlack;

/// <summary>One method of the Web API.</summary>
/// <param name="Scope">What the bot must have been granted; null for nothing.</param>
/// <param name="Do">Answers the arguments with what stands beside <c>ok</c>.</param>
internal sealed record SlackMethod(string? Scope, Func<JsonElement, JsonObject> Do)
{
    /// <summary>Those that only read take no JSON: what is sent so is not seen.</summary>
    public bool TakesJson { get; init; } = true;

    public bool TakesAppToken { get; init; }

    /// <summary>Whether it is held to one a second in each channel.</summary>
    public bool IsPaced { get; init; }
}

/// <summary>Slack says no.</summary>
internal sealed class SlackRefusal(string error, params string[] messages) : Exception(error)
{
    public string Error => Message;

    /// <summary>For <c>response_metadata</c>.</summary>
    public IReadOnlyList<string> Messages => messages;

    /// <summary>The scope that is missing.</summary>
    public string? Needed { get; init; }
}

/// <summary>The Web API as the bot meets it, refusals included: tokens, scopes, arguments and pace, and then the methods.</summary>
internal sealed class SlackApi(SlackTwin twin)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _nextPost = new(StringComparer.Ordinal);
    private readonly SlackFileMethods _files = new(twin);
    private readonly Dictionary<string, SlackMethod> _methods = new(StringComparer.Ordinal);

    public void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var (name, method) in ((IEnumerable<(string, SlackMethod)>[])
            [new SlackChatMethods(twin).All, new SlackViewMethods(twin).All, new SlackDirectoryMethods(twin).All, _files.All]).SelectMany(methods => methods))
        {
            _methods.Add(name, method);
        }

        endpoints.MapMethods("/api/{method}", ["GET", "POST"], AnswerAsync);
        _files.Map(endpoints);
    }

    private async Task<IResult> AnswerAsync(HttpContext http, string method)
    {
        var arguments = await SlackArguments.ReadAsync(http.Request);
        var fault = await twin.Faults.MeetAsync(http, method);
        (int? Status, JsonElement? Answer) said = fault?.Instead is null ? Answer(http, method, arguments) : (fault.Status, null);
        var cut = fault is { CutAfterwards: true };
        twin.Note(new(method, arguments.Value, cut ? null : said.Status, fault?.Said ?? said.Answer?.Text("error"), said.Answer, twin.Time.GetUtcNow()));
        if (cut)
        {
            http.Abort();
        }

        return fault?.Instead ?? Results.Json(said.Answer, statusCode: said.Status);
    }

    private (int?, JsonElement?) Answer(HttpContext http, string name, SlackArguments arguments)
    {
        try
        {
            var method = _methods.GetValueOrDefault(name) ?? throw new SlackRefusal("unknown_method");
            CheckToken(arguments.Token, method);
            if (arguments.Error is { } error)
            {
                throw new SlackRefusal(error);
            }

            if (method.Scope is { } scope && !twin.Scopes.Contains(scope))
            {
                throw new SlackRefusal("missing_scope") { Needed = scope };
            }

            var given = arguments.IsJson && !method.TakesJson ? JsonSerializer.SerializeToElement(new { }) : arguments.Value;
            if (method.IsPaced && twin.PacesPosts && !MayPost(given.Text("channel") ?? ""))
            {
                http.Response.Headers.RetryAfter = "1";
                return (429, Refused(new("ratelimited")));
            }

            var done = method.Do(given);
            done["ok"] = true;
            return (200, done.Element());
        }
        catch (SlackRefusal refusal)
        {
            return (200, Refused(refusal));
        }
    }

    private void CheckToken(string? token, SlackMethod method)
    {
        var (wanted, other) = method.TakesAppToken ? (twin.AppToken, twin.BotToken) : (twin.BotToken, twin.AppToken);
        var error = token switch
        {
            null or "" => "not_authed",
            _ when token == other => "not_allowed_token_type",
            _ when token != wanted => "invalid_auth",
            _ when twin.BotTokenRevoked && !method.TakesAppToken => "token_revoked",
            _ => null,
        };
        if (error is not null)
        {
            throw new SlackRefusal(error);
        }
    }

    private bool MayPost(string channel)
    {
        lock (_gate)
        {
            var now = twin.Time.GetUtcNow();
            if (_nextPost.GetValueOrDefault(channel) > now)
            {
                return false;
            }

            _nextPost[channel] = now + Pace;
            return true;
        }
    }

    private JsonElement Refused(SlackRefusal refusal)
    {
        var answer = new JsonObject { ["ok"] = false, ["error"] = refusal.Error };
        if (refusal.Needed is { } needed)
        {
            answer["needed"] = needed;
            answer["provided"] = string.Join(',', twin.Scopes.Order(StringComparer.Ordinal));
        }

        if (refusal.Messages is { Count: > 0 } messages)
        {
            answer["response_metadata"] = new JsonObject { ["messages"] = new JsonArray([.. messages.Select(message => JsonValue.Create(message))]) };
        }

        return answer.Element();
    }
}
