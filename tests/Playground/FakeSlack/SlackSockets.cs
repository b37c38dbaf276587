using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JitBot.Support;
using Microsoft.AspNetCore.Http.Features;

namespace JitBot.Playground.FakeSlack;

/// <summary>
/// Socket Mode: connections that the bot opened, and what is sent through them. Each envelope goes to one connection, in turn; if that connection
/// goes, or says nothing for three seconds, the same envelope goes to another.
/// </summary>
public sealed class SlackSockets(SlackTwin twin) : IDisposable
{
    private static readonly TimeSpan TicketLife = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _tickets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> _waiting = new(StringComparer.Ordinal);
    private readonly Signal _changed = new();
    private ImmutableList<SlackSocket> _open = [];
    private int _opened;
    private int _turn;

    /// <summary>One more than this many connections is turned away with <c>too_many_websockets</c>.</summary>
    public int Most { get; set; } = 10;

    /// <summary>As when Socket Mode is switched off for the app: whoever connects hears <c>link_disabled</c>.</summary>
    public bool Disabled { get; private set; }

    /// <summary>Those that Slack believes are open, the oldest first; half-open ones too.</summary>
    public IReadOnlyList<SlackSocket> Open => _open;

    public async Task DisableAsync()
    {
        Disabled = true;
        await Task.WhenAll(_open.Select(socket => socket.DisconnectAsync("link_disabled")));
    }

    public void Enable() => Disabled = false;

    public void Dispose() => _open.ForEach(socket => socket.Cut());

    internal string NewAddress()
    {
        var ticket = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _tickets[ticket] = twin.Time.GetUtcNow();
        return $"{twin.Address.Replace("http:", "ws:", StringComparison.Ordinal)}/link/?ticket={ticket}&app_id={twin.AppId}";
    }

    internal void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/link/", ConnectAsync);

    internal async Task<SlackHeard> SendAsync(SlackDelivery delivery)
    {
        var (id, envelope) = Envelope(delivery);
        var acknowledged = _waiting.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        var began = twin.Time.GetTimestamp();
        using var patience = new CancellationTokenSource(SlackLine.Patience, twin.Time);
        var deadline = Task.Delay(Timeout.Infinite, patience.Token);
        SlackSocket? sent = null;
        while (!deadline.IsCompleted)
        {
            var changed = _changed.Next;
            var next = Next(sent);
            if (next is null)
            {
                await Task.WhenAny(changed, deadline);
            }
            else if (await next.SendAsync(envelope))
            {
                sent = next;
                await Task.WhenAny(acknowledged, sent.Gone, deadline);
            }

            if (acknowledged.IsCompleted)
            {
                var answer = (await acknowledged).TryGetProperty("payload", out var payload) && payload.ValueKind != JsonValueKind.Null ? payload : (JsonElement?)null;
                return new(200, answer, null, twin.Time.GetElapsedTime(began));
            }
        }

        // The person has been told that it failed; what comes of this is work done twice.
        _ = sent is not null && Next(sent) is { } other && await other.SendAsync(envelope);
        return new(null, null, sent is null ? "dispatch_failed" : "operation_timeout", twin.Time.GetElapsedTime(began));
    }

    private static (string Id, string Json) Envelope(SlackDelivery delivery)
    {
        var id = Guid.NewGuid().ToString();
        var envelope = new JsonObject
        {
            ["envelope_id"] = id,
            ["type"] = delivery.Kind switch { SlackDeliveryKind.Command => "slash_commands", SlackDeliveryKind.Event => "events_api", _ => "interactive" },
            ["accepts_response_payload"] = delivery.Kind != SlackDeliveryKind.Event,
            ["payload"] = delivery.Payload.DeepClone(),
        };
        if (delivery.Kind == SlackDeliveryKind.Event)
        {
            envelope["retry_attempt"] = delivery.Retry;
            envelope["retry_reason"] = delivery.RetryReason is null ? "" : "timeout";
        }

        return (id, envelope.ToJsonString());
    }

    /// <summary>In turn, and another one than before if there is one.</summary>
    private SlackSocket? Next(SlackSocket? last)
    {
        var open = _open.RemoveAll(socket => !socket.CanSend);
        var others = open.Remove(last!);
        var from = others.IsEmpty ? open : others;
        return from.IsEmpty ? null : from[(int)((uint)Interlocked.Increment(ref _turn) % from.Count)];
    }

    private async Task ConnectAsync(HttpContext http)
    {
        var known = _tickets.TryRemove(http.Request.Query["ticket"].ToString(), out var given) && twin.Time.GetUtcNow() - given <= TicketLife;
        if (!known || twin.Faults.IsDown || http.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade)
        {
            http.Response.StatusCode = twin.Faults.IsDown ? 503 : 408;
            return;
        }

        await using var line = new SlackSocketStream(await UpgradeAsync(http, upgrade));
        using var socket = new SlackSocket(twin, http, line, Interlocked.Increment(ref _opened));
        var refused = Disabled ? "link_disabled" : _open.Count >= Most ? "too_many_websockets" : null;
        if (refused is not null)
        {
            await socket.DisconnectAsync(refused);
            return;
        }

        ImmutableInterlocked.Update(ref _open, open => open.Add(socket));
        await socket.SendAsync(Hello(http.Request.Query["debug_reconnects"] == "true"));
        Changed();
        await socket.ReadAsync(Acknowledge);
        ImmutableInterlocked.Update(ref _open, open => open.Remove(socket));
        Changed();
    }

    private void Changed()
    {
        _changed.Raise();
        twin.Signal();
    }

    private void Acknowledge(JsonElement acknowledgement)
    {
        if (acknowledgement.Text("envelope_id") is { } id && _waiting.TryGetValue(id, out var waiting))
        {
            waiting.TrySetResult(acknowledgement);
        }
    }

    private string Hello(bool brief) => new JsonObject
    {
        ["type"] = "hello",
        ["num_connections"] = _open.Count,
        ["debug_info"] = new JsonObject { ["host"] = "applink-twin", ["build_number"] = 1, ["approximate_connection_time"] = brief ? 360 : 3600 },
        ["connection_info"] = new JsonObject { ["app_id"] = twin.AppId },
    }.ToJsonString();

    /// <summary>By hand, so that the line under the web socket can be frozen.</summary>
    private static Task<Stream> UpgradeAsync(HttpContext http, IHttpUpgradeFeature upgrade)
    {
        var key = http.Request.Headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        http.Response.Headers.Connection = "Upgrade";
        http.Response.Headers.Upgrade = "websocket";
        http.Response.Headers["Sec-WebSocket-Accept"] = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key)));
        return upgrade.UpgradeAsync();
    }
}
