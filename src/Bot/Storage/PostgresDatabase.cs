using JitBot.Core.Storage;
using Npgsql;

namespace JitBot.Bot.Storage;

/// <summary>The database the store lives in. Each call is one statement in a transaction of its own.</summary>
internal sealed class PostgresDatabase(NpgsqlDataSource source) : IAsyncDisposable
{
    // What the statements rely on, whatever the server's or the role's defaults say.
    // synchronous_commit: what was acknowledged survives a crash. statement_timeout: the server gives up when the client has.
    // enable_seqscan: an index is made for every statement, and statistics that lag behind a burst must not have the history read instead.
    // plan_cache_mode: one plan fits each statement whatever its parameters, and planning it anew would cost as much as running it.
    // jit, max_parallel_workers_per_gather: compiling, and starting workers, takes longer than any statement here runs.
    private const string SessionSettings =
        "-c synchronous_commit=on -c default_transaction_isolation=read\\ committed -c statement_timeout=5s "
        + "-c search_path=pg_catalog -c TimeZone=UTC -c enable_seqscan=off -c jit=off "
        + "-c max_parallel_workers_per_gather=0 -c plan_cache_mode=force_generic_plan";

    /// <summary>A pool of connections, none of which is opened yet. An operation fails after at most ten seconds: 3 to connect, 5 to answer, 1 to give up.</summary>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public static PostgresDatabase At(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "jitbot",
            Timeout = 3,
            CommandTimeout = 5,
            CancellationTimeout = 1000,
            MaxPoolSize = 20,
            MaxAutoPrepare = 50,
            AutoPrepareMinUsages = 2,
            // No statement leaves anything behind in its session, so there is nothing to clear up between two.
            NoResetOnClose = true,
            Enlist = false,
            IncludeErrorDetail = false,
            LogParameters = false,
        };
        settings.Options = $"{settings.Options} {SessionSettings}".TrimStart();
        return new(new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = "store" }.Build());
    }

    /// <summary>Runs a statement and reads every row it returns.</summary>
    /// <exception cref="StoreDownException">The database is gone, out of resources, or did not answer in time.</exception>
    /// <exception cref="InvalidOperationException">A text is not what PostgreSQL can keep.</exception>
    public Task<List<T>> ReadAsync<T>(string statement, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken ct) =>
        ExplainFailure(async () =>
        {
            await using var command = source.CreateCommand(statement);
            command.Parameters.AddRange(parameters);
            await using var rows = await command.ExecuteReaderAsync(ct);
            var all = new List<T>();
            while (await rows.ReadAsync(ct))
            {
                all.Add(read(rows));
            }

            return all;
        });

    /// <summary>Runs a statement that returns no rows and tells how many it changed; fails as <see cref="ReadAsync"/> does.</summary>
    public Task<int> ExecuteAsync(string statement, NpgsqlParameter[] parameters, CancellationToken ct) =>
        ExplainFailure(async () =>
        {
            await using var command = source.CreateCommand(statement);
            command.Parameters.AddRange(parameters);
            return await command.ExecuteNonQueryAsync(ct);
        });

    /// <summary>Does several things in one session; fails as <see cref="ReadAsync"/> does.</summary>
    public Task<T> InSessionAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken ct) =>
        ExplainFailure(async () =>
        {
            await using var connection = await source.OpenConnectionAsync(ct);
            return await work(connection);
        });

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private static async Task<T> ExplainFailure<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception refused) when (PostgresFailure.MeansUnfitText(refused))
        {
            throw new InvalidOperationException("A text is not what the store can keep: it holds a NUL or half a surrogate pair, or should be JSON and is not.", refused);
        }
        catch (Exception failure) when (PostgresFailure.MeansDown(failure))
        {
            throw new StoreDownException(PostgresFailure.Describe(failure), failure);
        }
    }
}
