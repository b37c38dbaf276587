using System.Text.Json.Nodes;
using JitBot.Bot.Storage;
using JitBot.Core.Requests;
using JitBot.EndToEnd.Tests.Chats;
using JitBot.Playground;
using JitBot.Playground.FakeBytebase;
using JitBot.Playground.Twin;
using JitBot.Support.Faults;
using JitBot.Support.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace JitBot.EndToEnd.Tests.Faults;

/// <summary>How a <see cref="FaultWorld"/> differs from the usual one.</summary>
internal sealed record FaultWorldOptions
{
    public int Replicas { get; init; } = 1;

    /// <summary>How far the bots' clocks are ahead of this machine's, which is the database's.</summary>
    public TimeSpan Ahead { get; init; }

    /// <summary>People who may approve, beside Omar and Rita.</summary>
    public int Approvers { get; init; }

    /// <summary>How a Slack beside Teams reaches the bots, and is where Dana and Omar are; null if there is none.</summary>
    public SlackLink? Slack { get; init; }

    /// <summary>A Bytebase whose project <c>payments</c> is shown in Teams; null if there is none.</summary>
    public BytebaseTwin? Bytebase { get; init; }
}

/// <summary>
/// An installation of its own on real servers: one bot or two, each in a process of its own and with a <see cref="FaultProxy"/> before the store and
/// one before the target, a Teams twin and perhaps a Slack twin, real clocks. People log in past the proxies.
/// </summary>
internal sealed class FaultWorld : IAsyncDisposable
{
    /// <summary>A life in a world asks for a table of its own, so that each has to make its scope.</summary>
    private const string Tables = """
        do $$ begin
            for n in 1..200 loop
                execute format('create table t%s (id int)', n);
                execute format('insert into t%s values (1), (2)', n);
            end loop;
        end $$
        """;

    public static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    // Most of a broken life is waiting, so many go on at once. Measured: a bot takes a second of a processor to start, another for its first life, next
    // to nothing while it waits, and 130 MB.
    private static readonly SemaphoreSlim Places = new((int)Math.Min(Environment.ProcessorCount * 10, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 29));

    private readonly JitServer _store;
    private readonly JitServer _target;
    private readonly TimeSpan _ahead;
    private readonly BytebaseTwin? _bytebase;
    private readonly PostgresDatabase _database;
    private int _tables;

    private FaultWorld(JitServer store, JitServer target, string targetDatabase, TeamsTwin twin, SlackBeside? slack, FaultWorldOptions options)
    {
        (_store, _target, TargetDatabase, Twin, Slack, _ahead, _bytebase) = (store, target, targetDatabase, twin, slack, options.Ahead, options.Bytebase);
        People = PlaygroundPeople.MoveIn(twin);
        Dana = slack?.At("dana") ?? At(People.Dana);
        Omar = slack?.At("omar") ?? At(People.Omar);
        Approvers = [.. Enumerable.Range(1, options.Approvers).Select(number => twin.AddPerson($"Approver {number}"))];
        Replicas = [.. Enumerable.Range(0, options.Replicas).Select(_ => new Replica(store, target, Configuration, twin.Credential.Issue(), options.Ahead))];
        _database = PostgresDatabase.At($"{store.StoreConnection};Password={store.StorePassword.Reveal()}");
        Store = new(_database, NullLogger<PostgresAccessStore>.Instance);
        Keyed = new(_database);
    }

    public TeamsTwin Twin { get; }
    public PlaygroundPeople People { get; }
    public SlackBeside? Slack { get; }
    public ChatPerson Dana { get; }
    public ChatPerson Omar { get; }
    public IReadOnlyList<TwinPerson> Approvers { get; }
    public IReadOnlyList<Replica> Replicas { get; }
    public string TargetDatabase { get; }

    /// <summary>The store as it is, past the proxies.</summary>
    public PostgresAccessStore Store { get; }

    /// <inheritdoc cref="Store"/>
    public PostgresKeyedStore Keyed { get; }

    public LocalPostgres TargetServer => _target.Server;

    /// <summary>Everything every bot said so far.</summary>
    public string Output => string.Join('\n', Replicas.Select(replica => replica.Bot.Output));

