using JitBot.EndToEnd.Tests.Chats;
using JitBot.Playground.Page;
using JitBot.Support.Postgres;
using JitBot.Support;
using Npgsql;

namespace JitBot.EndToEnd.Tests.Page;

/// <summary>The console on a real server, with a login that may do anything.</summary>
[Collection(OnStage.Name)]
public sealed class QueryConsoleTests(Stage stage) : IAsyncLifetime
{
    private readonly Signal _news = new();
    private LocalPostgres _server = null!;
    private QueryConsole _console = null!;

    public async ValueTask InitializeAsync()
    {
        _server = (await stage.DatabasesAsync()).Server;
        var admin = new NpgsqlConnectionStringBuilder(_server.ConnectionString("hr_prod"));
        _console = new("dana", _server.Port, _news);
        await _console.ConnectAsync(new("dana", admin.Username!, admin.Password!, "hr_prod"));
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task Null_is_told_apart_from_empty()
    {
        var answer = await _console.RunAsync("select null::text as nothing, '' as empty, array[1,2] as list");

        Assert.Equal(["nothing", "empty", "list"], answer.Columns);
        Assert.Equal([null, "", "{1,2}"], answer.Rows.Single());
    }

    [Fact]
    public async Task Rows_and_values_are_bounded_and_the_page_is_told_that_there_are_more()
    {
        var answer = await _console.RunAsync("select repeat('x', 100000) from generate_series(1, 100000)");

        Assert.Equal(100, answer.Rows.Length);
        Assert.Equal(301, answer.Rows[0][0]!.Length);
        Assert.True(answer.Cut);
    }

    [Fact]
    public async Task A_refusal_carries_the_servers_code_and_the_session_goes_on()
    {
        var refused = await _console.RunAsync("select * from nowhere");
        var after = await _console.RunAsync("select 1");

        Assert.Equal(PostgresErrorCodes.UndefinedTable, refused.Trouble?.Code);
        Assert.Null(after.Trouble);
        Assert.Equal("open", _console.State.Is);
    }

    [Fact]
    public async Task A_session_that_is_cut_while_it_idles_is_noticed_with_the_servers_words()
    {
        var pid = _console.State.Pid;
        await using var admin = new NpgsqlConnection(_server.ConnectionString("postgres"));
        await admin.OpenAsync(TestContext.Current.CancellationToken);
        var changed = _news.Next;

        await new NpgsqlCommand($"select pg_terminate_backend({pid})", admin).ExecuteScalarAsync(TestContext.Current.CancellationToken);
        await changed.WaitAsync(ChatPerson.Patience, TestContext.Current.CancellationToken);

        Assert.Equal("cut", _console.State.Is);
        Assert.Equal(PostgresErrorCodes.AdminShutdown, _console.State.Trouble?.Code);
    }
}
