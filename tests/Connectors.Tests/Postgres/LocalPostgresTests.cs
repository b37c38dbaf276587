using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using JitBot.Support.Postgres;
using Npgsql;

namespace JitBot.Connectors.Tests.Postgres;

public sealed class LocalPostgresTests(PostgresFixture postgres)
{
    private const string ReportVariable = "JITBOT_TEST_OWNER_REPORT";

    public static IEnumerable<object[]> Versions => PostgresFixture.Versions;

    [Theory, MemberData(nameof(Versions))]
    public async Task Server_is_of_the_asked_version(int major)
    {
        await using var connection = await OpenAsync(await postgres.CreateDatabaseAsync(major));

        Assert.Equal(major, connection.PostgreSqlVersion.Major);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Each_database_is_fresh(int major)
    {
        await using var first = await OpenAsync(await postgres.CreateDatabaseAsync(major));
        await ScalarAsync(first, "create table t ()");
        await using var second = await OpenAsync(await postgres.CreateDatabaseAsync(major));

        Assert.Null(await ScalarAsync(second, "select to_regclass('t')::text"));
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        var server = await postgres.ServerAsync(PostgresFixture.Newest);
        var guess = new NpgsqlConnectionStringBuilder(server.ConnectionString()) { Password = "postgres" };

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => OpenAsync(guess.ConnectionString));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
    }

    [Fact]
    public async Task Settings_reach_the_server()
    {
        await using var server = await StartAsync(new LocalPostgresOptions
        {
            Durable = false, MaxConnections = 17, Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["work_mem"] = "5MB" },
        });
        await using var connection = await OpenAsync(server.ConnectionString());

        Assert.Equal("17/5MB/off", await ScalarAsync(connection,
            "select current_setting('max_connections') || '/' || current_setting('work_mem') || '/' || current_setting('fsync')"));
    }

    [Fact]
    public async Task A_stopped_server_comes_back_on_its_port_with_its_data()
    {
        await using var server = await StartAsync(new LocalPostgresOptions { Durable = false });
        var port = server.Port;
        await using (var connection = await OpenAsync(server.ConnectionString()))
        {
            await ScalarAsync(connection, "create table t as select 7 as n");
        }

        await server.StopAsync(PostgresStop.Immediate);
        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(port));
        await server.RestartAsync();

        Assert.Equal(port, server.Port);
        NpgsqlConnection.ClearAllPools();
        await using var again = await OpenAsync(server.ConnectionString());
        Assert.Equal(7, await ScalarAsync(again, "select n from t"));
    }

    [Fact]
    public async Task A_disposed_server_leaves_nothing()
    {
        var server = await StartAsync(new LocalPostgresOptions { Durable = false });

        await server.DisposeAsync();

        Assert.False(Directory.Exists(server.Folder));
        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(server.Port));
    }

    [Fact]
    public async Task A_kept_cluster_keeps_its_data_and_password_and_forgives_a_stale_lock()
    {
        var folder = Path.Combine(PostgresBinaries.ClusterFolder, $"kept-{Path.GetRandomFileName()}");
        var options = new LocalPostgresOptions { KeptFolder = folder, Durable = false };
        try
        {
            await using (var server = await StartAsync(options))
            {
                await using var connection = await OpenAsync(server.ConnectionString());
                await ScalarAsync(connection, "create table t as select 7 as n");
            }

            // As after a crash, with the number since given to another program: this one.
            await File.WriteAllTextAsync(Path.Combine(folder, "data", "postmaster.pid"), $"{Environment.ProcessId}\n{folder}/data\n");

            await using var again = await StartAsync(options);
            await using var second = await OpenAsync(again.ConnectionString());
            Assert.Equal(7, await ScalarAsync(second, "select n from t"));
            Assert.Equal(PostgresFixture.Newest, PostgresBinaries.FindAny(folder).Major);
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    [Fact]
    public async Task A_server_that_cannot_start_says_why()
    {
        var options = new LocalPostgresOptions
        {
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["work_mem"] = "a lot" },
        };

        var problem = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(options));

        Assert.Contains("work_mem", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_and_its_cluster_do_not_survive_the_owner_being_killed()
    {
        await postgres.ServerAsync(PostgresFixture.Newest); // skips if there is none
        var report = Path.GetTempFileName();
        var method = $"{typeof(LocalPostgresTests).FullName}.{nameof(Owns_a_server_until_it_is_killed)}";
        using var owner = Process.Start(
            new ProcessStartInfo("dotnet", [typeof(LocalPostgresTests).Assembly.Location, "-explicit", "only", "-method", method])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                Environment = { [ReportVariable] = report },
            })!;
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            string[] said;
            while ((said = await File.ReadAllLinesAsync(report, limit.Token)).Length < 2)
            {
                Assert.False(owner.HasExited);
                await Task.Delay(50, limit.Token);
            }

            var (port, folder) = (int.Parse(said[0], CultureInfo.InvariantCulture), said[1]);
            await ConnectAsync(port);

            owner.Kill();

            await owner.WaitForExitAsync(limit.Token);
            while (Directory.Exists(folder))
            {
                await Task.Delay(50, limit.Token);
            }

            await Assert.ThrowsAnyAsync<SocketException>(() => ConnectAsync(port));
        }
        finally
        {
            owner.Kill();
            File.Delete(report);
        }
    }

    /// <summary>Not a test of its own: the process that the test above starts and kills.</summary>
    [Fact(Explicit = true)]
    public async Task Owns_a_server_until_it_is_killed()
    {
        await using var server = await StartAsync(new LocalPostgresOptions { Durable = false });
        await File.WriteAllTextAsync(Environment.GetEnvironmentVariable(ReportVariable)!, $"{server.Port}\n{server.Folder}\n");
        await Task.Delay(Timeout.Infinite);
    }

    private async Task<LocalPostgres> StartAsync(LocalPostgresOptions options)
    {
        await postgres.ServerAsync(PostgresFixture.Newest); // skips if there is none
        return await LocalPostgres.StartAsync(PostgresBinaries.Find(PostgresFixture.Newest), options);
    }

    private static async Task ConnectAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
    }

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        var value = await command.ExecuteScalarAsync();
        return value is DBNull ? null : value;
    }
}