    /// <summary>Waits for a place, starts the bots, and returns when all are ready.</summary>
    public static async Task<FaultWorld> StartAsync(FaultServers servers, FaultWorldOptions? options = null)
    {
        await Places.WaitAsync();
        FaultWorld? world = null;
        try
        {
            var (store, target, database) = await servers.PrepareAsync(Tables);
            var slack = options?.Slack is { } link ? await SlackBeside.StartAsync(link) : null;
            world = new FaultWorld(store, target, database, await TeamsTwin.StartAsync(), slack, options ?? new());
            await Task.WhenAll(world.Replicas.Select(replica => replica.Bot.StartAsync()));
            world.TalkTo(world.Replicas[0]);
            if (slack is not null)
            {
                await slack.ReachAsync(world.Replicas[0].Bot.Address);
                // Nobody speaks in Teams here, and the bot learns from whoever does where it answers.
                await world.People.Dana.InstallAsync();
            }

            return world;
        }
        catch
        {
            await (world?.DisposeAsync() ?? ValueTask.CompletedTask);
            if (world is null)
            {
                Places.Release();
            }

            throw;
        }
    }

    /// <summary>From now on people's words and presses reach this replica; through sockets, whichever Slack chooses.</summary>
    public void TalkTo(Replica replica)
    {
        Twin.Line.Bot = new($"{replica.Bot.Address}/api/messages");
        Slack?.TalkTo(replica.Bot.Address);
    }

    /// <summary>Somebody in Teams.</summary>
    public ChatPerson At(TwinPerson person) => new TeamsChat(person, People.DbaChannel);

