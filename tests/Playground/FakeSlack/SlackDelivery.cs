using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JitBot.Playground.FakeSlack;

public enum SlackDeliveryKind
{
    Command,
    Interaction,

    /// <summary>An interaction that asks for the options of a menu.</summary>
    Options,
    Event,
}

/// <summary>One thing the bot is told.</summary>
public sealed class SlackDelivery(SlackDeliveryKind kind, JsonObject payload)
{
    public SlackDeliveryKind Kind => kind;
    public JsonObject Payload => payload;

    /// <summary>How often it was told before.</summary>
    public int Retry { get; private init; }

    /// <summary>Why it is told again, as Slack says it.</summary>
    public string? RetryReason { get; private init; }

    /// <summary>Null until the bot answered or Slack stopped waiting.</summary>
    public SlackHeard? Heard { get; internal set; }

    /// <summary>The same event, with the next retry number.</summary>
    /// <exception cref="InvalidOperationException">Slack tells of events again, and of nothing else.</exception>
    internal SlackDelivery Again(string reason) => kind == SlackDeliveryKind.Event
        ? new(kind, payload.DeepClone().AsObject()) { Retry = Retry + 1, RetryReason = reason }
        : throw new InvalidOperationException($"Slack does not tell again of a {kind}.");

    /// <summary>As the body of an HTTP request.</summary>
    internal (string Body, string ContentType) AsHttp() => kind switch
    {
        SlackDeliveryKind.Event => (payload.ToJsonString(), "application/json"),
        SlackDeliveryKind.Command => (Form(payload.Select(field => (field.Key, field.Value!.GetValue<string>()))), "application/x-www-form-urlencoded"),
        _ => (Form([("payload", payload.ToJsonString())]), "application/x-www-form-urlencoded"),
    };

    private static string Form(IEnumerable<(string Key, string Value)> fields) =>
        string.Join('&', fields.Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value).Replace("%20", "+", StringComparison.Ordinal)}"));
}

/// <summary>How the bot answered a delivery, and what the person makes of it.</summary>
/// <param name="Status">The HTTP status; 200 for an acknowledged envelope; null if there was no answer.</param>
/// <param name="Body">What came with it: JSON, or a string of what was not JSON; null if nothing did.</param>
/// <param name="Error">
/// What the person is told went wrong: <c>operation_timeout</c> after three seconds, <c>dispatch_failed</c>, or that the answer was of no use.
/// </param>
/// <param name="Took">By the twin's clock.</param>
/// <param name="NoRetry">Whether the answer said <c>X-Slack-No-Retry: 1</c>.</param>
public sealed record SlackHeard(int? Status, JsonElement? Body, string? Error, TimeSpan Took, bool NoRetry = false)
{
    /// <summary>What the bot said is wrong with what was submitted, by block; empty if nothing.</summary>
    public ImmutableDictionary<string, string> Errors => Body is { ValueKind: JsonValueKind.Object } body && body.Text("response_action") == "errors"
        ? body.GetProperty("errors").EnumerateObject().ToImmutableDictionary(error => error.Name, error => error.Value.GetString() ?? "")
        : ImmutableDictionary<string, string>.Empty;

    internal static JsonElement? Read(string body)
    {
        try
        {
            return body.Length == 0 ? null : JsonDocument.Parse(body).RootElement;
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(body);
        }
    }
}
