using JitBot.Support.Faults;
using JitBot.Support.Postgres;
using Npgsql;

namespace JitBot.Connectors.Tests.Faults;

public sealed class FaultProxyTests(PostgresFixture postgres) : IAsyncLifetime
{
    private FaultProxy _proxy = null!;
    private string _direct = null!;

    public async ValueTask InitializeAsync()
    {
        _direct = await postgres.CreateDatabaseAsync(PostgresFixture.Newest, ct: TestContext.Current.CancellationToken);
        _proxy = new((await postgres.ServerAsync(PostgresFixture.Newest)).Port);
        await ExecuteAsync(_direct, "create table t (id int)");
    }

    public ValueTask DisposeAsync() => _proxy.DisposeAsync();

    [Fact]
    public async Task Statements_get_through_and_are_counted_and_logging_in_is_not()
    {
        _proxy.Trap = Counting();

        await ExecuteAsync(Through, "insert into t values (1)", "select id from t");

        Assert.Equal(["insert into t values (1)", "select id from t"], _proxy.Trap.Seen.Select(statement => statement.Text));
    }

    [Fact]
    public async Task A_batch_is_one_statement_and_prepared_ones_are_known_by_their_text()
    {
        _proxy.Trap = Counting();
        await using var connection = await OpenAsync(Through);
        await using var prepared = new NpgsqlCommand("select $1 + 1", connection) { Parameters = { new() { Value = 1 } } };
        await prepared.PrepareAsync(TestContext.Current.CancellationToken);
        await prepared.ExecuteScalarAsync(TestContext.Current.CancellationToken);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new("select 1"), new("select 2") } };
        await batch.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["select $1 + 1", "select 1;select 2"], _proxy.Trap.Seen.Select(statement => statement.Text));
    }

    [Fact]
    public async Task Cut_before_a_statement_the_server_has_not_seen_it()
    {
        _proxy.Trap = Counting(at: 2, Moment.Before);

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ExecuteAsync(Through, "insert into t values (1)", "insert into t values (2)"));

        Assert.Equal("1", await RowsAsync());
        Assert.Equal("insert into t values (2)", await _proxy.Trap.Sprung);
    }

    [Fact]
    public async Task Cut_after_a_statement_the_server_has_done_it_and_nobody_was_told()
    {
        _proxy.Trap = Counting(at: 2, Moment.After);

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ExecuteAsync(Through, "insert into t values (1)", "insert into t values (2)", "insert into t values (3)"));

        Assert.Equal("1,2", await RowsAsync());
    }

    [Fact]
    public async Task What_a_trap_does_is_done_before_anything_else_happens_to_the_statement()
    {
        string? seen = null;
        _proxy.OnSprung = async () => seen = await RowsAsync();
        _proxy.Trap = Counting(at: 1, Moment.After);

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ExecuteAsync(Through, "insert into t values (1)"));

        Assert.Equal("1", seen);
    }

    [Fact]
    public async Task A_trap_springs_once_and_counts_on_several_proxies_together()
    {
        await using var other = new FaultProxy((await postgres.ServerAsync(PostgresFixture.Newest)).Port);
        _proxy.Trap = other.Trap = Counting(at: 2, Moment.Before);

        await ExecuteAsync(Through, "insert into t values (1)");
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ExecuteAsync(At(other), "insert into t values (2)"));
        await ExecuteAsync(Through, "insert into t values (3)");

        Assert.Equal("1,3", await RowsAsync());
    }

    [Fact]
    public async Task A_look_counts_only_when_it_finds_something()
    {
        _proxy.Trap = new(text => text.StartsWith("select", StringComparison.Ordinal) ? Traffic.CountedIfItFinds : Traffic.Ignored);

        await ExecuteAsync(Through, "select id from t", "insert into t values (1)", "select id from t");

        Assert.Equal([new CountedStatement("select id from t", IsLook: true)], _proxy.Trap.Seen);
    }

    [Fact]
    public async Task Down_it_cuts_and_refuses_and_back_again_it_serves()
    {
        await using var open = await OpenAsync(Through);

        _proxy.Reach = Reach.Refused;
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => new NpgsqlCommand("select 1", open).ExecuteScalarAsync(TestContext.Current.CancellationToken));
        await Assert.ThrowsAnyAsync<Exception>(() => OpenAsync(Through));
        _proxy.Reach = Reach.Open;

        await ExecuteAsync(Through, "insert into t values (1)");
        Assert.Equal("1", await RowsAsync());
    }

    [Fact]
    public async Task Silent_it_lets_nothing_through_until_it_is_open_again()
    {
        await using var open = await OpenAsync(Through);
        _proxy.Reach = Reach.Silent;
        var asking = new NpgsqlCommand("insert into t values (1)", open).ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        Assert.Empty(await RowsAsync());
        _proxy.Reach = Reach.Open;
        await asking;

        Assert.Equal("1", await RowsAsync());
    }

    private string Through => At(_proxy);

    private static StatementTrap Counting(int at = 0, Moment moment = Moment.Before) => new(
        text => text.StartsWith("SELECT version()", StringComparison.Ordinal) ? Traffic.Ignored : Traffic.Counted, at, moment); // the driver's own

    private string At(FaultProxy proxy) => new NpgsqlConnectionStringBuilder(_direct)
    {
        Port = proxy.Port,
        Pooling = false,
        Timeout = 3,
    }.ConnectionString;

    private async Task<string> RowsAsync()
    {
        await using var connection = await OpenAsync(_direct);
        return (string)(await new NpgsqlCommand("select coalesce(string_agg(id::text, ',' order by id), '') from t", connection).ExecuteScalarAsync())!;
    }

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task ExecuteAsync(string connectionString, params string[] statements)
    {
        await using var connection = await OpenAsync(connectionString);
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
