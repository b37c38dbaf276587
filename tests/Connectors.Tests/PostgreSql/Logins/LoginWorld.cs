using JitBot.Connectors.PostgreSql;
using JitBot.Core.Grants;
using JitBot.Core.Targets;
using JitBot.Support.Postgres;
using Npgsql;

namespace JitBot.Connectors.Tests.PostgreSql.Logins;

/// <summary>A database that was prepared, and the ways into it.</summary>
internal sealed class LoginWorld(PostgresWorld world, string socket) : IAsyncDisposable
{
    public const string Here = "127.0.0.1";
    public const string Beside = "::1";

    /// <summary>The class of what a refused login is told.</summary>
    public const string Refused = PostgresErrorCodes.InvalidAuthorizationSpecification;

    public PostgresWorld World => world;

    public string Socket => socket;

    /// <param name="installed">Whether the operator ran the file. Before 17 nobody can, and the test is skipped.</param>
    public static async Task<LoginWorld> StartAsync(LoginServers servers, int version, bool installed = true)
    {
        Assert.SkipWhen(version < LoginTriggerFile.Oldest, $"PostgreSQL {version} has no login triggers.");
        var world = new LoginWorld(await PostgresWorld.StartAsync(servers.Servers, version), servers.Socket);
        if (installed)
        {
            await world.InstallAsync();
        }

        return world;
    }

    public Task InstallAsync(string? database = null) => LoginTriggerFile.RunAsync(world.Server.ConnectionString(database ?? world.Database));

    public AccountOrder Order(string? address = Here, TimeSpan? lasting = null)
    {
        var order = world.Order(lasting: lasting);
        var from = address is null ? null : Assert.IsType<SourceAddress>(SourceAddress.Read(address, out _));
        return order with { Account = order.Account with { Address = from }, Scope = order.Scope with { Address = from } };
    }

    /// <summary>An account that is open.</summary>
    public async Task<(Account Account, Secret Password)> OpenedAsync(string? address = Here)
    {
        var account = await world.HaveAsync(Order(address));
        var password = Secret.NewPassword();
        Assert.IsType<OpenResult.Opened>(await world.Connector.OpenAsync(world.Target, account, password, CancellationToken.None));
        return (account, password);
    }

    /// <param name="host">An address of the server, or the folder of its socket.</param>
    public async Task EntersAsync(string user, Secret? password, string host = Here)
    {
        await using var source = From(user, password, host);
        Assert.Equal(user, await source.RunAsync("SELECT session_user"));
    }

    /// <returns>What somebody is told who is not let in.</returns>
    public async Task<string> RefusedAsync(string user, Secret? password, string host = Here)
    {
        await using var source = From(user, password, host);
        var problem = await Assert.ThrowsAsync<PostgresException>(() => source.RunAsync("SELECT 1"));
        Assert.Equal(Refused, problem.SqlState);
        return problem.MessageText;
    }

    public Task MarkAsync(string role, string comment) => world.AdminAsync($"COMMENT ON ROLE {SqlText.Identifier(role)} IS {SqlText.Literal(comment)}");

    public async Task<string> MarkerOfAsync(Account account) => Marker.OfAccount(await world.Installation.IdAsync(CancellationToken.None), account);

    /// <summary>Nobody is asked for a password any more, on this server.</summary>
    public async Task TrustAsync(Func<Task> whileItHolds)
    {
        var file = Path.Combine(world.Server.Folder, "data", "pg_hba.conf");
        var before = await File.ReadAllTextAsync(file);
        try
        {
            await File.WriteAllTextAsync(file, $"local all all trust\nhost all all all trust\n{before}");
            await world.AdminAsync("SELECT pg_reload_conf()");
            await whileItHolds();
        }
        finally
        {
            await File.WriteAllTextAsync(file, before);
            await world.AdminAsync("SELECT pg_reload_conf()");
        }
    }

    public ValueTask DisposeAsync() => world.DisposeAsync();

    private NpgsqlDataSource From(string user, Secret? password, string host) => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(world.Server.ConnectionString(world.Database)) { Host = host, Username = user, Password = password?.Reveal(), Pooling = false });
}
