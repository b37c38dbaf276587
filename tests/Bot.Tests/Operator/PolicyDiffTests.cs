using System.Text.Json;
using JitBot.Bot.Storage;
using JitBot.Bot.Tests.Storage;
using JitBot.Core.Requests;
using JitBot.Support;
using JitBot.Support.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace JitBot.Bot.Tests.Operator;

public sealed class PolicyDiffTests : IDisposable
{
    private const string Cases = """
        {
          "Cases": [
            { "Name": "a read", "As": "dana", "Level": "read", "At": "2026-11-20T18:00Z", "Expect": { "Verdict": "asked" } },
            { "Name": "a write", "As": "dana", "Level": "write", "At": "2026-11-20T18:00Z", "Expect": { "Verdict": "asked" } },
            { "Name": "a write at Christmas", "As": "dana", "Level": "write", "At": "2026-12-24T18:00Z", "Expect": { "Verdict": "denied" } }
          ]
        }
        """;

    private readonly PolicyBench _bench = new();
    private readonly string _old;
    private readonly string _new;

    public PolicyDiffTests()
    {
        _old = _bench.At("policy.json");
        _new = _bench.Write("new.json", """
            {
              "Rules": [
                { "Name": "reads", "When": "request.level == 'read'", "Approval": "automatic", "Longest": "08:00:00" },
                {
                  "Name": "production writes",
                  "When": "resource.environment_id == 'production' && request.level == 'write'",
                  "Approval": [ { "Groups": [ "dba" ], "EscalateAfter": "00:30:00", "EscalateTo": [ "hr-owners" ] }, { "Groups": [ "target-owners" ] } ],
                  "Longest": "02:00:00"
                }
              ],
              "Fallback": { "Approval": [ { "Groups": [ "dba" ] } ], "Longest": "08:00:00" }
            }
            """);
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Only_what_differs_is_listed_old_and_new()
    {
        var said = await _bench.RunAsync("diff", _old, _new, "--cases", _bench.Write("cases.json", Cases), "--last", "0");

        Assert.Equal(ExitCodes.LookAtIt, said.Code);
        Assert.Equal(
            [
                "CASE OR REQUEST OLD → NEW",
                "a read rule fallback → reads",
                "verdict anyone in dba → nobody decides",
                "a write at Christmas rule freeze → production writes",
                "verdict denied → anyone in dba (after 30 min also hr-owners), then anyone in hr-owners",
                "",
                "2 of 3 differ (3 cases; the store was not asked: --last 0).",
            ],
            Lines(said.Output));
    }

    [Fact]
    public async Task Two_policies_that_say_the_same_end_with_0()
    {
        _bench.Write("policy.tests.json", Cases);

        var said = await _bench.RunAsync("diff", _old, _old, "--last", "0");

        Assert.Equal((ExitCodes.Done, "0 of 3 differ (3 cases; the store was not asked: --last 0)."), (said.Code, said.Output));
    }

    [Fact]
    public async Task Nothing_to_compare_is_said()
    {
        var said = await _bench.RunAsync("diff", _old, _new, "--last", "0");

        Assert.Equal((ExitCodes.LookAtIt, ""), (said.Code, said.Output));
        Assert.StartsWith("There is nothing to compare", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stored_requests_take_the_stores_configuration_and_that_is_said()
    {
        var said = await _bench.RunAsync("diff", _old, _new);

        Assert.Equal((ExitCodes.BadConfiguration, ""), (said.Code, said.Output));
        Assert.Contains("JitBot:Store:Connection is missing.", said.Error, StringComparison.Ordinal);
        Assert.EndsWith("--last 0 compares the cases alone, without.", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_that_cannot_be_used_is_named()
    {
        var wrong = _bench.Write("wrong.json", "{ \"Fallback\": { \"Approval\": \"automatic\", \"Longest\": \"08:00:00\" } }");

        var said = await _bench.RunAsync("diff", _old, wrong, "--last", "0");

        Assert.Equal(ExitCodes.BadConfiguration, said.Code);
        Assert.StartsWith($"{wrong} has a problem:", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_program_reads_the_same_as_JSON()
    {
        var said = await _bench.RunAsync("diff", _old, _new, "--cases", _bench.Write("cases.json", Cases), "--last", "0", "--json");

        using var answer = JsonDocument.Parse(said.Output);
        Assert.Equal((2, 3), (answer.RootElement.GetProperty("differ").GetInt32(), answer.RootElement.GetProperty("of").GetInt32()));
        Assert.Equal("a read", answer.RootElement.GetProperty("differences")[0].GetProperty("case").GetString());
        Assert.Equal("automatic", answer.RootElement.GetProperty("differences")[0].GetProperty("new").GetProperty("verdict").GetString());
    }

    public sealed class OnStoredRequests(PostgresFixture postgres) : IAsyncLifetime
    {
        private static readonly DateTimeOffset Christmas = new(2026, 12, 24, 18, 0, 0, TimeSpan.Zero);

        private readonly PolicyDiffTests _diff = new();
        private StoreDatabase _database = null!;

        public async ValueTask InitializeAsync()
        {
            _database = await StoreDatabase.CreateAsync(postgres, PostgresFixture.Newest);
            Configure(_database.ConnectionString);
        }

        public async ValueTask DisposeAsync()
        {
            await _database.DisposeAsync();
            _diff.Dispose();
        }

        [Fact]
        public async Task Each_is_judged_as_it_was_asked_and_listed_with_its_id()
        {
            var write = Write(Sample.Request(RequestState.Denied, submittedAt: Christmas));
            await AddAsync(Sample.Request(RequestState.Ended, submittedAt: Christmas.AddMonths(-1)), Write(Sample.Request(submittedAt: Christmas.AddMonths(-1))), write);

            var said = await RunAsync("--cases", _diff._bench.Write("cases.json", Cases));

            Assert.Equal(ExitCodes.LookAtIt, said.Code);
            Assert.Contains($"{write.Id} (dana, write on hr-prod, 2026-12-24 18:00 UTC) rule freeze → production writes", Lines(said.Output));
            Assert.Equal("4 of 6 differ (3 cases and 3 stored requests).", Lines(said.Output)[^1]);
        }

        [Fact]
        public async Task What_is_no_longer_configured_is_counted()
        {
            await AddAsync(Sample.Request(requester: "gone"), Sample.Request(target: "hr-gone"), Sample.Request());

            Assert.Equal(
                "1 of 1 differ (0 cases and 1 stored request; 2 more could not be judged, because the requester, target, level or database is no longer configured).",
                Lines((await RunAsync()).Output)[^1]);
        }

        [Fact]
        public async Task No_more_than_the_last_are_taken()
        {
            await AddAsync(Sample.Request(submittedAt: Christmas.AddMonths(-1)), Write(Sample.Request(submittedAt: Christmas.AddMonths(-2))));

            Assert.Equal("1 of 1 differ (0 cases and 1 stored request).", Lines((await RunAsync("--last", "1")).Output)[^1]);
        }

        [Fact]
        public async Task A_store_that_does_not_answer_is_said()
        {
            await _database.DropAsync();

            var said = await RunAsync();

            Assert.Equal((ExitCodes.StoreDown, ""), (said.Code, said.Output));
            Assert.EndsWith("--last 0 compares the cases alone, without.", said.Error, StringComparison.Ordinal);
        }

        private Task<Said> RunAsync(params string[] options) => PolicyBench.RunWithAsync(
            _diff._bench.At("whole.json"), ["diff", _diff._old, _diff._new, .. options, "--secrets", _diff._bench.At("secrets")]);

        private async Task AddAsync(params AccessRequest[] requests)
        {
            var store = new PostgresAccessStore(_database.Database, NullLogger<PostgresAccessStore>.Instance);
            foreach (var request in requests)
            {
                await store.TryAddAsync(request, TestContext.Current.CancellationToken);
            }
        }

        private static AccessRequest Write(AccessRequest request) => request with { Scope = request.Scope with { Level = "write" } };

        /// <summary>The whole configuration, as the service has it, with a file for each secret.</summary>
        private void Configure(string store)
        {
            var connection = new NpgsqlConnectionStringBuilder(store);
            var password = connection.Password;
            connection.Password = null;
            var bench = _diff._bench;
            bench.Write("whole.json", File.ReadAllText(bench.At("jitbot.json"))
                .Replace("\"Advertised\"", "\"Connection\": \"Host=127.0.0.1;Username=jitbot\", \"Advertised\"", StringComparison.Ordinal)
                .Replace("\"PolicyFile\"", $"\"Store\": {{ \"Connection\": {JsonSerializer.Serialize(connection.ConnectionString)} }}, \"PolicyFile\"", StringComparison.Ordinal));
            bench.Write("secrets/JitBot__Store__Password", string.IsNullOrEmpty(password) ? "none" : password);
            bench.Write("secrets/JitBot__Targets__hr-prod__Password", "none");
            bench.Write("secrets/JitBot__Audit__SigningKey", Core.Audit.AuditKey.NewPem());
            bench.Write("secrets/JitBot__Slack__BotToken", "xoxb-1");
            bench.Write("secrets/JitBot__Slack__SigningSecret", "secret");
        }
    }

    private static string[] Lines(string output) => [.. output.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
}
