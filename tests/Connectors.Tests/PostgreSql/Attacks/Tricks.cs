using System.Diagnostics;
using Npgsql;
using Npgsql.Replication;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary>Steps that take more than a statement.</summary>
internal static class Tricks
{
    /// <summary>What was begun comes to its end.</summary>
    public static readonly Step Waited = new(scene => scene.Begun);

    /// <summary>JitBot tries to end the grant until it is done, as it would.</summary>
    public static readonly Step EndedAtLast = new(async scene =>
    {
        await Task.Delay(200); // so that the server is in the middle of it
        var watch = Stopwatch.StartNew();
        while (await scene.World.EndAsync(scene.Account) is not Core.Targets.EndResult.Gone && watch.Elapsed < TimeSpan.FromMinutes(3))
        {
            await Task.Delay(100);
        }

        await scene.EndAsync();
    });

    /// <summary>The grant is ended, and the account cannot be removed: closed, without a session, in no role.</summary>
    public static readonly Step EndsAsResidue = new(async scene =>
    {
        Assert.IsType<Core.Targets.EndResult.Residue>(await scene.World.EndAsync(scene.Account));
        Assert.True(await scene.HoldsAsync("(SELECT NOT rolcanlogin AND rolvaliduntil = '-infinity' FROM pg_roles WHERE rolname = '{self}')"));
        Assert.False(await scene.HoldsAsync("EXISTS (SELECT FROM pg_auth_members WHERE member = {oid}) OR EXISTS (SELECT FROM pg_stat_get_activity(NULL) WHERE usesysid = {oid})"));
    });

    /// <summary>The sweep finds what was left on the shared role.</summary>
    public static readonly Step SweepLists = new(async scene =>
    {
        var inspected = await scene.World.Connector.InspectAsync(scene.World.Target, CancellationToken.None);
        var found = Assert.IsType<Core.Targets.InspectResult.Read>(inspected).Found.ScopeFindings;
        var role = await scene.FillAsync("{scope}");
        Assert.Contains(found, line => line.StartsWith(role, StringComparison.Ordinal));
    });

    /// <summary>JitBot looks for accounts past their end, as it does every two seconds.</summary>
    public static readonly Step Ticked = new(async scene =>
        Assert.IsType<Core.Targets.CutResult.Cut>(await scene.World.Connector.CutOverdueAsync(scene.World.Target, CancellationToken.None)));

    /// <summary>JitBot's housekeeping comes by.</summary>
    public static readonly Step Tidied = new(async scene =>
        Assert.IsType<Core.Targets.TidyResult.Tidied>(await scene.World.Connector.TidyAsync(scene.World.Target, CancellationToken.None)));

    /// <summary>JitBot gives somebody else the same, and takes it away again: <c>Issued</c>, or why not.</summary>
    public static readonly Step AnotherIsIssued = Issues(Town.Granted);

    /// <summary>JitBot gives somebody else one of the tables, for which it makes another shared role: <c>Issued</c>, or why not.</summary>
    public static readonly Step AnotherScopeIsIssued = Issues("public.employee");

    /// <summary>The same person asks again, and is shown another password than the one that is remembered.</summary>
    public static readonly Step IssuedAgain = new(scene => scene.IssueAgainAsync());

    /// <summary>As many sessions as an account may have.</summary>
    public static readonly Step OpensAllSessions = new(async scene =>
    {
        for (var i = 0; i < Core.Targets.AccessProfile.BuiltIn[0].ConnectionLimit; i++)
        {
            await scene.LogInAsync(scene.Password);
        }
    });

    /// <summary>All the advisory locks that the server has room for. The driver must not hear of the failure, or it would give the session up.</summary>
    public static readonly Step TakesAllLocks = """
        DO $$ BEGIN FOR n IN 1..1000000 LOOP PERFORM pg_advisory_lock(n); END LOOP; EXCEPTION WHEN out_of_memory THEN NULL; END $$
        """;

    /// <summary>There is no room for an application's locks.</summary>
    public static readonly Step LocksAreTaken = new(scene =>
        ExpectAsync("53200", () => scene.SayAsync(Who.Application, "SELECT count(pg_advisory_lock(n)) FROM generate_series(-1000, -1) n")));

    /// <summary>All the prepared transactions that the server has room for.</summary>
    public static readonly Step FillsPrepared = new(async scene =>
    {
        for (var i = 0; i < AttackWorlds.MostPrepared; i++)
        {
            await scene.SayAsync(Who.Holder, "BEGIN");
            await scene.SayAsync(Who.Holder, $"PREPARE TRANSACTION 'held {i}'");
        }
    });

