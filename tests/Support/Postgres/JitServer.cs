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

    /// <summary>JitBot's own database, without the password.</summary>
    public string StoreConnection => $"Host=127.0.0.1;Port={Server.Port};Database=jitbot;Username={StoreLogin}";

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

            await SetupScript.RunAsync(server.ConnectionString(database), new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["login"] = TargetLogin,
                ["password"] = prepared.TargetPassword.Reveal(),
                ["close"] = "postgres, template1, jitbot",
            }, ct);
        }

        return prepared;
    }

    private async Task PrepareStoreAsync(CancellationToken ct)
    {
        await using var admin = new NpgsqlConnection(Server.ConnectionString("postgres"));
        await admin.OpenAsync(ct);
        if (!await ExistsAsync(admin, "select 1 from pg_roles where rolname = $1", StoreLogin, ct))
        {
            await ExecuteAsync(admin, $"create role {StoreLogin} login", ct);
        }

        await ExecuteAsync(admin, $"alter role {StoreLogin} password '{StorePassword.Reveal()}'", ct);
        if (!await ExistsAsync(admin, "select 1 from pg_database where datname = $1", "jitbot", ct))
        {
            await ExecuteAsync(admin, $"create database jitbot owner {StoreLogin}", ct);
        }
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
