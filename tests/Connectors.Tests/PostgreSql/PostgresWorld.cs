using System.Collections.Immutable;
using JitBot.Connectors.PostgreSql;
using JitBot.Core.Grants;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using JitBot.Support;
using JitBot.Support.Postgres;
using Npgsql;

namespace JitBot.Connectors.Tests.PostgreSql;

/// <summary>One database on a real server, prepared as an operator would, with a connector of an installation of its own.</summary>
internal sealed class PostgresWorld : IAsyncDisposable
{
    private const string BotPassword = "the bot's own password";
    private static int _numbers;

    private readonly LocalPostgres _server;

    private PostgresWorld(LocalPostgres server, string database, bool provided)
    {
        SetupConnection = provided
            ? new NpgsqlConnectionStringBuilder(server.ConnectionString(database)) { Username = "provided", Password = "provided" }.ConnectionString
            : server.ConnectionString(database);
        _server = server;
        Database = database;
        Store = new();
        Installation = new(Store, Time);
        Connector = NewConnector();
        Target = new()
        {
            Id = "hr-prod",
            Engine = "postgresql",
            Connection = new(new NpgsqlConnectionStringBuilder(server.ConnectionString(database)) { Username = "jitbot", Password = BotPassword }.ConnectionString),
            Advertised = new("127.0.0.1", server.Port, "disable"),
            Environment = "production",
            Databases = [database],
            Owners = [],
            Channels = ImmutableDictionary<string, string>.Empty,
        };
    }

    public string Database { get; }

    /// <summary>Whoever runs the setup script.</summary>
    private string SetupConnection { get; }

    private bool IsProvided => SetupConnection.Contains("provided", StringComparison.Ordinal);

    public int Major => _server.MajorVersion;
    public LocalPostgres Server => _server;
    public ShiftedTime Time { get; } = new();
    public InMemoryKeyedStore Store { get; }
    public Installation Installation { get; }
    public PostgreSqlConnector Connector { get; }
    public Target Target { get; set; }

    /// <param name="tables">Run by the superuser before the setup script.</param>
    /// <param name="settings">For the setup script, beside its password.</param>
    /// <param name="provided">There is no superuser to be had: tables and setup script are run by the role that a hosting provider would give, on a server of its own.</param>
    public static async Task<PostgresWorld> StartAsync(
        ServerFixture servers, int major, string tables = Schema.Hr, IReadOnlyDictionary<string, string>? settings = null, string? database = null, bool provided = false) =>
        await StartAsync(await servers.ServerAsync(major), tables, settings, database, provided);

    /// <param name="server">Where the database is made.</param>
    /// <inheritdoc cref="StartAsync(ServerFixture, int, string, IReadOnlyDictionary{string, string}, string, bool)"/>
    public static async Task<PostgresWorld> StartAsync(
        LocalPostgres server, string tables, IReadOnlyDictionary<string, string>? settings = null, string? database = null, bool provided = false)
    {
        var name = $"{database ?? "hr"}_{Interlocked.Increment(ref _numbers)}";
        if (provided)
        {
            await RunAsync(server.ConnectionString(), "CREATE ROLE provided LOGIN CREATEROLE CREATEDB PASSWORD 'provided'");
            await RunAsync(server.ConnectionString(), "GRANT pg_signal_backend TO provided WITH ADMIN OPTION");
        }

        var world = new PostgresWorld(server, name, provided);
        await RunAsync(server.ConnectionString(), $"CREATE DATABASE {SqlText.Identifier(name)}{(provided ? " OWNER provided" : "")}");
        await RunAsync(world.SetupConnection, tables);
        await world.SetUpAsync(settings);
        return world;
    }

    public Task SetUpAsync(IReadOnlyDictionary<string, string>? settings = null) => SetupScript.RunAsync(
        SetupConnection,
        new Dictionary<string, string>(settings ?? ImmutableDictionary<string, string>.Empty, StringComparer.Ordinal)
        {
            ["password"] = BotPassword,
            ["close"] = IsProvided ? "" : "postgres, template1",
        });

    /// <summary>One more database of the target, prepared alike.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> AddDatabaseAsync(string suffix, string tables = Schema.Hr)
    {
        var name = $"{Database}_{suffix}";
        await RunAsync(_server.ConnectionString(), $"CREATE DATABASE {SqlText.Identifier(name)}");
        await RunAsync(_server.ConnectionString(name), tables);
        await SetupScript.RunAsync(_server.ConnectionString(name), new Dictionary<string, string>(StringComparer.Ordinal) { ["password"] = BotPassword, ["close"] = "postgres, template1" });
        Target = Target with { Databases = Target.Databases.Add(name) };
        return name;
    }