    /// <summary>A login whose password is on its way while the grant ends.</summary>
    public static readonly Step LogsInOverTheEnd = new(async scene =>
    {
        await using var relay = new HeldLogin(scene.World.Server.Port);
        var login = scene.LogInAsync(scene.Password, port: relay.Port);
        await relay.Held;
        await scene.EndAsync();
        relay.LetGo();
        await login;
    });

    /// <summary>Goes on logging in until that is refused for good.</summary>
    public static readonly Step LogsInWithoutPause = new(async scene =>
    {
        await scene.LogInAsync(scene.Password);
        scene.Begin(Task.Run(async () =>
        {
            while (true)
            {
                try
                {
                    await using var session = new NpgsqlConnection(scene.Settings(scene.Password).ConnectionString);
                    await session.OpenAsync();
                    await session.RunAsync("SELECT 1");
                }
                catch (NpgsqlException problem) when (problem.SqlState is null or Refused.SessionCut)
                {
                    // Cut while logging in: once more.
                }
            }
        }));
    });

    /// <summary>Reads on in what was begun to be read.</summary>
    public static readonly Step ReadsOn = new(scene => scene.ReadOn());

    /// <summary>Takes the first row of an answer, and no more for now.</summary>
    public static Step BeginsReading(string sql) => new(async scene =>
    {
        await using var command = new NpgsqlCommand(sql, await scene.SessionAsync(Who.Holder));
        var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        scene.ReadOn = async () =>
        {
            while (await reader.ReadAsync())
            {
                // What the server had sent before it was stopped is still to come.
            }
        };
    });

    /// <summary>The same with <c>COPY</c>.</summary>
    public static Step BeginsCopy(string sql) => new(async scene =>
    {
        var copy = await (await scene.SessionAsync(Who.Holder)).BeginTextExportAsync($"COPY ({sql}) TO STDOUT");
        await copy.ReadLineAsync();
        scene.ReadOn = async () =>
        {
            while (await copy.ReadLineAsync() is not null)
            {
                // As above.
            }
        };
    });

    /// <summary>A session for replication.</summary>
    public static Step Replicates(bool wholeServer) => new(async scene =>
    {
        var settings = scene.Settings(scene.Password).ConnectionString;
        await using ReplicationConnection session = wholeServer ? new PhysicalReplicationConnection(settings) : new LogicalReplicationConnection(settings);
        await session.Open();
    });

    /// <summary>Whether somebody received a notification: <c>heard</c> or nothing.</summary>
    public static Step Hears(Who who, string text) => new(async scene =>
    {
        await scene.SayAsync(who, "SELECT 1"); // the server sends notifications before it answers
        scene.Seen = scene.Heard.Contains((who, text)) ? "heard" : null;
    });

    /// <summary>Whether a superuser has to wait for a lock: <c>waited</c> or not.</summary>
    public static Step Waits(string sql) => new(async scene =>
    {
        scene.Seen = "did not wait";
        await ExpectAsync("55P03", () => scene.World.AdminAsync($"SET lock_timeout = '100ms'; {sql}"));
        scene.Seen = "waited";
    });

    /// <summary>The same where it may or may not be so.</summary>
    public static Step LookedWhether(string sql) => new(async scene =>
    {
        try
        {
            await scene.World.AdminAsync($"SET lock_timeout = '100ms'; BEGIN; {sql}; COMMIT");
            scene.Seen = "did not wait";
        }
        catch (PostgresException waited) when (waited.SqlState == "55P03")
        {
            scene.Seen = "waited";
        }
    });

    /// <summary>The SQLSTATE with which an application is refused what it could do before.</summary>
    public static Step FailsFor(string sql) => new(async scene =>
        scene.Seen = (await Assert.ThrowsAsync<PostgresException>(() => scene.SayAsync(Who.Application, sql))).SqlState);

    private static Step Issues(params string[] tables) => new(async scene =>
    {
        var order = scene.Order("erin", tables);
        var result = await scene.World.IssueAsync(order);
        await scene.World.EndedAsync(order.Account);
        scene.Seen = result.GetType().Name;
    });

    private static async Task ExpectAsync(string state, Func<Task> act) =>
        Assert.Equal(state, (await Assert.ThrowsAsync<PostgresException>(act)).SqlState);
}
