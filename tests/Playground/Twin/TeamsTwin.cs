using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.Json;
using JitBot.Support;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace JitBot.Playground.Twin;

/// <summary>
/// A Teams of our own, in memory and on this machine: people, a team with channels, private chats, the connector's REST side, and signed
/// deliveries to the bot, whose checks stay on. Says what Teams says, also when it refuses. For the playground and for tests.
/// </summary>
public sealed class TeamsTwin : IAsyncDisposable
{
    public const string Issuer = "https://api.botframework.com";

    private readonly Lock _gate = new();
    private readonly WebApplication _web;
    private ImmutableArray<TwinPerson> _people = [];
    private ImmutableArray<TwinChat> _channels = [];
    private ImmutableArray<TwinCall> _calls = [];
    private readonly Signal _signal = new();
    private long _lastId;

    private TeamsTwin(TimeProvider time, int port)
    {
        Time = time;
        Credential = new(time);
        Faults = new(time);
        Line = new(this);
        Activities = new(this);
        Files = new(this);

        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRoutingCore();
        _web = builder.Build();
        _web.UseRouting();
        new TwinConnector(this).Map(_web);
        Files.Map(_web);
    }

    /// <summary>Something was posted, changed or pressed.</summary>
    public event Action? Changed;

    /// <summary>The same at every start, so that what the bot keeps from one start is true at the next.</summary>
    public string AppId { get; } = "11111111-1111-1111-1111-111111111111";

    /// <inheritdoc cref="AppId"/>
    public string TenantId { get; } = "22222222-2222-2222-2222-222222222222";
    public string TeamId { get; } = $"19:{Guid.NewGuid():N}@thread.tacv2";
    public string BotId => $"28:{AppId}";

    /// <summary>Such as <c>http://127.0.0.1:41234</c>.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Where the bot answers, with a slash at its end as Teams has it.</summary>
    public string ServiceUrl => $"{Address}/teams/";

    public Uri OpenIdMetadata => new($"{Address}/.well-known/openidconfiguration");

    /// <summary>False to be like Microsoft's own playground, which looks at no token.</summary>
    public bool ChecksTokens { get; set; } = true;

    public TimeProvider Time { get; }
    public TwinKeys Keys { get; } = new();
    public TwinCredential Credential { get; }
    public TwinFaults Faults { get; }
    public TwinLine Line { get; }
    public TwinActivities Activities { get; }

    /// <summary>What bots have put into people's OneDrive.</summary>
    public TwinFiles Files { get; }

    public IReadOnlyList<TwinPerson> People => _people;
    public IReadOnlyList<TwinChat> Channels => _channels;

    /// <summary>Every call of the bot's, the oldest first.</summary>
    public IReadOnlyList<TwinCall> Calls => _calls;

    internal string LastId => Volatile.Read(ref _lastId).ToString(CultureInfo.InvariantCulture);

    /// <param name="port">0 for any that is free.</param>
    public static async Task<TeamsTwin> StartAsync(TimeProvider? time = null, int port = 0)
    {
        var twin = new TeamsTwin(time ?? TimeProvider.System, port);
        await twin._web.StartAsync();
        twin.Address = twin._web.Urls.Single();
        return twin;
    }

    /// <param name="aadObjectId">A new one if not given.</param>
    /// <param name="tenantId">The twin's own if not given.</param>
    public TwinPerson AddPerson(string name, string? aadObjectId = null, string? tenantId = null)
    {
        var person = new TwinPerson(this, name, aadObjectId ?? Guid.NewGuid().ToString(), tenantId ?? TenantId);
        ImmutableInterlocked.Update(ref _people, people => people.Add(person));
        return person;
    }

    /// <param name="id">A new one if not given.</param>
    public TwinChat AddChannel(string name, string? id = null)
    {
        var channel = new TwinChat(id ?? $"19:{Guid.NewGuid():N}@thread.tacv2", TwinChatKind.Channel, name, person: null) { Installed = true };
        ImmutableInterlocked.Update(ref _channels, channels => channels.Add(channel));
        return channel;
    }

    public TwinChat? FindChat(string id) => _channels.FirstOrDefault(channel => channel.Id == id) ?? _people.Select(person => person.Chat).FirstOrDefault(chat => chat.Id == id);

    /// <summary>Every message there is, as everybody sees it.</summary>
    public IEnumerable<TwinMessage> Everything() => _people.Select(person => person.Chat).Concat(_channels).SelectMany(chat => chat.Messages);

    /// <summary>A card of the bot's that it does not know of: posted, and then it died.</summary>
    public TwinMessage Post(TwinChat chat, JsonElement card)
    {
        var message = Draft(chat, thread: null) with { Card = card };
        Add(message);
        return message;
    }

    /// <summary>Waits until somebody looking sees something.</summary>
    /// <exception cref="TimeoutException">Nothing was seen in time.</exception>
    public Task<T> WaitForAsync<T>(Func<T?> look, TimeSpan timeout)
        where T : class => _signal.WaitForAsync(look, timeout);

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        Line.Dispose();
    }

    /// <summary>A message by a person; in a channel it begins a thread.</summary>
    internal TwinMessage Post(TwinChat chat, TwinPerson author, string text)
    {
        var message = Draft(chat, thread: null) with { Author = author, Text = text };
        Add(message);
        return message;
    }

    internal TwinMessage Draft(TwinChat chat, string? thread)
    {
        var id = NextId();
        return new() { Id = id, Chat = chat, Thread = thread ?? id };
    }

    internal void Add(TwinMessage message)
    {
        message.Chat.Add(message);
        Signal();
    }

    internal void Change(TwinMessage message, Func<TwinMessage, TwinMessage> change)
    {
        message.Chat.Change(message.Id, change);
        Signal();
    }

    internal void Note(TwinCall call) => ImmutableInterlocked.Update(ref _calls, calls => calls.Add(call));

    /// <summary>What the bot posted after a message, where this person can read it.</summary>
    internal ImmutableArray<TwinMessage> SeenBy(TwinPerson person, string after) =>
        [.. _channels.Append(person.Chat).SelectMany(chat => chat.FromBot).Where(message => long.Parse(message.Id, CultureInfo.InvariantCulture) > long.Parse(after, CultureInfo.InvariantCulture))];

    internal string NextId()
    {
        lock (_gate)
        {
            _lastId = Math.Max(_lastId + 1, Time.GetUtcNow().ToUnixTimeMilliseconds());
            return _lastId.ToString(CultureInfo.InvariantCulture);
        }
    }

    private void Signal()
    {
        _signal.Raise();
        Changed?.Invoke();
    }
}
