using JitBot.Connectors.PostgreSql;
using JitBot.Core.Targets;
using JitBot.Support.Postgres;
using Npgsql;

namespace JitBot.Connectors.Tests.PostgreSql;

/// <summary>What JitBot does where a server has no room left for locks or connections, on servers that nobody else is on.</summary>
public sealed class ReserveSessionTests(ReserveServers servers) : IClassFixture<ReserveServers>
{
    private const string TakeAllLocks = """
        DO $$ BEGIN FOR n IN 1..1000000 LOOP PERFORM pg_advisory_lock(n); END LOOP; EXCEPTION WHEN out_of_memory THEN NULL; END $$
        """;

    // With a strong lock on one of as many tables, most locks on other tables take room that they would otherwise not need.
    private const string LockTables = """
        DO $$ BEGIN FOR n IN 1..1024 LOOP EXECUTE format('LOCK TABLE t%s', n); END LOOP; EXCEPTION WHEN out_of_memory THEN NULL; END $$
        """;

    private const string MakeTables = """
        DO $$ BEGIN FOR n IN 1..1024 LOOP EXECUTE format('CREATE TEMP TABLE t%s ()', n); COMMIT; END LOOP; END $$
        """;

    private const string Reserve = "FROM pg_stat_activity WHERE application_name = 'jitbot reserve' AND datname = current_database()";

    public static IEnumerable<object[]> Versions => PostgresFixture.Versions;

