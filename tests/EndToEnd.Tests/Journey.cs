using System.Globalization;
using JitBot.Bot.Configuration;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Work;
using JitBot.EndToEnd.Tests.Chats;
using JitBot.Playground;
using JitBot.Support;
using JitBot.Support.Postgres;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JitBot.EndToEnd.Tests;

/// <summary>
/// The bot as it ships, on a real server, in a Teams of our own with authentication on and perhaps a Slack beside it, and with a clock that runs
/// and that tests move ahead. The database's clock is its own.
/// </summary>
internal sealed class Journey : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private readonly string _policyFile;

    private Journey(JourneyFace face, PlaygroundWorld world, SlackBeside? slack, ManualTime time, CapturedLog log, string policyFile)
    {
        _policyFile = policyFile;
        (World, Slack, Time, Log) = (world, slack, time, log);
        Dana = At(face.Requester, "dana");
        Omar = At(face.Approvers, "omar");
        Rita = At(face.Approvers, "rita");
        _running = RunClockAsync();
    }

    public PlaygroundWorld World { get; }
    public SlackBeside? Slack { get; }
    public ManualTime Time { get; }
    public CapturedLog Log { get; }

    public ChatPerson Dana { get; }
    public ChatPerson Omar { get; }
    public ChatPerson Rita { get; }

    /// <param name="target">The server that access is given to, if it is not the one with JitBot's own database.</param>
    /// <param name="face">Teams alone if not given.</param>
    /// <param name="further">Configuration beside the usual one.</param>
    public static async Task<Journey> StartAsync(LocalPostgres server, JitServer? target = null, JourneyFace? face = null, IReadOnlyCollection<KeyValuePair<string, string?>>? further = null)
    {
        // Beginning at the real time: the database reckons how long a login is good for from its own clock.
        var time = new ManualTime(TimeProvider.System.GetUtcNow());
        var log = new CapturedLog();
        var databases = await JitServer.PrepareAsync(server, ["hr_prod", "hr_test"], _ => { }, default);
        var policyFile = Path.Combine(Path.GetTempPath(), $"jitbot-policy-{Guid.NewGuid():N}.json");
        File.Copy(PlaygroundConfiguration.PolicyFile, policyFile);
        var slack = face?.Slack is { } link ? await SlackBeside.StartAsync(link, time) : null;
        var world = await PlaygroundWorld.StartAsync(databases, port: 0, default, time, Adjust);
        var journey = new Journey(face ?? JourneyFace.Teams, world, slack, time, log, policyFile);
        await (slack?.ReachAsync(world.BotAddress) ?? Task.CompletedTask);
        return journey;

        void Adjust(WebApplicationBuilder builder)
        {
            builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(log);
            builder.Configuration.AddInMemoryCollection(target is null ? [] : At(target));
            builder.Configuration.AddInMemoryCollection(OwnLogins((target?.Server ?? server).MajorVersion));
            builder.Configuration.AddInMemoryCollection([new("JitBot:PolicyFile", policyFile), new("JitBot:Api:Enabled", "true"), .. further ?? []]);
            if (slack is not null)
            {
                builder.Configuration.AddInMemoryCollection(slack.Configuration);
                builder.Configuration.AddInMemoryCollection([new("JitBot:People:dana:Prefers", face!.Requester)]);
            }
        }
    }

    /// <summary>The same people at the chat of one's choice.</summary>
    /// <param name="platform">As the configuration calls it.</param>
    /// <param name="id">As the configuration calls them.</param>
    public ChatPerson At(string platform, string id) => platform == JourneyFace.InTeams
        ? new TeamsChat(id switch { "dana" => World.People.Dana, "omar" => World.People.Omar, _ => World.People.Rita }, World.People.DbaChannel)
        : Slack!.At(id);

    /// <summary>The configuration of targets that are on another server.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> At(JitServer target) => new[] { "hr-prod", "hr-test" }.SelectMany(id => new KeyValuePair<string, string?>[]
    {
        new($"JitBot:Targets:{id}:Connection", target.TargetConnection),
        new($"JitBot:Targets:{id}:Password", target.TargetPassword.Reveal()),
        new($"JitBot:Targets:{id}:Advertised:Port", target.Server.Port.ToString(CultureInfo.InvariantCulture)),
    });

    /// <summary>Beside the usual levels one that gives a role to the login that Dana has on hr-prod.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> OwnLogins(int major) =>
    [
        new("JitBot:Targets:hr-prod:Profiles:read:Level", "read"),
        new("JitBot:Targets:hr-prod:Profiles:write:Level", "write"),
        new("JitBot:Targets:hr-prod:Profiles:support:Level", "read"),
        new("JitBot:Targets:hr-prod:Profiles:support:MemberOf:0", "hr_support"),
        new("JitBot:Targets:hr-prod:Profiles:support:ForOwnLogin", "true"),
        new("JitBot:Targets:hr-prod:Profiles:support:CutSessions", major < 16 ? "true" : "false"),
        new("JitBot:People:dana:Logins:hr-prod", "dana_fox"),
    ];

    /// <summary>That role, which may read titles, and that login.</summary>
    /// <returns>A connection string for the login.</returns>
    public async Task<string> HaveOwnLoginAsync()
    {
        var admin = new NpgsqlConnectionStringBuilder(World.Databases.Server.ConnectionString("hr_prod")) { Pooling = false };
        await using var connection = new NpgsqlConnection(admin.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("""
            do $$ begin drop owned by dana_fox; drop role dana_fox; exception when undefined_object then null; end $$;
            do $$ begin create role hr_support; exception when duplicate_object then null; end $$;
            create role dana_fox login password 'her own';
            grant connect on database hr_prod to dana_fox;
            grant select on title to hr_support;
            grant hr_support to jitbot with admin option;
            """, connection);
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(admin.ConnectionString) { Username = "dana_fox", Password = "her own" }.ConnectionString;
    }

    /// <summary>The operator writes the policy anew; it is in force when this returns.</summary>
    /// <param name="rules">As JSON; behind them stands a fallback of anyone in dba.</param>
    /// <param name="caps">As JSON.</param>
    public void WritePolicy(string rules, string caps = "")
    {
        File.WriteAllText(_policyFile, $$"""
            { "Rules": [ {{rules}} ], "Fallback": { "Approval": [ { "Groups": [ "dba" ] } ], "Longest": "08:00:00" }, "Caps": { {{caps}} } }
            """);
        var reload = World.Bot.GetRequiredService<ReloadPolicy>();
        reload.Look();
        Assert.Empty(reload.Problems);
    }

    /// <summary>Dana types a line that is a whole request; returns what is stored of it.</summary>
    /// <param name="then">What she does about the form that comes up, if it is not a whole request.</param>
    public async Task<AccessRequest> AskAsync(string line, Func<ChatPerson, Task>? then = null)
    {
        var before = (await ListAsync()).Select(request => request.Id).ToHashSet();

        // Slack waits three seconds for an answer, which a busy machine may not keep; the bot goes on all the same.
        await Dana.TrySayAsync(line);
        await (then?.Invoke(Dana) ?? Task.CompletedTask);
        using var limit = new CancellationTokenSource(ChatPerson.Patience);
        while (true)
        {
            if ((await ListAsync()).SingleOrDefault(request => !before.Contains(request.Id)) is { } asked)
            {
                return asked;
            }

            Assert.False(limit.IsCancellationRequested, $"Nothing was asked for. Told: {Dana.Answer}");
            await Task.Delay(50);
        }
    }

    /// <summary>Asked, approved by Omar in the channel, account made.</summary>
    public async Task<AccessRequest> GrantAsync(string line = "request hr-prod read employee,title for 2h because INC-42 wrong titles")
    {
        var request = await AskAsync(line);
        await ApproveAsync(request, Omar);
        return await UntilAsync(request, RequestState.Active);
    }

    public async Task ApproveAsync(AccessRequest request, ChatPerson approver) =>
        await approver.PressAsync(await approver.ChannelCardAsync(request, "Approve"), "Approve");

    /// <summary>Dana presses <em>Show credentials</em>; returns a connection string made of what she reads.</summary>
    public async Task<string> ShowCredentialsAsync(AccessRequest request)
    {
        var card = await Dana.CardAsync(request, "Show credentials");

        // Pressed in the instant before the bot has noted the card it posted, it would be adopted first and asked for a second press.
        await UntilAsync(request, now => now.Cards.Any(card => card.Slot == CardSlot.Grant));
        return await Dana.ShowCredentialsAsync(card);
    }

    /// <summary>Every card of a request, in whichever chat.</summary>
    public ChatCard[] CardsOf(AccessRequest request) =>
    [
        .. World.People.All.Select(person => person.Chat).Append(World.People.DbaChannel).SelectMany(chat => TeamsChat.Cards(chat)).Concat(Slack?.Cards ?? [])
            .Where(card => card.Concerns(request.Id)),
    ];

    /// <summary>Waits until every card of a request, in whichever chat, is as <paramref name="what"/> wants it.</summary>
    public async Task CardsAsync(AccessRequest request, Func<ChatCard, bool> what)
    {
        var giveUpAt = TimeProvider.System.GetTimestamp() + (long)(ChatPerson.Patience.TotalSeconds * TimeProvider.System.TimestampFrequency);
        while (CardsOf(request) is not { Length: > 0 } cards || !cards.All(what))
        {
            Assert.True(TimeProvider.System.GetTimestamp() < giveUpAt,
                string.Join("\n\n", CardsOf(request).Where(card => !what(card)).Select(card => $"{card.Lines}\n[{string.Join("] [", card.Buttons)}]")));
            await Task.Delay(10);
        }
    }

    /// <summary>Everything that stays in the chats, and everything the bot sent there; a window of Slack's, which does not stay, aside.</summary>
    public IEnumerable<string> Kept => World.Twin.Calls.Select(call => call.ToString())
        .Concat(World.Twin.Everything().SelectMany(message => message.Earlier.Append(message.Card ?? default)).Select(card => card.ToString()))
        .Concat(Slack?.Kept ?? []);

    /// <summary>Lets time pass and does what is due then; first whatever is on its way arrives, which a leap would cut off.</summary>
    public async Task PassAsync(TimeSpan span)
    {
        await SettleAsync();
        Time.Advance(span);
        await World.Bot.GetRequiredKeyedService<WorkLoop>(Lane.Access).RunDueAsync(default);
        await World.Bot.GetRequiredKeyedService<WorkLoop>(Lane.Outreach).RunDueAsync(default);
    }

    /// <summary>Every card that was posted is noted. A card whose post is cut off is an orphan, which is found only when somebody presses on it.</summary>
    private async Task SettleAsync()
    {
        using var limit = new CancellationTokenSource(ChatPerson.Patience);
        while ((await ListAsync()).Any(request => request.CardsShown < request.Revision && !request.Retries.ContainsKey(WorkKind.ShowCards)))
        {
            await Task.Delay(10, limit.Token);
        }
    }

    public Task<AccessRequest> UntilAsync(AccessRequest request, RequestState state) => UntilAsync(request, now => now.State == state);

    public async Task<AccessRequest> UntilAsync(AccessRequest request, Func<AccessRequest, bool> what)
    {
        using var limit = new CancellationTokenSource(ChatPerson.Patience);
        while (true)
        {
            if (await FindAsync(request, limit.Token) is { } now && what(now))
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

    /// <returns>The first column of the first row.</returns>
    public static async Task<string> ReadAsync(string login, string sql)
    {
        await using var connection = new NpgsqlConnection(login);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return $"{await command.ExecuteScalarAsync()}";
    }

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
        await (Slack?.DisposeAsync() ?? ValueTask.CompletedTask);
        File.Delete(_policyFile);
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

    private Task<AccessRequest?> FindAsync(AccessRequest request, CancellationToken ct) => World.Bot.GetRequiredService<IAccessStore>().FindAsync(request.Id, ct);

    private async Task<IReadOnlyList<AccessRequest>> ListAsync() =>
        await World.Bot.GetRequiredService<IAccessStore>().ListAsync(new() { Requester = new("dana"), Limit = 1000 }, default);
}
