using System.Collections.Immutable;
using JitBot.Bot.Storage;
using JitBot.Connectors;
using JitBot.Core;
using JitBot.Core.Approvals;
using JitBot.Core.People;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using JitBot.Core.Work;
using JitBot.Support;
using JitBot.Support.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace JitBot.Benchmarks;

/// <summary>JitBot without a chat, on a durable server of its own, and bare connections to the same server for the floors.</summary>
internal sealed class BenchWorld : IAsyncDisposable
{
    /// <summary>For a thousand sessions, and JitBot's own beside them.</summary>
    private const int MostConnections = 1200;

    /// <summary>How many of the benchmarks' own steps go on side by side.</summary>
    public const int Writers = 8;

    private readonly LocalPostgres _server;
    private readonly ServiceProvider _services;
    private int _deliveries;

    private BenchWorld(LocalPostgres server, JitServer prepared)
    {
        _server = server;
        Prepared = prepared;
        Target = Sample(prepared);
        Bare = NpgsqlDataSource.Create($"{prepared.TargetConnection};Password={prepared.TargetPassword.Reveal()};Database=hr_prod;Search Path=pg_catalog");
        BareStore = NpgsqlDataSource.Create($"{prepared.StoreConnection};Password={prepared.StorePassword.Reveal()};Max Auto Prepare=20");
        var rule = new PolicyRule { Name = "bench", Steps = [new(["dba"])], Longest = TimeSpan.FromHours(8) };
        _services = new ServiceCollection()
            .AddLogging()
            .AddCore()
            .AddConnectors()
            .AddPostgresStorage($"{prepared.StoreConnection};Password={prepared.StorePassword.Reveal()}")
            .AddSingleton<IDirectory>(Directory)
            .AddSingleton<IOutreach, RecordedOutreach>()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new PolicyDocument("bench", [], rule))
            .AddSingleton(Target)
            .BuildServiceProvider();
    }

    /// <summary>A second database on the target, for many tables.</summary>
    public const string Wide = "hr_wide";

    public Target Target { get; }

    /// <summary>JitBot's login on the target, without JitBot.</summary>
    public NpgsqlDataSource Bare { get; }

    /// <summary>JitBot's store, without JitBot; the table <c>bench</c> stands for a request's row.</summary>
    public NpgsqlDataSource BareStore { get; }

    public MemoryDirectory Directory { get; } = new();

    public int Version => _server.MajorVersion;

    /// <summary>JitBot's own database and its password, for a service of its own.</summary>
    public JitServer Prepared { get; }

    /// <summary>As a superuser.</summary>
    public async Task AdministerAsync(string database, string sql, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(_server.ConnectionString(database));
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(ct);
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public static async Task<BenchWorld> StartAsync(CancellationToken ct)
    {
        var server = await LocalPostgres.StartAsync(PostgresBinaries.FindAny(), new() { Durable = true, MaxConnections = MostConnections });
        var world = new BenchWorld(server, await JitServer.PrepareAsync(server, ["hr_prod", Wide], _ => { }, ct));
        await PostgresSchema.EnsureAsync(world.Get<PostgresDatabase>(), ct);
        await world.BareStore.ExecuteAsync("create table bench (id int primary key, document jsonb not null)", ct);
        await world.BareStore.ExecuteAsync("insert into bench select i, jsonb_build_object('filler', repeat('x', 2000)) from generate_series(0, 1999) i", ct);
        return world;
    }

    public async Task<AccessRequest> SubmitAsync(TimeSpan duration)
    {
        var draft = new RequestDraft { Target = Target.Id, Level = "read", Tables = ["employee"], Duration = duration, Reason = "benchmark" };
        var origin = new Origin("bench", "bench", Interlocked.Increment(ref _deliveries).ToString(System.Globalization.CultureInfo.InvariantCulture));

        // A requester of its own each time: nobody may have more than a handful of requests pending.
        var asking = Directory.People["dana"] with { Id = new($"dana{_deliveries}"), Email = "" };
        Directory.People[asking.Id.Value] = asking;
        return ((SubmitOutcome.Submitted)await Get<SubmitRequest>().HandleAsync(new(origin, asking, draft), default)).Request;
    }

    /// <summary>Asked, approved, account made.</summary>
    public async Task<AccessRequest> GrantAsync(TimeSpan duration)
    {
        var request = await SubmitAsync(duration);
        await ApproveAsync(request);
        await RunAccessAsync();
        return await Get<IAccessStore>().FindAsync(request.Id, default) ?? request;
    }

    /// <summary>Many of them, side by side.</summary>
    public async Task GrantAsync(int count, TimeSpan duration, CancellationToken ct)
    {
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Writers, CancellationToken = ct },
            async (_, _) => await ApproveAsync(await SubmitAsync(duration)));
        await RunAccessAsync();
    }

    public Task ApproveAsync(AccessRequest request) =>
        Get<DecideRequest>().HandleAsync(new(request.Id, request.Terms, Directory.People["omar"], Verdict.Approve, null), default);

    /// <summary>From the approver's press to the commit that made it active.</summary>
    public async Task<TimeSpan> TimeApprovalAsync(AccessRequest request)
    {
        var store = Get<IAccessStore>();
        var last = 0L;
        void Note() => last = System.Diagnostics.Stopwatch.GetTimestamp();
        store.Committed += Note;
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        await ApproveAsync(request);
        await RunAccessAsync();
        store.Committed -= Note;
        return System.Diagnostics.Stopwatch.GetElapsedTime(began, last);
    }

    /// <summary>Lets the access lane run as it does in the service, batches side by side, until something is so.</summary>
    public async Task RunAccessUntilAsync(Func<Task<bool>> isSo)
    {
        using var stop = new CancellationTokenSource();
        var running = _services.GetRequiredKeyedService<WorkLoop>(Lane.Access).RunAsync(stop.Token);
        while (!await isSo())
        {
            await Task.Delay(5, CancellationToken.None);
        }

        await stop.CancelAsync();
        await running;
    }

    /// <summary>Does what is due in the access lane.</summary>
    public Task RunAccessAsync() => _services.GetRequiredKeyedService<WorkLoop>(Lane.Access).RunDueAsync(default);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Bare.DisposeAsync();
        await BareStore.DisposeAsync();
        await _server.DisposeAsync();
    }

    private static Target Sample(JitServer prepared) => new()
    {
        Id = "hr-prod",
        Engine = "postgresql",
        Connection = new($"{prepared.TargetConnection};Password={prepared.TargetPassword.Reveal()}"),
        Advertised = new("127.0.0.1", prepared.Server.Port, "disable"),
        Environment = "production",
        Databases = ["hr_prod", Wide],
        Owners = ["hr-owners"],
        Channels = ImmutableDictionary<string, string>.Empty.Add("teams", "none"),
    };
}

internal static class BareSql
{
    public static async Task ExecuteAsync(this NpgsqlDataSource source, string sql, CancellationToken ct)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>One commit of one row as large as a request.</summary>
    public static async Task CommitRowAsync(this NpgsqlDataSource store, int id, CancellationToken ct)
    {
        await using var command = store.CreateCommand("update bench set document = jsonb_build_object('filler', repeat('y', 2000)) where id = $1");
        command.Parameters.Add(new() { Value = id });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Create login, comment, membership: one round trip and one commit, as JitBot does it.</summary>
    public static Task CreateLoginAsync(this NpgsqlDataSource target, string name, string scope, CancellationToken ct) => target.ExecuteAsync($"""
        begin;
        create role {name} nologin connection limit 10 valid until '2099-01-01';
        comment on role {name} is 'bench';
        grant {scope} to {name};
        commit;
        """, ct);
}