    // Rules 15, 18
    [Theory, MemberData(nameof(Versions))]
    public async Task The_end_cuts_a_holder_of_all_locks(int version)
    {
        await using var world = await StartAsync(version);
        var account = await world.HaveAsync();
        await using var holder = await world.OpenAsync(account);
        await using var session = await holder.OpenConnectionAsync();
        await session.RunAsync(TakeAllLocks);
        await AssertFullAsync(world, "53200");

        await EndedAtLastAsync(world, account);

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => session.RunAsync("SELECT 1"));
        Assert.Equal("1", await world.AdminAsync("SELECT 1"));
        Assert.False(await world.ExistsAsync(account.Name));
    }

    // Rule 16
    [Theory, MemberData(nameof(Versions))]
    public async Task The_tick_cuts_a_holder_of_all_locks_whose_time_is_over(int version)
    {
        await using var world = await StartAsync(version);
        var account = await world.HaveAsync();
        await using var holder = await world.OpenAsync(account);
        await using var session = await holder.OpenConnectionAsync();
        await world.AdminAsync($"ALTER ROLE {account.Name} VALID UNTIL '2020-01-01'");
        await session.RunAsync(TakeAllLocks);

        // A server can take longer to let go of so many locks than one look takes; the next is two seconds later.
        CutResult.Cut? cut;
        while ((cut = await TickAsync(world) as CutResult.Cut) is null)
        {
        }

        Assert.Equal([account.Name], cut.Accounts);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => session.RunAsync("SELECT 1"));
    }

    // Rules 15, 16: it is not closed then, but its password is over, and nobody can log in.
    [Theory, MemberData(nameof(Versions))]
    public async Task Locks_that_somebody_else_holds_let_nobody_outstay_and_nobody_be_cut_too_early(int version)
    {
        await using var world = await StartAsync(version);
        var (ending, over, other) = (await world.HaveAsync(), await world.HaveAsync(), await world.HaveAsync());
        await using var endingHolder = await world.OpenAsync(ending);
        await using var endingSession = await endingHolder.OpenConnectionAsync();
        await using var overHolder = await world.OpenAsync(over);
        await using var overSession = await overHolder.OpenConnectionAsync();
        await using var otherHolder = await world.OpenAsync(other);
        await using var otherSession = await otherHolder.OpenConnectionAsync();
        await world.AdminAsync($"ALTER ROLE {over.Name} VALID UNTIL '2020-01-01'");
        await world.AdminAsync($"GRANT TEMP ON DATABASE {world.Database} TO {other.Name}");
        await otherSession.RunAsync(MakeTables);
        await TickAsync(world); // as it does every two seconds; it cuts who is over
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => overSession.RunAsync("SELECT 1"));
        await otherSession.RunAsync("BEGIN");
        await otherSession.RunAsync(LockTables);
        await otherSession.RunAsync(TakeAllLocks);
        await AssertFullAsync(world, "53200");

        Assert.IsType<EndResult.Unreachable>(await world.EndAsync(ending));
        Assert.IsType<CutResult.Unreachable>(await TickAsync(world));

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => endingSession.RunAsync("SELECT 1"));
        Assert.Equal("1", await otherSession.RunAsync("SELECT 1"));
        while (!await HasRoomAsync(world))
        {
            await world.EndAsync(other);
        }

        await world.AdminAsync($"REVOKE TEMP ON DATABASE {world.Database} FROM {other.Name}");
        await EndedAtLastAsync(world, other);
        await EndedAtLastAsync(world, ending);
        await EndedAtLastAsync(world, over);
    }

    // Rule 15: a login that people have anyway, on a level that cuts it.
    [Theory, MemberData(nameof(Versions))]
    public async Task The_end_cuts_a_login_of_the_holders_own_that_holds_all_locks_where_that_is_asked_for(int version)
    {
        await using var world = await StartAsync(version);
        await world.AdminAsync($"CREATE ROLE own_{world.Database} LOGIN PASSWORD 'their own'; GRANT CONNECT ON DATABASE {world.Database} TO own_{world.Database}");
        var account = await world.HaveAsync();
        await using var own = world.Holder(account with { Name = $"own_{world.Database}" }, new("their own"));
        await using var session = await own.OpenConnectionAsync();
        await session.RunAsync(TakeAllLocks);

        Assert.IsType<EndResult.Unreachable>(await world.EndAsync(account with { Own = new($"own_{world.Database}", [], CutSessions: false) }));
        Assert.Equal("1", await session.RunAsync("SELECT 1"));

        await EndedAtLastAsync(world, account with { Own = new($"own_{world.Database}", [], CutSessions: true) });
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => session.RunAsync("SELECT 1"));
    }

    // Rule 18
    [Theory, MemberData(nameof(Versions))]
    public async Task The_end_makes_room_where_no_connection_is_to_be_had(int version)
    {
        await using var world = await StartAsync(version);
        var account = await world.HaveAsync();
        await using var holder = await world.OpenAsync(account);
        await using var session = await holder.OpenConnectionAsync();
        await world.AdminAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'jitbot'");
        List<NpgsqlConnection> others = [];
        try
        {
            await world.AdminAsync("DO $$ BEGIN CREATE ROLE crowd LOGIN PASSWORD 'crowd'; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
            await world.AdminAsync($"GRANT CONNECT ON DATABASE {world.Database} TO crowd");
            await using var crowd = world.Holder(account with { Name = "crowd" }, new("crowd"));
            var full = await Assert.ThrowsAsync<PostgresException>(async () =>
            {
                while (true)
                {
                    others.Add(await crowd.OpenConnectionAsync());
                }
            });
            Assert.Equal("53300", full.SqlState);

            // What was lost of the pool is noticed with the first try.
            await world.EndAsync(account);
            await EndedAtLastAsync(world, account);

            await Assert.ThrowsAnyAsync<NpgsqlException>(() => session.RunAsync("SELECT 1"));
        }
        finally
        {
            foreach (var other in others)
            {
                await other.DisposeAsync();
            }
        }
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task The_reserve_session_keeps_nothing_from_being_vacuumed(int version)
    {
        await using var world = await StartAsync(version);
        await TickAsync(world);

        Assert.Equal("idle in transaction", await world.AdminAsync($"SELECT string_agg(state, '') {Reserve} AND backend_xid IS NULL AND backend_xmin IS NULL"));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task The_reserve_session_gives_way_to_whoever_rewrites_a_shared_catalogue_and_comes_back(int version)
    {
        await using var world = await StartAsync(version);
        var vacuum = world.AdminAsync("VACUUM FULL pg_authid");
        while (!vacuum.IsCompleted)
        {
            await TickAsync(world);
        }

        await vacuum;
        await TickAsync(world);
        Assert.Equal("1", await world.AdminAsync($"SELECT count(*) {Reserve}"));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_reserve_session_that_was_ended_by_somebody_comes_back(int version)
    {
        await using var world = await StartAsync(version);
        var first = await world.AdminAsync($"SELECT pid {Reserve}");
        await world.AdminAsync($"SELECT pg_terminate_backend(pid, 5000) {Reserve}");

        await TickAsync(world);
        await TickAsync(world);

        var second = await world.AdminAsync($"SELECT pid {Reserve} AND state = 'idle in transaction'");
        Assert.NotNull(second);
        Assert.NotEqual(first, second);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task The_reserve_session_is_closed_with_the_host(int version)
    {
        var world = await StartAsync(version);
        Assert.Equal("1", await world.AdminAsync($"SELECT count(*) {Reserve}"));

        await world.DisposeAsync();

        while (await world.AdminAsync($"SELECT count(*) {Reserve}") != "0")
        {
            await Task.Delay(20);
        }
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_replica_that_is_stopped_in_a_tick_stops(int version)
    {
        await using var world = await StartAsync(version);
        for (var round = 0; round < 60; round++)
        {
            var connector = world.NewConnector();
            await connector.CutOverdueAsync(world.Target, CancellationToken.None);
            var tick = connector.CutOverdueAsync(world.Target, CancellationToken.None);
            await Task.Delay(TimeSpan.FromMicroseconds(200 * (round % 20)));

            await connector.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

            await Task.WhenAny(tick);
        }
    }

    private async Task<PostgresWorld> StartAsync(int version)
    {
        var world = await PostgresWorld.StartAsync(servers.Servers, version);
        Assert.IsType<CutResult.Cut>(await TickAsync(world));
        return world;
    }

    /// <summary>The end is tried until it is done, as it always is.</summary>
    private static async Task EndedAtLastAsync(PostgresWorld world, Account account)
    {
        while (await world.EndAsync(account) is not EndResult.Gone)
        {
            await Task.Delay(20);
        }
    }

    private static Task<CutResult> TickAsync(PostgresWorld world) => world.Connector.CutOverdueAsync(world.Target, CancellationToken.None);

    private static async Task<bool> HasRoomAsync(PostgresWorld world)
    {
        try
        {
            return await world.AdminAsync("SELECT 1") == "1";
        }
        catch (PostgresException full) when (full.SqlState == "53200")
        {
            return false;
        }
    }

    private static async Task AssertFullAsync(PostgresWorld world, string state) =>
        Assert.Equal(state, (await Assert.ThrowsAsync<PostgresException>(() => world.AdminAsync("SELECT 1"))).SqlState);
}

/// <summary>Servers that may be filled up: no other test is on them.</summary>
public sealed class ReserveServers : IAsyncDisposable
{
    public ServerFixture Servers { get; } = new() { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["max_connections"] = "30" } };

    public ValueTask DisposeAsync() => Servers.DisposeAsync();
}