    /// <summary>Somebody asks for access to a table that nobody has asked for yet.</summary>
    /// <param name="duration">As typed, such as <c>20s</c>.</param>
    public async Task<RequestId> AskAsync(ChatPerson asker, string duration)
    {
        var before = (await Store.ListAsync(new() { Limit = 1000 }, default)).Select(request => request.Id).ToHashSet();
        var line = $"request hr-prod read t{++_tables} for {duration} because INC-9 something is broken";
        using var limit = new CancellationTokenSource(ChatPerson.Patience);
        while (true)
        {
            // Slack waits three seconds for an answer, which a bot that has just started on a busy machine may not keep; it goes on all the same. What
            // was refused, because the target did not answer in time, is asked for again.
            await asker.TrySayAsync(line);
            var again = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(again) < ChatPerson.Patience / 4)
            {
                if ((await Store.ListAsync(new() { Limit = 1000 }, default)).LastOrDefault(request => !before.Contains(request.Id)) is { } asked)
                {
                    return asked.Id;
                }

                await Task.Delay(Look, limit.Token);
            }
        }
    }

    public async Task<AccessRequest> FindAsync(RequestId id) => await Store.FindAsync(id, default) ?? throw new InvalidOperationException($"Request {id} is lost.");

    /// <exception cref="TimeoutException">It did not come to be; the message says how the request stands and what the bots said.</exception>
    public async Task<AccessRequest> UntilAsync(RequestId id, Func<AccessRequest, bool> wanted, TimeSpan patience, string what)
    {
        using var limit = new CancellationTokenSource(patience);
        while (true)
        {
            var now = await FindAsync(id);
            if (wanted(now))
            {
                return now;
            }

            if (limit.IsCancellationRequested)
            {
                throw Stuck(what, patience, now);
            }

            await Task.Delay(Look, CancellationToken.None);
        }
    }

    public TimeoutException Stuck(string what, TimeSpan patience, AccessRequest now) => new(
        $"Not within {patience.TotalSeconds:0} s: {what}. The request is {now.State}, its cards are {string.Join(", ", now.Cards.Where(card => card.Revision < now.Revision))} behind {now.Revision}, on record are {string.Join(", ", now.Audit.Select(entry => entry.Event))}; the bots said:\n{Tail()}");

    /// <summary>The newest message about a request in a chat that has a button of this title for this person; null if there is none yet.</summary>
    public static TwinMessage? Card(TwinPerson person, TwinChat chat, RequestId id, string button) => chat.FromBot.LastOrDefault(message =>
        message.CardFor(person) is { } card && card.GetRawText().Contains(id.Value, StringComparison.Ordinal) && CardLines.Buttons(card).Contains(button, StringComparer.Ordinal));

    /// <returns>Null if there is nothing to press, or nobody answered.</returns>
    public static async Task<TwinPressed?> TryPressAsync(TwinPerson person, TwinChat chat, RequestId id, string button, IReadOnlyDictionary<string, string>? inputs = null)
    {
        try
        {
            return Card(person, chat, id, button) is { } card ? await person.PressAsync(card, button, inputs) : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>What Teams would deliver for a press now; to be sent later, or more than once.</summary>
    public JsonObject Press(TwinPerson person, TwinMessage card, string button, IReadOnlyDictionary<string, string>? filled = null)
    {
        var (action, inputs) = TwinCard.Button(card.CardFor(person)!.Value, button);
        return Twin.Activities.Pressed(person, card, action, TwinCard.Data(action, inputs, filled ?? new Dictionary<string, string>(StringComparer.Ordinal)));
    }

    /// <summary>No lane of a request is leased, and nothing about it is due in this moment, by the bots' clock.</summary>
    public async Task<bool> IsQuietAsync(RequestId id) => (await _database.ReadAsync(
        """
        select (access_until is null or access_until <= $2) and (outreach_until is null or outreach_until <= $2)
            and coalesce(access_due > $2, true) and coalesce(outreach_due > $2, true)
        from jitbot.request where id = $1
        """,
        [PostgresValues.Text(id.Value), PostgresValues.Time(TimeProvider.System.GetUtcNow() + _ahead)], row => row.GetBoolean(0), default)).Single();

    /// <summary>A look into the store's database with a superuser's eyes.</summary>
    public Task<T> AskStoreAsync<T>(string sql, params string[] parameters) => AskAsync<T>(_store.Server, _store.Store, sql, parameters);

    /// <summary>A look into the target with a superuser's eyes.</summary>
    public Task<T> AskTargetAsync<T>(string sql, params string[] parameters) => AskAsync<T>(_target.Server, "postgres", sql, parameters);

    public Task<long> RolesAsync(string account) => AskTargetAsync<long>("select count(*) from pg_roles where rolname = $1", account);

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in Replicas)
        {
            await replica.DisposeAsync();
        }

        await Twin.DisposeAsync();
        await (Slack?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _database.DisposeAsync();
        await FaultServers.DropAsync(_store.Server, _store.Store);
        await FaultServers.DropAsync(_target.Server, TargetDatabase);
        Places.Release();
    }

    private string Tail() => string.Join('\n', Replicas.SelectMany((replica, number) => replica.Bot.Output.Split('\n').TakeLast(15).Select(line => $"  {number + 1}: {line}")));

    private static async Task<T> AskAsync<T>(LocalPostgres server, string database, string sql, string[] parameters)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.ConnectionString(database)) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private Dictionary<string, string?> Configuration(FaultProxy store, FaultProxy target)
    {
        // One target only: fewer connections, and nothing said to another.
        var configuration = PlaygroundConfiguration.For(_target, Twin, People)
            .Where(entry => !entry.Key.StartsWith("JitBot:Targets:hr-test:", StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key, entry => entry.Value);
        configuration["JitBot:Store:Connection"] = Through(store, _store.StoreConnection);
        configuration["JitBot:Store:Password"] = _store.StorePassword.Reveal();
        configuration["JitBot:Targets:hr-prod:Connection"] = Through(target, _target.TargetConnection);
        configuration["JitBot:Targets:hr-prod:Databases:0"] = TargetDatabase;
        foreach (var (key, value) in Slack?.Configuration ?? [])
        {
            if (!key.StartsWith("JitBot:Targets:hr-test:", StringComparison.Ordinal))
            {
                configuration[key] = value;
            }
        }

        foreach (var (key, value) in _bytebase is null ? [] : PlaygroundConfiguration.Bytebase(_bytebase, People.DbaChannel.Id))
        {
            configuration[key] = value;
        }

        for (var i = 0; i < Approvers.Count; i++)
        {
            configuration[$"JitBot:People:approver{i}:Name"] = Approvers[i].Name;
            configuration[$"JitBot:People:approver{i}:Email"] = $"approver{i}@example.com";
            configuration[$"JitBot:People:approver{i}:Teams:TenantId"] = Approvers[i].TenantId;
            configuration[$"JitBot:People:approver{i}:Teams:ObjectId"] = Approvers[i].AadObjectId;
            configuration[$"JitBot:Groups:dba:{i + 2}"] = $"approver{i}";
        }

        return configuration;
    }

    private static string Through(FaultProxy proxy, string connection) => new NpgsqlConnectionStringBuilder(connection) { Port = proxy.Port }.ConnectionString;
}

/// <summary>One bot with its ways to the store and to the target.</summary>
internal sealed class Replica : IAsyncDisposable
{
    public Replica(JitServer store, JitServer target, Func<FaultProxy, FaultProxy, Dictionary<string, string?>> configure, string token, TimeSpan ahead)
    {
        (Store, Target) = (new(store.Server.Port), new(target.Server.Port));
        Bot = new(configure(Store, Target), token, ahead);
    }

    public BotProcess Bot { get; }
    public FaultProxy Store { get; }
    public FaultProxy Target { get; }

    public async ValueTask DisposeAsync()
    {
        await Bot.DisposeAsync();
        await Store.DisposeAsync();
        await Target.DisposeAsync();
    }
}
