using System.Globalization;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Work;
using JitBot.Playground;
using JitBot.Playground.Twin;
using JitBot.Support;
using JitBot.Support.Postgres;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JitBot.EndToEnd.Tests;

/// <summary>
/// The bot as it ships, on a real server, in a Teams of our own with authentication on, and with a clock that runs and that tests move ahead.
/// The database's clock is its own.
/// </summary>
internal sealed class Journey : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private Journey(PlaygroundWorld world, ManualTime time, CapturedLog log)
    {
        (World, Time, Log) = (world, time, log);
        _running = RunClockAsync();
    }

    public PlaygroundWorld World { get; }
    public ManualTime Time { get; }
    public CapturedLog Log { get; }

    public TwinPerson Dana => World.People.Dana;
    public TwinPerson Omar => World.People.Omar;
    public TwinPerson Rita => World.People.Rita;
    public TwinChat Channel => World.People.DbaChannel;

    /// <param name="target">The server that access is given to, if it is not the one with JitBot's own database.</param>
    public static async Task<Journey> StartAsync(LocalPostgres server, JitServer? target = null)
    {
        // Beginning at the real time: the database reckons how long a login is good for from its own clock.
        var time = new ManualTime(TimeProvider.System.GetUtcNow());
        var log = new CapturedLog();
        var databases = await JitServer.PrepareAsync(server, ["hr_prod", "hr_test"], _ => { }, default);
        return new(await PlaygroundWorld.StartAsync(databases, port: 0, default, time, Adjust), time, log);

        void Adjust(WebApplicationBuilder builder)
        {
            builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(log);
            builder.Configuration.AddInMemoryCollection(target is null ? [] : At(target));
        }
    }

    /// <summary>The configuration of targets that are on another server.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> At(JitServer target) => new[] { "hr-prod", "hr-test" }.SelectMany(id => new KeyValuePair<string, string?>[]
    {
        new($"JitBot:Targets:{id}:Connection", target.TargetConnection),
        new($"JitBot:Targets:{id}:Password", target.TargetPassword.Reveal()),
        new($"JitBot:Targets:{id}:Advertised:Port", target.Server.Port.ToString(CultureInfo.InvariantCulture)),
    });

    /// <summary>Dana types a line that is a whole request; returns what is stored of it.</summary>
    public async Task<AccessRequest> AskAsync(string line)
    {
        var before = (await ListAsync()).Select(request => request.Id).ToHashSet();
        await Dana.SayAsync(line);
        return (await ListAsync()).Single(request => !before.Contains(request.Id));
    }

    /// <summary>Asked, approved by Omar in the channel, account made.</summary>
    public async Task<AccessRequest> GrantAsync(string line = "request hr-prod read employee,title for 2h because INC-42 wrong titles")
    {
        var request = await AskAsync(line);
        await Omar.PressAsync(await CardAsync(Channel, request, "Approve"), "Approve");
        return await UntilAsync(request, RequestState.Active);
    }

    /// <summary>Dana presses <em>Show credentials</em>; returns a connection string made of what she reads.</summary>
    public async Task<string> ShowCredentialsAsync(AccessRequest request)
    {
        var card = await CardAsync(Dana.Chat, request, "Show credentials");

        // Pressed in the instant before the bot has noted the card it posted, it would be adopted first and asked for a second press.
        await NotedAsync(request, CardSlot.Grant);
        var pressed = await Dana.PressAsync(card, "Show credentials");
        Assert.NotNull(pressed.Card);
        return LoginOf(CardLines.Lines(pressed.Card.Value).Single(line => line.StartsWith("postgresql://", StringComparison.Ordinal)));
    }

    /// <summary>A connection string made of the URI that credentials show.</summary>
    public static string LoginOf(string shown)
    {
        var uri = new Uri(shown);
        var login = uri.UserInfo.Split(':');
        return $"Host={uri.Host};Port={uri.Port};Database={uri.AbsolutePath[1..]};Username={login[0]};Password={login[1]};Pooling=false;Timeout=5";
    }

    private async Task NotedAsync(AccessRequest request, CardSlot slot)
    {
        while (!(await World.Bot.GetRequiredService<IAccessStore>().FindAsync(request.Id, default))!.Cards.Any(card => card.Slot == slot))
        {
            await Task.Delay(5);
        }
    }

    /// <summary>The newest message about a request in a chat that has a button of this title.</summary>
    public Task<TwinMessage> CardAsync(TwinChat chat, AccessRequest request, string button) => World.Twin.WaitForAsync(
        () => chat.FromBot.LastOrDefault(message => Concerns(message, request) && CardLines.Buttons(message.Card!.Value).Contains(button, StringComparer.Ordinal)), Patience);

    /// <summary>Waits until every card of a request is as <paramref name="what"/> wants it.</summary>
    public Task CardsAsync(AccessRequest request, Func<TwinMessage, bool> what) => World.Twin.WaitForAsync(
        () => CardsOf(request) is { Length: > 0 } cards && cards.All(what) ? cards : null, Patience);

    public TwinMessage[] CardsOf(AccessRequest request) =>
        [.. World.People.All.Select(person => person.Chat).Append(Channel).SelectMany(chat => chat.FromBot).Where(message => Concerns(message, request))];

    /// <summary>Lets time pass and does what is due then.</summary>
    public async Task PassAsync(TimeSpan span)
    {
        Time.Advance(span);
        await World.Bot.GetRequiredKeyedService<WorkLoop>(Lane.Access).RunDueAsync(default);
        await World.Bot.GetRequiredKeyedService<WorkLoop>(Lane.Outreach).RunDueAsync(default);
    }

    public async Task<AccessRequest> UntilAsync(AccessRequest request, RequestState state)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var now = await World.Bot.GetRequiredService<IAccessStore>().FindAsync(request.Id, limit.Token);
            if (now?.State == state)
            {
                return now;
            }

            await Task.Delay(10, limit.Token);
        }
    }

    /// <summary>Everything the bot keeps, as the database would dump it.</summary>
    public async Task<string> StoreAsTextAsync()
    {
        await using var connection = new NpgsqlConnection(World.Databases.Server.ConnectionString("jitbot"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "select string_agg(query_to_xml(format('select * from %I.%I', schemaname, tablename), true, false, '')::text, '') from pg_tables where schemaname = 'jitbot'", connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    public Task<long> RolesAndSessionsAsync(AccessRequest request) => World.AskDatabaseAsync<long>(
        "select (select count(*) from pg_roles where rolname = $1) + (select count(*) from pg_stat_activity where usename = $1)", request.Grant.AccountName);

    /// <returns>The error's SQLSTATE, or null if it worked.</returns>
    public static async Task<string?> TryAsync(string login, string sql)
    {
        await using var connection = new NpgsqlConnection(login);
        try
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
            return null;
        }
        catch (PostgresException refused)
        {
            return refused.SqlState;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    // A chat's pace, a lock's pause: what waits a moment must see one pass.
    private async Task RunClockAsync()
    {
        using var timer = new PeriodicTimer(Tick);
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            Time.Advance(Tick);
        }
    }

    private async Task<IReadOnlyList<AccessRequest>> ListAsync() =>
        await World.Bot.GetRequiredService<IAccessStore>().ListAsync(new() { Requester = new("dana"), Limit = 1000 }, default);

    // Buttons carry the id; a card in its last state has none, and is known by having had one.
    private static bool Concerns(TwinMessage message, AccessRequest request) =>
        message.Card is { } card && message.Earlier.Append(card).Any(version => version.GetRawText().Contains(request.Id.Value, StringComparison.Ordinal));
}
