using JitBot.EndToEnd.Tests.Faults;
using JitBot.Support.Postgres;
using Npgsql;

[assembly: AssemblyFixture(typeof(FaultServers))]

namespace JitBot.EndToEnd.Tests.Faults;

/// <summary>
/// The PostgreSQL servers that stores and targets of fault worlds live on: one for all, or two of their own for worlds that stop servers.
/// Worlds on one server are installations that leave each other alone (rule 1).
/// </summary>
public sealed class FaultServers : IAsyncDisposable
{
    private static int s_worlds;

    private readonly SemaphoreSlim _preparing = new(1);
    private readonly bool _apart;
    private LocalPostgres[] _servers = [];
    private JitServer? _store;
    private JitServer? _target;

    public FaultServers() : this(apart: false) { }

    private FaultServers(bool apart) => _apart = apart;

    public LocalPostgres Store => _store!.Server;
    public LocalPostgres Target => _target!.Server;

    /// <summary>A store's server and a target's, for one world alone.</summary>
    public static FaultServers Apart() => new(apart: true);

    /// <summary>A store and a target database of their own for a world.</summary>
    internal async Task<(JitServer Store, JitServer Target, string Database)> PrepareAsync(string tables)
    {
        // Settings of the whole server are made anew each time, and two at once would be in each other's way.
        await _preparing.WaitAsync();
        try
        {
            if (_servers.Length == 0)
            {
                _servers = [await ServerAsync(), .. _apart ? [await ServerAsync()] : Array.Empty<LocalPostgres>()];
                _store = await JitServer.PrepareAsync(_servers[0], [], _ => { }, default);
                _target = _apart ? await JitServer.PrepareAsync(_servers[1], [], _ => { }, default) : _store;
            }

            var number = Interlocked.Increment(ref s_worlds);
            var (store, database) = ($"jitbot_w{number}", $"hr_w{number}");
            var target = await _target!.BesideAsync(store, database, tables, default);
            return (_apart ? await _store!.BesideAsync(store, database, tables, default) : target, target, database);
        }
        finally
        {
            _preparing.Release();
        }
    }

    internal static async Task DropAsync(LocalPostgres server, string database)
    {
        try
        {
            await using var admin = new NpgsqlConnection(server.ConnectionString());
            await admin.OpenAsync();
            await using var drop = new NpgsqlCommand($"drop database if exists {database} with (force)", admin);
            await drop.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException)
        {
            // The server was stopped by the test, and goes with it.
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        _preparing.Dispose();
    }

    private static Task<LocalPostgres> ServerAsync()
    {
        var binaries = PostgresBinaries.TryFind(PostgresFixture.Newest)
            ?? throw new InvalidOperationException($"$XunitDynamicSkip$PostgreSQL {PostgresFixture.Newest} is not available here: run scripts/postgres {PostgresFixture.Newest}.");

        // Dozens of bots, each of which looks into every database that its login may enter.
        return LocalPostgres.StartAsync(binaries, new() { Durable = false, MaxConnections = 2500 });
    }
}
