using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using JitBot.Bot.Storage;
using JitBot.Core.Storage;
using JitBot.Support;
using JitBot.Support.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace JitBot.Bot.Tests.Storage;

public sealed class PostgresDatabaseTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static IEnumerable<object[]> Versions => PostgresFixture.Versions;

    [Theory, MemberData(nameof(Versions))]
    public async Task A_session_has_the_settings_it_relies_on_whatever_the_defaults_are(int major)
    {
        await using var store = await StoreDatabase.CreateAsync(postgres, major);
        var name = new NpgsqlConnectionStringBuilder(store.ConnectionString).Database;
        await store.AdminAsync($"""
            alter database {name} set synchronous_commit = off;
            alter database {name} set default_transaction_isolation = 'serializable';
            alter database {name} set search_path = nowhere;
            """);
        await using var database = PostgresDatabase.At(store.ConnectionString + ";Options=-c work_mem=5MB");

        // Twice over the pool: giving a connection back must not lose them.
        for (var use = 0; use < 2; use++)
        {
            var settings = await database.ReadAsync(
                "select current_setting(name) from unnest($1) with ordinality as asked(name, place) order by place",
                [PostgresValues.Texts(["synchronous_commit", "default_transaction_isolation", "statement_timeout", "search_path", "work_mem"])],
                row => row.GetString(0), Ct);
            Assert.Equal("on, read committed, 5s, pg_catalog, 5MB", string.Join(", ", settings));
        }
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Statements_are_prepared_by_their_second_use(int major)
    {
        await using var store = await StoreDatabase.CreateAsync(postgres, major);
        var keyed = new PostgresKeyedStore(store.Database);
        for (var use = 0; use < 3; use++)
        {
            await keyed.FindAsync("lock", "one", ManualTime.Start, Ct);
        }

        var prepared = await store.Database.ReadAsync(
            "select statement from pg_prepared_statements", [], row => row.GetString(0), Ct);

        Assert.Contains(prepared, statement => statement.Contains("jitbot.keyed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unreachable_server_means_down_and_its_password_is_not_told()
    {
        await using var database = PostgresDatabase.At("Host=127.0.0.1;Port=1;Username=jitbot;Password=hunter2");

        var down = await Assert.ThrowsAsync<StoreDownException>(() => database.ExecuteAsync("select 1", [], Ct));

        Assert.DoesNotContain("hunter2", down.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_lets_in_and_says_nothing_means_down()
    {
        using var door = new TcpListener(IPAddress.Loopback, 0);
        door.Start();
        await using var database = PostgresDatabase.At($"Host=127.0.0.1;Port={((IPEndPoint)door.LocalEndpoint).Port};Username=jitbot;Password=hunter2;SSL Mode=Disable");

        var down = await Assert.ThrowsAsync<StoreDownException>(() => database.ExecuteAsync("select 1", [], Ct));

        Assert.Equal("The store's database did not answer in time.", down.Message);
    }

    [Fact]
    public void Time_that_runs_out_within_the_driver_means_down()
    {
        Assert.True(PostgresFailure.MeansDown(new TimeoutException()));
        Assert.Equal("The store's database did not answer in time.", PostgresFailure.Describe(new TimeoutException()));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_refused_login_means_down_and_its_password_is_not_told(int major)
    {
        var wrong = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync(major, ct: Ct)) { Password = "hunter2" };
        await using var database = PostgresDatabase.At(wrong.ConnectionString);

        var down = await Assert.ThrowsAsync<StoreDownException>(() => database.ExecuteAsync("select 1", [], Ct));

        Assert.Contains(PostgresErrorCodes.InvalidPassword, down.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", down.ToString(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_standby_in_the_middle_of_a_failover_means_down(int major)
    {
        await using var store = await StoreDatabase.CreateAsync(postgres, major);
        await store.AdminAsync($"alter database {new NpgsqlConnectionStringBuilder(store.ConnectionString).Database} set default_transaction_read_only = on");
        await using var database = PostgresDatabase.At(store.ConnectionString);

        await Assert.ThrowsAsync<StoreDownException>(
            () => new PostgresKeyedStore(database).TryPutAsync(new("lock", "one", 0, "{}", null), ManualTime.Start, Ct));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_server_that_does_not_answer_means_down_within_ten_seconds(int major)
    {
        await using var store = await StoreDatabase.CreateAsync(postgres, major);
        await using var blocker = new NpgsqlConnection(store.ConnectionString);
        await blocker.OpenAsync(Ct);
        await using var held = await blocker.BeginTransactionAsync(Ct);
        await using var hold = new NpgsqlCommand("lock table jitbot.keyed", blocker);
        await hold.ExecuteNonQueryAsync(Ct);
        var began = Stopwatch.GetTimestamp();

        await Assert.ThrowsAsync<StoreDownException>(
            () => new PostgresKeyedStore(store.Database).FindAsync("lock", "one", ManualTime.Start, Ct));

        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Cut_sessions_are_replaced(int major)
    {
        await using var store = await StoreDatabase.CreateAsync(postgres, major);
        var keyed = new PostgresKeyedStore(store.Database);
        await keyed.FindAsync("lock", "one", ManualTime.Start, Ct);

        await store.AdminAsync("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'jitbot' and datname = current_database()");

        await Assert.ThrowsAsync<StoreDownException>(() => keyed.FindAsync("lock", "one", ManualTime.Start, Ct));
        Assert.Null(await keyed.FindAsync("lock", "one", ManualTime.Start, Ct));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_fault_of_ours_is_not_taken_for_an_outage(int major)
    {
        await using var database = PostgresDatabase.At(await postgres.CreateDatabaseAsync(major, ct: Ct));

        await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync("select 1 / 0", [], Ct));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_store_whose_tables_are_still_being_made_is_down(int major)
    {
        await using var database = PostgresDatabase.At(await postgres.CreateDatabaseAsync(major, ct: Ct));

        await Assert.ThrowsAsync<StoreDownException>(() => new PostgresKeyedStore(database).FindAsync("lock", "one", ManualTime.Start, Ct));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Registered_storage_is_ready_once_its_schema_is_made(int major)
    {
        var connection = await postgres.CreateDatabaseAsync(major, ct: Ct);
        await using var services = new ServiceCollection().AddLogging().AddPostgresStorage(connection).BuildServiceProvider();

        await PostgresSchema.EnsureAsync(services.GetRequiredService<PostgresDatabase>(), Ct);

        Assert.NotNull(await services.GetRequiredService<IAccessStore>().TryAddAsync(Sample.Request(), Ct));
        Assert.NotNull(await services.GetRequiredService<IKeyedStore>().TryPutAsync(new("lock", "one", 0, "{}", null), ManualTime.Start, Ct));
    }
}
