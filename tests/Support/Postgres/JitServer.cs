using JitBot.Core.Grants;
using Npgsql;

namespace JitBot.Support.Postgres;

/// <summary>
/// One server that holds JitBot's own database and the databases it gives access to, each with the login an operator would make. Passwords are
/// made anew at every start and kept nowhere.
/// </summary>
/// <param name="Targets">The databases that may be asked for.</param>
public sealed record JitServer(LocalPostgres Server, IReadOnlyList<string> Targets, Secret StorePassword, Secret TargetPassword)
{
    private const string StoreLogin = "jitbot_store";
    private const string TargetLogin = "jitbot";

    /// <summary>The name of JitBot's own database.</summary>
    public string Store { get; private init; } = "jitbot";

    /// <summary>JitBot's own database, without the password.</summary>
    public string StoreConnection => $"Host=127.0.0.1;Port={Server.Port};Database={Store};Username={StoreLogin}";

    /// <summary>JitBot's login on the target, without the password.</summary>
    public string TargetConnection => $"Host=127.0.0.1;Port={Server.Port};Username={TargetLogin}";

    /// <param name="databases">Filled as <see cref="HrDatabase"/> says and made ready by <c>docs/postgres-setup.sql</c>.</param>
    /// <param name="say">Told what is being done.</param>
    public static async Task<JitServer> PrepareAsync(LocalPostgres server, IReadOnlyList<string> databases, Action<string> say, CancellationToken ct)
    {
        var prepared = new JitServer(server, databases, Secret.NewPassword(), Secret.NewPassword());
        await prepared.PrepareStoreAsync(ct);
        foreach (var database in databases)
        {
            if (await HrDatabase.EnsureAsync(server, database, ct))
            {
                say($"filled {database}");
            }

            await prepared.PrepareTargetAsync(database, ct);
        }

        return prepared;
    }

    /// <summary>
    /// Another installation on the same server, with a store and a small target database of its own. Until both are ready nobody can connect to
    /// them: what is open to PUBLIC for a moment would have the grants of other installations refused. One at a time.
    /// </summary>
    /// <param name="tables">What the target database begins with.</param>
    public async Task<JitServer> BesideAsync(string store, string database, string tables, CancellationToken ct)
    {
        var beside = this with { Store = store };
        await using var admin = await OpenAsync("postgres", ct);
        foreach (var (name, owner) in new[] { (store, StoreLogin), (database, "postgres") })
        {
            await ExecuteAsync(admin, $"create database {name} owner {owner} allow_connections false", ct);
            await ExecuteAsync(admin, $"revoke all on database {name} from public", ct);
            await ExecuteAsync(admin, $"alter database {name} allow_connections true", ct);
        }

        await using (var filling = await OpenAsync(database, ct))
        {
            await ExecuteAsync(filling, tables, ct);
        }

        await beside.PrepareTargetAsync(database, ct);
        return beside;
    }

    private Task PrepareTargetAsync(string database, CancellationToken ct) =>
        SetupScript.RunAsync(Server.ConnectionString(database), new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["login"] = TargetLogin,
            ["password"] = TargetPassword.Reveal(),
            ["close"] = "postgres, template1, jitbot",
        }, ct);

    private async Task PrepareStoreAsync(CancellationToken ct)
    {
        await using var admin = await OpenAsync("postgres", ct);
        if (!await ExistsAsync(admin, "select 1 from pg_roles where rolname = $1", StoreLogin, ct))
        {
            await ExecuteAsync(admin, $"create role {StoreLogin} login", ct);
        }

        await ExecuteAsync(admin, $"alter role {StoreLogin} password '{StorePassword.Reveal()}'", ct);
        if (!await ExistsAsync(admin, "select 1 from pg_database where datname = $1", Store, ct))
        {
            await ExecuteAsync(admin, $"create database {Store} owner {StoreLogin}", ct);
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(string database, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server.ConnectionString(database)) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(ct);
        return connection;
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string sql, string name, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = name } } };
        return await command.ExecuteScalarAsync(ct) is not null;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
