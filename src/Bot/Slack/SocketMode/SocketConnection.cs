using System.Buffers;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using JitBot.Bot.Slack.Inbound;

namespace JitBot.Bot.Slack.SocketMode;

/// <summary>
/// One connection: envelopes come in, each is handled by itself and acknowledged when it is done. Pings find out that nobody is there any more,
/// which a connection that merely falls silent would not show.
/// </summary>
internal sealed partial class SocketConnection : IAsyncDisposable
{
    private const int LongestEnvelope = 1024 * 1024;
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PatienceForHello = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PatienceForAcknowledgements = TimeSpan.FromSeconds(5);

    private readonly ClientWebSocket _socket;
    private readonly Reception _reception;
    private readonly SlackHealth _health;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentDictionary<Task, bool> _handling = [];
    private readonly TaskCompletionSource _hello = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _replace = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _reading = Task.CompletedTask;
    private string? _reason;

    private SocketConnection(ClientWebSocket socket, Reception reception, SlackHealth health, ILogger log, TimeProvider time) =>
        (_socket, _reception, _health, _log, _time) = (socket, reception, health, log, time);

    /// <summary>Slack is about to close it, or it is gone.</summary>
    public Task IsToBeReplaced => _replace.Task;

    /// <returns>A connection over which Slack has said hello.</returns>
    public static async Task<SocketConnection> OpenAsync(Uri address, Reception reception, SlackHealth health, ILogger log, TimeProvider time, CancellationToken ct)
    {
        var socket = new ClientWebSocket { Options = { KeepAliveInterval = PingEvery, KeepAliveTimeout = PingEvery } };
        var connection = new SocketConnection(socket, reception, health, log, time);
        try
        {
            await socket.ConnectAsync(address, ct).WaitAsync(PatienceForHello, time, ct);
            connection._reading = connection.ReadAsync();
            await connection._hello.Task.WaitAsync(PatienceForHello, time, ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets it go once another has taken over: what it was handed is acknowledged first.</summary>
    public async Task DrainAsync()
    {
        await Task.WhenAll(_handling.Keys).WaitAsync(PatienceForAcknowledgements, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await CloseAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _reading.WaitAsync(PatienceForAcknowledgements, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _sending.Dispose();
    }

    private async Task CloseAsync()
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReadAsync()
    {
        var why = "Slack closed the connection";
        try
        {
            while (await ReceiveAsync() is { } message)
            {
                Take(message);
            }
        }
        catch (Exception failure) when (failure is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidDataException)
        {
            why = failure.GetType().Name;
        }

        why = _reason is null ? why : $"Slack said {_reason}";

        if (_hello.Task.IsCompletedSuccessfully)
        {
            _health.Disconnected(why);
        }

        _hello.TrySetException(new WebSocketException(why));
        _replace.TrySetResult();
    }

    /// <returns>Null when it was closed.</returns>
    private async Task<JsonObject?> ReceiveAsync()
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.GetMemory(4096), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            buffer.Advance(part.Count);
            if (buffer.WrittenCount > LongestEnvelope)
            {
                throw new InvalidDataException("An envelope is too long.");
            }

            if (part.EndOfMessage)
            {
                return Json.Parse(buffer.WrittenSpan) ?? [];
            }
        }
    }

    private void Take(JsonObject message)
    {
        switch (message.Text("type"))
        {
            case "hello":
                _health.Connected();
                _hello.TrySetResult();
                break;
            case "disconnect":
                _reason = message.Text("reason");
                LogRotation(_reason ?? "no reason");
                _replace.TrySetResult();
                break;
            default:
                var handling = HandleAsync(message);
                _handling[handling] = true;
                _ = handling.ContinueWith(done => _handling.TryRemove(done, out _), TaskScheduler.Default);
                break;
        }
    }

    /// <summary>Acknowledged when it is done. What fails is not, and is delivered again.</summary>
    private async Task HandleAsync(JsonObject envelope)
    {
        await Task.Yield();
        if (envelope.Text("envelope_id") is not { } id || envelope["payload"] is not JsonObject payload)
        {
            return;
        }

        try
        {
            var answer = Delivery(envelope, payload) is { } delivery ? await _reception.HandleAsync(delivery, CancellationToken.None) : null;
            var acknowledgement = new JsonObject { ["envelope_id"] = id };
            if (answer is not null)
            {
                acknowledgement["payload"] = answer;
            }

            await SendAsync(acknowledgement);
        }
        catch (Exception fault)
        {
            LogFault(fault);
        }
    }

    private static SlackDelivery? Delivery(JsonObject envelope, JsonObject payload) => envelope.Text("type") switch
    {
        "slash_commands" => ReadDelivery.Command(payload.Where(field => field.Value is JsonValue).ToDictionary(field => field.Key, field => payload.Text(field.Key) ?? "", StringComparer.Ordinal)),
        "interactive" => ReadDelivery.Interaction(payload),
        "events_api" => ReadDelivery.Event(payload),
        _ => null,
    };

    private async Task SendAsync(JsonObject message)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Slack is about to close a Socket Mode connection ({Reason}); another is opened first")]
    private partial void LogRotation(string reason);

    [LoggerMessage(2, LogLevel.Error, "An envelope from Slack was not acknowledged")]
    private partial void LogFault(Exception fault);
}
