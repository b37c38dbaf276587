using System.Collections.Immutable;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace JitBot.Playground.FakeSlack;

/// <summary>One connection of the bot's.</summary>
public sealed class SlackSocket : IDisposable
{
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PongPatience = TimeSpan.FromMinutes(5);

    private readonly SlackTwin _twin;
    private readonly IHttpRequestLifetimeFeature _life;
    private readonly CancellationToken _ended;
    private readonly SlackSocketStream _line;
    private readonly WebSocket _socket;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ImmutableList<JsonElement> _sent = [];

    internal SlackSocket(SlackTwin twin, HttpContext http, SlackSocketStream line, int number)
    {
        // Taken now: the context cannot be asked any more once its connection is over.
        (_twin, _life, _ended, _line, Number) = (twin, http.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>(), http.RequestAborted, line, number);
        _socket = WebSocket.CreateFromStream(line, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = PingInterval, KeepAliveTimeout = PongPatience });
    }

    /// <summary>1 for the first that ever was.</summary>
    public int Number { get; }

    /// <summary>Everything sent through it, the oldest first, and what was lost in it too.</summary>
    public IReadOnlyList<JsonElement> Sent => _sent;

    internal Task Gone => _gone.Task;

    internal bool CanSend => _socket.State == WebSocketState.Open && !_gone.Task.IsCompleted;

    /// <summary>Says <c>warning</c>: about ten seconds are left.</summary>
    public Task WarnAsync() => SayAsync("warning");

    /// <summary>Says <c>refresh_requested</c> and closes.</summary>
    public Task RefreshAsync() => DisconnectAsync("refresh_requested");

    /// <summary>Gone without a word.</summary>
    public void Cut() => _life.Abort();

    /// <summary>Half-open: nothing arrives any more in either direction, pings neither, and Slack does not notice.</summary>
    public void Freeze() => _line.Freeze();

    public void Dispose()
    {
        _gone.TrySetResult();
        _socket.Dispose();
        _sending.Dispose();
    }

    internal async Task DisconnectAsync(string reason)
    {
        await SayAsync(reason);
        try
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _ended);
        }
        catch (Exception failure) when (IsEnd(failure))
        {
            _gone.TrySetResult();
        }
    }

    /// <returns>Whether it was sent, as far as Slack can see.</returns>
    internal async Task<bool> SendAsync(string message)
    {
        try
        {
            await _sending.WaitAsync(_ended);
            try
            {
                await _socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, _ended);
            }
            finally
            {
                _sending.Release();
            }

            ImmutableInterlocked.Update(ref _sent, sent => sent.Add(JsonDocument.Parse(message).RootElement));
            _twin.Signal();
            return true;
        }
        catch (Exception failure) when (IsEnd(failure))
        {
            _gone.TrySetResult();
            return false;
        }
    }

    /// <summary>Until the connection ends.</summary>
    internal async Task ReadAsync(Action<JsonElement> received)
    {
        var buffer = new byte[16 * 1024];
        using var message = new MemoryStream();
        try
        {
            while (await _socket.ReceiveAsync(buffer, _ended) is { MessageType: not WebSocketMessageType.Close } part)
            {
                message.Write(buffer, 0, part.Count);
                if (part.EndOfMessage)
                {
                    received(JsonDocument.Parse(message.ToArray()).RootElement);
                    message.SetLength(0);
                }
            }

            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _ended);
        }
        catch (Exception failure) when (IsEnd(failure))
        {
            // Cut, by either side.
        }
        finally
        {
            _gone.TrySetResult();
        }
    }

    private Task SayAsync(string reason) => SendAsync(JsonSerializer.Serialize(new { type = "disconnect", reason, debug_info = new { host = "applink-twin" } }));

    private static bool IsEnd(Exception failure) =>
        failure is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException or InvalidOperationException;
}