    /// <summary>A second replica of the same installation, which remembers nothing.</summary>
    public PostgreSqlConnector NewConnector() => new(Installation, Store, new StoreLock(Store, Time), Time);

    public AccessScope Scope(params string[] tables) => new()
    {
        Target = Target.Id, Level = "read", Database = Database, Tables = [.. tables.Select(table => new TableName(table.Split('.')[0], table.Split('.')[1]))],
    };

    public AccountOrder Order(AccessScope? scope = null, AccessLevel level = AccessLevel.Read, string person = "dana", TimeSpan? lasting = null)
    {
        var request = RequestId.From(new("test", "tenant", $"{Database}-{Interlocked.Increment(ref _numbers)}"));
        var account = new Account(
            request, new(person), Connector.NameAccount(new(person), request), null, Database, Time.GetUtcNow() + (lasting ?? TimeSpan.FromHours(2)));
        var profile = AccessProfile.BuiltIn.Single(profile => profile.Level == level);
        return new(account, (scope ?? Scope("public.employee")) with { Level = profile.Name }, profile);
    }

    public Task<IssueResult> IssueAsync(AccountOrder order) => Connector.IssueAsync(Target, order, CancellationToken.None);

    /// <summary>An account that was issued.</summary>
    public async Task<Account> HaveAsync(AccountOrder? order = null)
    {
        order ??= Order();
        var result = await IssueAsync(order);
        Assert.True(result is IssueResult.Issued, $"{result}");
        return order.Account with { ServerId = ((IssueResult.Issued)result).ServerId };
    }

    /// <summary>Opens an account.</summary>
    /// <returns>What its holder connects with.</returns>
    public async Task<NpgsqlDataSource> OpenAsync(Account account, string? database = null)
    {
        var password = Secret.NewPassword();
        Assert.IsType<OpenResult.Opened>(await Connector.OpenAsync(Target, account, password, CancellationToken.None));
        return Holder(account, password, database);
    }

    public NpgsqlDataSource Holder(Account account, Secret password, string? database = null) => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(_server.ConnectionString(database ?? Database)) { Username = account.Name, Password = password.Reveal(), Pooling = false });

    public async Task<EndResult> EndAsync(Account account) =>
        (await Connector.EndAsync(Target, [account], CancellationToken.None))[0];

    /// <summary>An account that is gone.</summary>
    public async Task<EndResult.Gone> EndedAsync(Account account)
    {
        var result = await EndAsync(account);
        Assert.True(result is EndResult.Gone, $"{result}");
        return (EndResult.Gone)result;
    }

    /// <summary>As the superuser, in this world's database.</summary>
    public Task<string?> AdminAsync(string sql, string? database = null) => RunAsync(_server.ConnectionString(database ?? Database), sql);

    public async Task<bool> ExistsAsync(string role) => await AdminAsync($"SELECT 1 FROM pg_roles WHERE rolname = {SqlText.Literal(role)}") is not null;

    public ValueTask DisposeAsync() => Connector.DisposeAsync();

    public static async Task<string?> RunAsync(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { Pooling = false });
        return await source.RunAsync(sql);
    }
}

internal static class Speaking
{
    /// <returns>The first column of the first row as text; null if there is none.</returns>
    public static async Task<string?> RunAsync(this NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (await command.ExecuteScalarAsync())?.ToString();
    }

    public static async Task<string?> RunAsync(this NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync())?.ToString();
    }

    /// <summary>The server refuses this with the given SQLSTATE.</summary>
    public static async Task RefusedAsync(this NpgsqlDataSource source, string state, string sql)
    {
        var problem = await Assert.ThrowsAsync<PostgresException>(() => source.RunAsync(sql));
        Assert.Equal(state, problem.SqlState);
    }
}

internal static class Schema
{
    public const string Hr = """
        CREATE TABLE public.employee (id serial PRIMARY KEY, name text NOT NULL, email text);
        INSERT INTO public.employee (name, email) VALUES ('Ann', 'ann@example.com'), ('Bob', 'bob@example.com');
        CREATE TABLE public.salary (employee int, amount numeric);
        CREATE SCHEMA pay;
        CREATE TABLE pay.run (id int PRIMARY KEY, total numeric);
        CREATE VIEW public.directory AS SELECT name FROM public.employee;
        CREATE MATERIALIZED VIEW public.headcount AS SELECT count(*) FROM public.employee;
        CREATE TABLE pay.entry (id int, year int) PARTITION BY RANGE (year);
        CREATE TABLE pay.entry_2026 PARTITION OF pay.entry FOR VALUES FROM (2026) TO (2027);
        """;
}
