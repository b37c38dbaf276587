using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.Json;
using JitBot.Support;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace JitBot.Playground.FakeSlack;

/// <summary>
/// A Slack of our own, in memory and on this machine: people, channels, the Web API, signed deliveries over HTTP or Socket Mode, modals and the
/// Home tab. Says what Slack says, also when it refuses. For tests.
/// </summary>
public sealed partial class SlackTwin : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly WebApplication _web;
    private readonly Signal _signal = new();
    private ImmutableArray<SlackCall> _calls = [];
    private ImmutableArray<SlackDelivery> _deliveries = [];
    private long _lastTs;
    private int _lastId;

    private SlackTwin(TimeProvider time, int port)
    {
        Time = time;
        Faults = new(time);
        Triggers = new(time);
        Objects = new(this);
        Payloads = new(this);
        Responses = new(this);
        Line = new(this);
        Sockets = new(this);

        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1));
        builder.Services.AddRoutingCore();
        _web = builder.Build();
        _web.UseRouting();
        new SlackApi(this).Map(_web);
        Responses.Map(_web);
        Sockets.Map(_web);
    }

    /// <summary>Something was posted, changed, opened or closed.</summary>
    public event Action? Changed;

    /// <summary>The same at every start, so that what the bot keeps from one start is true at the next.</summary>
    public string TeamId { get; } = "T0TWIN00001";

    /// <inheritdoc cref="TeamId"/>
    public string AppId { get; } = "A0TWIN00001";

    /// <inheritdoc cref="TeamId"/>
    public string BotUserId { get; } = "U0TWINJIT01";

    /// <inheritdoc cref="TeamId"/>
    public string BotId { get; } = "B0TWINJIT01";

    /// <inheritdoc cref="TeamId"/>
    public string BotToken { get; } = "xoxb-twin-not-a-secret";

    /// <inheritdoc cref="TeamId"/>
    public string AppToken { get; } = "xapp-twin-not-a-secret";

    /// <inheritdoc cref="TeamId"/>
    public string SigningSecret { get; } = "the-twin-signs-with-this-and-nobody-else";

    /// <summary>The bot token was taken away: every call is answered <c>token_revoked</c>.</summary>
    public bool BotTokenRevoked { get; set; }

    /// <summary>What the bot was granted; a call that needs more is answered <c>missing_scope</c>.</summary>
    public ImmutableHashSet<string> Scopes { get; set; } =
        ["commands", "chat:write", "im:write", "users:read", "users:read.email", "usergroups:read", "files:write"];

    /// <summary>True to allow one post a second in each channel, as Slack does.</summary>
    public bool PacesPosts { get; set; }

    /// <summary>Such as <c>http://127.0.0.1:41234</c>.</summary>
    public string Address { get; private set; } = "";

    /// <summary>What stands in for <c>https://slack.com/api/</c>.</summary>
    public Uri ApiBase => new($"{Address}/api/");

    public TimeProvider Time { get; }
    public SlackFaults Faults { get; }

    /// <summary>To a bot that is told over HTTP; used once it has an address, else Socket Mode is.</summary>
    public SlackLine Line { get; }

    public SlackSockets Sockets { get; }
    public SlackPayloads Payloads { get; }

    /// <summary>Every call of the bot's, the oldest first.</summary>
    public IReadOnlyList<SlackCall> Calls => _calls;

    /// <summary>Everything the bot was told, the oldest first, and how it answered.</summary>
    public IReadOnlyList<SlackDelivery> Deliveries => _deliveries;

    internal SlackTriggers Triggers { get; }
    internal SlackObjects Objects { get; }
    internal SlackResponses Responses { get; }

    /// <param name="port">0 for any that is free.</param>
    public static async Task<SlackTwin> StartAsync(TimeProvider? time = null, int port = 0)
    {
        var twin = new SlackTwin(time ?? TimeProvider.System, port);
        await twin._web.StartAsync();
        twin.Address = twin._web.Urls.Single();
        return twin;
    }

    /// <summary>Tells the bot, by whichever way it is connected.</summary>
    public async Task<SlackHeard> DeliverAsync(SlackDelivery delivery)
    {
        ImmutableInterlocked.Update(ref _deliveries, deliveries => deliveries.Add(delivery));
        return delivery.Heard = Line.Bot is null ? await Sockets.SendAsync(delivery) : await Line.SendAsync(delivery);
    }

    /// <summary>Tells the bot again of an event, as Slack does up to three times when the first telling failed.</summary>
    /// <param name="reason">As in <c>X-Slack-Retry-Reason</c>.</param>
    public async Task<SlackHeard> RedeliverAsync(SlackDelivery delivery, string reason = "http_timeout") => await DeliverAsync(delivery.Again(reason));

    /// <summary>Waits until somebody looking sees something.</summary>
    /// <exception cref="TimeoutException">Nothing was seen in time.</exception>
    public Task<T> WaitForAsync<T>(Func<T?> look, TimeSpan timeout)
        where T : class => _signal.WaitForAsync(look, timeout);

    public async ValueTask DisposeAsync()
    {
        Sockets.Dispose();
        await _web.DisposeAsync();
        Line.Dispose();
    }

    internal void Note(SlackCall call)
    {
        ImmutableInterlocked.Update(ref _calls, calls => calls.Add(call));
        Signal();
    }

    /// <summary>Seconds since 1970 with six digits behind the point; no two alike.</summary>
    internal string NextTs()
    {
        lock (_gate)
        {
            _lastTs = Math.Max(_lastTs + 1, Time.GetUtcNow().ToUnixTimeMilliseconds() * 1000);
            return string.Create(CultureInfo.InvariantCulture, $"{_lastTs / 1_000_000}.{_lastTs % 1_000_000:D6}");
        }
    }

    internal string NextId(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{Interlocked.Increment(ref _lastId):D10}");

    internal void Signal()
    {
        _signal.Raise();
        Changed?.Invoke();
    }
}
