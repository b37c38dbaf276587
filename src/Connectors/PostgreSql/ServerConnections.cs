using System.Collections.Concurrent;
using System.Globalization;
using JitBot.Core.Grants;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql;

/// <summary>JitBot's own sessions on its targets: a small pool for each database.</summary>
internal sealed class ServerConnections : IAsyncDisposable
{
    // How texts and values are read and written.
    private const string Spelling =
        "-c standard_conforming_strings=on -c row_security=on -c DateStyle=ISO,YMD -c IntervalStyle=postgres -c TimeZone=UTC -c client_min_messages=warning";

    // Sent while connecting, where they win over ALTER ROLE … SET and ALTER DATABASE … SET, and where DISCARD ALL, which a pooled session
    // begins with, goes back to them. Set by statements after connecting they would be lost with the first reuse. An account that could
    // alter our role's settings could otherwise have our sessions start as another role, in its own schema, or read-only.
    private const string Settings =
        Spelling + " -c role=none -c search_path=pg_catalog,pg_temp -c check_function_bodies=on -c synchronous_commit=on " +
        @"-c default_transaction_read_only=off -c default_transaction_deferrable=off -c default_transaction_isolation=read\ committed " +
        "-c statement_timeout=9s -c lock_timeout=2s -c idle_in_transaction_session_timeout=15s";

    private readonly ConcurrentDictionary<(string Connection, string Database, bool Pooled), Lazy<NpgsqlDataSource>> _pools = [];

    /// <summary>A session for statements about the whole server.</summary>
    public ValueTask<NpgsqlConnection> OpenHomeAsync(Target target, CancellationToken ct) => OpenAsync(target, HomeOf(target), ct);

    /// <summary>
    /// A session in a database. Nobody who holds one may ask for another: when all of a pool's sessions are held by those who wait for a second,
    /// nothing moves. <see cref="VisitAsync"/> is for them.
    /// </summary>
    public ValueTask<NpgsqlConnection> OpenAsync(Target target, string database, CancellationToken ct) =>
        // A database that cannot be asked for, such as a template, is only visited: an idle session in it would block CREATE DATABASE.
        TakeAsync(target, database, pooled: database == HomeOf(target) || target.Databases.Contains(database, StringComparer.Ordinal), ct);

    /// <summary>A session outside the pools, made and closed for one errand.</summary>
    public ValueTask<NpgsqlConnection> VisitAsync(Target target, string database, CancellationToken ct) =>
        TakeAsync(target, database, pooled: false, ct);

    /// <summary>The same for statements about the whole server.</summary>
    public ValueTask<NpgsqlConnection> VisitHomeAsync(Target target, CancellationToken ct) => VisitAsync(target, HomeOf(target), ct);

    /// <summary>
    /// Sessions as an account of a grant, to read and nothing else, outside the pools. The account's own settings say where names are looked for; all else
    /// that counts is said here, where it wins over them.
    /// </summary>
    /// <param name="timeout">For each statement, kept by the server.</param>
    public static NpgsqlDataSource Reader(Target target, Account account, Secret password, TimeSpan timeout)
    {
        var builder = Builder(target.Connection.Reveal(), account.Database);
        var settings = builder.ConnectionStringBuilder;
        (settings.Username, settings.Password, settings.Pooling) = (account.Name, password.Reveal(), false);
        settings.ApplicationName = "jitbot statement";
        settings.CommandTimeout = (int)Math.Ceiling(timeout.TotalSeconds) + 5;
        settings.Options = string.Create(CultureInfo.InvariantCulture,
            $"{settings.Options} {Spelling} -c default_transaction_read_only=on -c statement_timeout={timeout.TotalMilliseconds:F0} -c lock_timeout=2s").TrimStart();
        return builder.Build();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pool in _pools.Values.Where(pool => pool.IsValueCreated))
        {
            await pool.Value.DisposeAsync();
        }
    }

    private ValueTask<NpgsqlConnection> TakeAsync(Target target, string database, bool pooled, CancellationToken ct) => _pools
        .GetOrAdd((target.Connection.Reveal(), database, pooled), static key => new(() => Build(key.Connection, key.Database, key.Pooled)))
        .Value.OpenConnectionAsync(ct);

    private static string HomeOf(Target target) => new NpgsqlConnectionStringBuilder(target.Connection.Reveal()).Database ?? target.Databases[0];

    private static NpgsqlDataSource Build(string configured, string database, bool pooled)
    {
        var builder = Builder(configured, database);
        var settings = builder.ConnectionStringBuilder;
        settings.ApplicationName = "jitbot";
        settings.Pooling = pooled;
        settings.MaxPoolSize = 10;
        settings.MinPoolSize = 0;
        settings.ConnectionIdleLifetime = 60;
        settings.CommandTimeout = 10;
        settings.NoResetOnClose = false;
        settings.MaxAutoPrepare = 20;
        settings.AutoPrepareMinUsages = 2;
        settings.Options = $"{settings.Options} {Settings}".TrimStart();
        return builder.Build();
    }

    private static NpgsqlDataSourceBuilder Builder(string configured, string database)
    {
        var builder = new NpgsqlDataSourceBuilder(configured);

        // Only built-in types are spoken, which saves every new session the query for the database's own.
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        var settings = builder.ConnectionStringBuilder;
        settings.Database = database;
        settings.Timeout = 5;
        settings.CancellationTimeout = 1000;
        settings.KeepAlive = 15;
        settings.IncludeErrorDetail = false;
        settings.LogParameters = false;
        settings.PersistSecurityInfo = false;
        settings.Multiplexing = false;
        settings.Enlist = false;
        return builder;
    }
}
