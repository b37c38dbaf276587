using System.Collections.Immutable;
using JitBot.Connectors.PostgreSql;
using JitBot.Core;
using JitBot.Core.Approvals;
using JitBot.Core.People;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using JitBot.Core.Work;
using JitBot.Support;
using Microsoft.Extensions.DependencyInjection;

namespace JitBot.Connectors.Tests.PostgreSql.Statements;

/// <summary>Core on a real server: three databases with the same tables, in the second of which an address is masked.</summary>
internal sealed class StatementLife : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private StatementLife(PostgresWorld postgres)
    {
        Postgres = postgres;
        _services = new ServiceCollection()
            .AddLogging()
            .AddCore()
            .AddSingleton<TimeProvider>(postgres.Time)
            .AddSingleton<IAccessStore, InMemoryAccessStore>()
            .AddSingleton<IKeyedStore, InMemoryKeyedStore>()
            .AddSingleton<IDirectory>(Directory)
            .AddSingleton<IOutreach, RecordedOutreach>()
            .AddSingleton<ITargetConnector, PostgreSqlConnector>()
            .AddSingleton(new PolicyDocument("policy-1", [], new() { Name = "fallback", Steps = [new(["dba"])], Longest = TimeSpan.FromHours(8) }))
            .AddSingleton(postgres.Target)
            .BuildServiceProvider();
    }

    public PostgresWorld Postgres { get; }

    public ImmutableArray<string> Databases => Postgres.Target.Databases;

    private MemoryDirectory Directory { get; } = new();

    public static async Task<StatementLife> StartAsync(ServerFixture servers, int major)
    {
        var postgres = await PostgresWorld.StartAsync(servers, major);
        await postgres.AddDatabaseAsync("de", $"{Schema.Hr} COMMENT ON COLUMN public.employee.email IS 'jitbot:mask=partial(1,0)';");
        await postgres.AddDatabaseAsync("fr");
        postgres.Target = postgres.Target with { Masking = new() { ReadsComments = true } };
        return new(postgres);
    }

    /// <summary>Dana asks for a statement in all of the databases.</summary>
    public Task<SubmitOutcome> AskAsync(string sql) => _services.GetRequiredService<SubmitRequest>().HandleAsync(
        new(new("test", "tenant", $"{Guid.NewGuid()}"), Directory.People["dana"], new()
        {
            Target = "hr-prod", Statement = sql, AlsoIn = Databases[1..], Duration = TimeSpan.FromHours(1), Reason = "INC-42 wrong totals",
        }),
        default);

    public async Task<AccessRequest> SubmitAsync(string sql) => Assert.IsType<SubmitOutcome.Submitted>(await AskAsync(sql)).Request;

    /// <summary>Omar approves, and what is due then is done, again if need be: sessions into a database that was dropped have to be found dead first.</summary>
    public async Task<AccessRequest> ApproveAsync(AccessRequest request)
    {
        await _services.GetRequiredService<DecideRequest>().HandleAsync(new(request.Id, request.Terms, Directory.People["omar"], Verdict.Approve, null), default);
        for (var times = 0; times < 10 && request.State is not (RequestState.Active or RequestState.Ended); times++)
        {
            Postgres.Time.Advance(times * TimeSpan.FromSeconds(2));
            request = await DueAsync(request);
        }

        return request;
    }

    public async Task<RunOutcome.Ran> RunAsync(AccessRequest request, IResultSink sink) =>
        Assert.IsType<RunOutcome.Ran>(await _services.GetRequiredService<RunStatement>().HandleAsync(new(request.Id, Directory.People["dana"]), sink, default));

    /// <summary>The access lane does what is due now, also what that brings about.</summary>
    public async Task<AccessRequest> DueAsync(AccessRequest request)
    {
        await _services.GetRequiredKeyedService<WorkLoop>(Lane.Access).RunDueAsync(default);
        return await _services.GetRequiredService<IAccessStore>().FindAsync(request.Id, default) ?? throw new InvalidOperationException("It is no longer stored.");
    }

    /// <summary>The accounts of ours that are on the server.</summary>
    public async Task<IEnumerable<string>> AccountsAsync() =>
        Assert.IsType<InspectResult.Read>(await _services.GetRequiredService<ITargetConnector>().InspectAsync(Postgres.Target, default)).Found.Accounts.Select(found => found.Account.Name);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Postgres.DisposeAsync();
    }
}
