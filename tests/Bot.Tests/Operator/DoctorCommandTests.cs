using System.CommandLine;
using System.Text.Json;
using JitBot.Bot.Operator;
using JitBot.Support.Postgres;
using Npgsql;

namespace JitBot.Bot.Tests.Operator;

/// <summary><c>jitbot doctor</c> as from a shell whose output goes to a file, on a server of its own.</summary>
public sealed class DoctorCommandTests : IDisposable
{
    private const string Password = "the bot's own password";

    private readonly string _folder = Directory.CreateTempSubdirectory("jitbot-doctor-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_target_in_order_ends_with_0_and_a_problem_with_1_and_its_SQL()
    {
        await using var server = await StartAsync();

        var well = await RunAsync(server.Port);
        Assert.Equal(ExitCodes.Done, well.Code);
        Assert.Matches("^hr-prod  1 warning, [0-9]+ notes\n", well.Output);
        Assert.Empty(well.Error);

        await AdminAsync(server, "hr", "GRANT SELECT ON public.salary TO PUBLIC");
        var ill = await RunAsync(server.Port);
        Assert.Equal(ExitCodes.LookAtIt, ill.Code);
        Assert.StartsWith($"""
            hr-prod  1 problem, 1 warning, {(server.MajorVersion < LoginTriggerFile.Oldest ? 4 : 5)} notes

              problem public.table in the database hr
                Anybody has the right SELECT hr.public.salary. Every account can do that, too, whatever was asked for, so grants are refused.
                  REVOKE SELECT ON TABLE public.salary FROM PUBLIC;
                  -- to accept it, JitBot:Targets:hr-prod: "AcceptedRights": [ "SELECT hr.public.salary" ]

              warning reach.advisory-locks in the database hr
            """, ill.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logins_that_people_have_are_looked_at_on_their_target()
    {
        await using var server = await StartAsync();
        File.WriteAllText(At("jitbot.json"), Configuration(server.Port, null).Replace("\"Name\": \"Omar Reyes\"", "\"Logins\": { \"HR-prod\": \"omar\" }, \"Name\": \"Omar Reyes\"", StringComparison.Ordinal));

        var said = await RunAsync();

        Assert.Equal(ExitCodes.LookAtIt, said.Code);
        Assert.Contains("problem own-login.missing\n    There is no login omar, which a person has under Logins.", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_cannot_be_reached_is_a_problem_and_the_others_go_on()
    {
        await using var server = await StartAsync();

        var said = await RunAsync(server.Port, deadPort: 1, "--json");

        Assert.Equal(ExitCodes.LookAtIt, said.Code);
        using var answer = JsonDocument.Parse(said.Output);
        Assert.Equal(1, answer.RootElement.GetProperty("problems").GetInt32());
        var targets = answer.RootElement.GetProperty("targets").EnumerateArray().ToArray();
        Assert.Equal("dead: there is no connection to the server (ConnectionRefused).", targets[0].GetProperty("unreachable").GetString());
        Assert.Equal(JsonValueKind.Null, targets[1].GetProperty("unreachable").ValueKind);
        var note = targets[1].GetProperty("findings").EnumerateArray().First(finding => finding.GetProperty("id").GetString() == "hba.unread");
        Assert.Equal("note", note.GetProperty("severity").GetString());
        Assert.Equal("GRANT SELECT ON pg_catalog.pg_hba_file_rules TO \"jitbot\"", note.GetProperty("sql")[0].GetString());
    }

    [Fact]
    public async Task Only_the_targets_that_are_named_are_looked_at()
    {
        var said = await RunAsync(port: 1, deadPort: 1, "hr-prod");

        Assert.Equal(ExitCodes.LookAtIt, said.Code);
        Assert.Equal("hr-prod  cannot be reached\n  hr-prod: there is no connection to the server (ConnectionRefused).", said.Output);
    }

    [Fact]
    public async Task A_target_that_is_not_configured_is_refused_with_the_nearest()
    {
        var said = await RunAsync(port: 1, deadPort: null, "hr-pord");

        Assert.Equal(ExitCodes.BadConfiguration, said.Code);
        Assert.Empty(said.Output);
        Assert.Contains("hr-pord is not a target of this configuration", said.Error, StringComparison.Ordinal);
        Assert.Contains("hr-prod", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_that_cannot_be_used_is_refused_with_its_problems()
    {
        File.WriteAllText(At("jitbot.json"), Configuration(1, null).Replace($"\"Password\": \"{Password}\",", "", StringComparison.Ordinal));

        var said = await RunAsync();

        Assert.Equal(ExitCodes.BadConfiguration, said.Code);
        Assert.Contains("JitBot:Targets:hr-prod:Password is missing", said.Error, StringComparison.Ordinal);
    }

    private static string Target(string id, int port) => $$"""
        "{{id}}": {
          "Connection": "Host=127.0.0.1;Port={{port}};Username=jitbot", "Password": "{{Password}}",
          "Advertised": { "Host": "hr-db.example.com" }, "Environment": "production", "Databases": [ "hr" ], "Owners": [ "dba" ], "Channels": { "slack": "C0123456789" }
        }
        """;

    private static string Configuration(int port, int? deadPort) => $$"""
        {
          "JitBot": {
            "People": { "omar": { "Name": "Omar Reyes", "Email": "omar@example.com", "Slack": { "TeamId": "T0123456789", "UserId": "U0000000002" } } },
            "Groups": { "dba": [ "omar" ] },
            "Targets": { {{Target("hr-prod", port)}}{{(deadPort is { } dead ? $", {Target("dead", dead)}" : "")}} }
          }
        }
        """;

    private static async Task<LocalPostgres> StartAsync()
    {
        var binaries = PostgresBinaries.TryFind(PostgresFixture.Newest);
        Assert.SkipWhen(binaries is null, $"PostgreSQL {PostgresFixture.Newest} is not available here.");
        var server = await LocalPostgres.StartAsync(binaries, new() { Durable = false }, TestContext.Current.CancellationToken);
        await AdminAsync(server, "postgres", "CREATE DATABASE hr");
        await AdminAsync(server, "hr", "CREATE TABLE public.salary (employee int, amount numeric)");
        await SetupScript.RunAsync(
            server.ConnectionString("hr"),
            new Dictionary<string, string>(StringComparer.Ordinal) { ["password"] = Password, ["close"] = "postgres, template1" },
            TestContext.Current.CancellationToken);
        return server;
    }

    private static async Task AdminAsync(LocalPostgres server, string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionString(database)) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private string At(string name) => Path.Combine(_folder, name);

    private Task<Said> RunAsync(int port, int? deadPort = null, params string[] what)
    {
        File.WriteAllText(At("jitbot.json"), Configuration(port, deadPort));
        return RunAsync(what);
    }

    private async Task<Said> RunAsync(params string[] what)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await DoctorCommand.Create().Parse([.. what, "--config", At("jitbot.json")])
            .InvokeAsync(new() { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return new(code, Trimmed(output), Trimmed(error));
    }

    private static string Trimmed(StringWriter text) => string.Join('\n', text.ToString().Split(Environment.NewLine).Select(line => line.TrimEnd())).Trim('\n');
}
