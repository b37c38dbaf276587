using System.Text.Json;
using JitBot.Support.Postgres;

namespace JitBot.Bot.Tests.Operator;

public sealed class PolicyTestTests : IDisposable
{
    private readonly PolicyBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task The_samples_cases_pass()
    {
        var said = await PolicyBench.RunWithAsync(
            Path.Combine(PostgresBinaries.RepositoryFolder, "appsettings.sample.json"), "test", "--policy", Path.Combine(PostgresBinaries.RepositoryFolder, "policy.sample.json"));

        Assert.Equal("""
            ✓ nobody writes production over the holidays
            ✓ reading goes on over the holidays
            ✓ a write is for the DBAs and the owners, however small
            ✓ a DBA in an incident waits for nobody
            ✓ anybody else waits in an incident, too
            5 passed, 0 failed
            """, said.Output);
        Assert.Equal(ExitCodes.Done, said.Code);
    }

    [Fact]
    public async Task A_case_that_fails_says_what_was_expected_what_was_found_and_why()
    {
        _bench.Write("policy.tests.json", """
            {
              "Cases": [
                {
                  "Name": "writes are denied", "As": "dana", "Level": "write", "At": "2026-11-20T18:00Z",
                  "Expect": { "Rule": "frezze", "Verdict": "denied", "Groups": [ "dba" ], "Message": "duty" }
                },
                { "As": "dana", "Level": "read", "For": "02:00:00", "At": "2026-11-20T18:00Z", "Expect": { "Groups": [ "hr-owners" ] } }
              ]
            }
            """);

        var said = await _bench.RunAsync("test");

        Assert.Equal(ExitCodes.LookAtIt, said.Code);
        Assert.Equal("""
            ✗ writes are denied
                rule     expected frezze (there is no such rule; the nearest is freeze), found production writes
                verdict  expected denied, found asked: anyone in dba (after 30 min also hr-owners), then anyone in hr-owners
                message  expected duty, found none: it is not denied
                Rule production writes applies: resource.environment_id == 'production', where resource.environment_id is "production"; request.level == 'write', where request.level is "write"
                Rule freeze does not: now >= timestamp('2026-12-23T17:00:00Z'), where now is 2026-11-20T18:00:00Z
                Rule on call does not: incident.active, where incident.active is false; 'dba' in requester.groups, where requester.groups is []
            """, said.Output[..said.Output.IndexOf("\n    Policy ", StringComparison.Ordinal)]);
        Assert.Contains("✗ Dana Fox asks for read on hr-prod, database hr, for 2 h, at 2026-11-20 18:00 UTC\n    groups  expected hr-owners, found dba\n", said.Output, StringComparison.Ordinal);
        Assert.EndsWith("\n0 passed, 2 failed", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_key_of_a_case_reaches_the_conditions()
    {
        const string Everything = """
            requester.id == 'dana' && resource.target == 'hr-prod' && request.level == 'write' && resource.database_name == 'payroll'
            && request.tables == ['public.title'] && request.duration == duration('2h') && request.reason == 'totals' && request.ticket == 'INC-1'
            && request.unmask && resource.masked_columns == ['name'] && request.data_export && request.statement == 'select 1' && request.source_ip == '10.1.2.3'
            && now == timestamp('2026-11-20T18:00:00Z') && incident.severity == 'critical' && requester.active_grants == 2
            """;
        var policy = _bench.Write("every.json", $$"""
            { "Rules": [ { "Name": "all of it", "When": {{JsonSerializer.Serialize(Everything)}}, "Deny": "seen" } ], "Fallback": { "Approval": [ { "Groups": [ "dba" ] } ], "Longest": "08:00:00" } }
            """);
        var cases = _bench.Write("every.tests.json", """
            {
              "Cases": [
                {
                  "As": "DANA@example.com", "Target": "hr-prod", "Level": "write", "Database": "payroll", "Tables": [ "public.title" ], "For": "2h", "Reason": "totals", "Ticket": "INC-1",
                  "Unmask": true, "MaskedColumns": [ "public.title.name" ], "DataExport": true, "Statement": "select 1", "SourceIp": "10.1.2.3", "At": "2026-11-20T19:00+01:00", "Incident": "critical", "ActiveGrants": 2,
                  "Expect": { "Rule": "all of it", "Verdict": "denied", "Message": "SEEN" }
                },
                { "As": "dana", "Level": "write", "Schemas": [ "public" ], "Expect": { "Rule": "fallback" } }
              ]
            }
            """);

        Assert.EndsWith("2 passed, 0 failed", (await _bench.RunAsync("test", cases, "--policy", policy)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_wrong_with_the_cases_is_listed_with_its_place_and_an_example()
    {
        var file = _bench.Write("policy.tests.json", """
            {
              "Cases": [
                { "Name": "nobody", "As": "dnaa", "Level": "write", "Tables": [ "title" ], "Expect": { "Verdict": "denied" } },
                { "Name": "nothing asked", "As": "dana", "Level": "write", "Expect": { } },
                { "Name": "misspelt", "As": "dana", "Levle": "write", "Expect": { "Verdict": "refused", "Groups": [ "dbas" ] } }
              ]
            }
            """);

        var said = await _bench.RunAsync("test");

        Assert.Equal((ExitCodes.BadConfiguration, ""), (said.Code, said.Output));
        Assert.StartsWith($"{file} has 7 problems:", said.Error, StringComparison.Ordinal);
        Assert.Contains("policy.tests.json:3 Cases:0:As (nobody) is 'dnaa', not a person under JitBot:People; there is dana, omar, rita.\n    For example: \"As\": \"dana\"", said.Error, StringComparison.Ordinal);
        Assert.Contains("For example: \"Tables\": [\"public.title\"]", said.Error, StringComparison.Ordinal);
        Assert.Contains("policy.tests.json:4 Cases:1:Expect (nothing asked) asks nothing, so the case could not fail.", said.Error, StringComparison.Ordinal);
        Assert.Contains("policy.tests.json:5 Cases:2:Levle (misspelt) is not a setting.\n    For example: \"Level\": …", said.Error, StringComparison.Ordinal);
        Assert.Contains("policy.tests.json:5 Cases:2:Level (misspelt) is missing: a level of hr-prod.", said.Error, StringComparison.Ordinal);
        Assert.Contains("policy.tests.json:5 Cases:2:Expect:Verdict (misspelt) is 'refused', not one of denied, automatic, asked.", said.Error, StringComparison.Ordinal);
        Assert.Contains("policy.tests.json:5 Cases:2:Expect:Groups (misspelt) names the group 'dbas', which is not under JitBot:Groups.\n    For example: \"Groups\": [\"dba\"]", said.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"Cases\": [] }", "Cases has no entry.")]
    [InlineData("{ \"Cases\": [ ", "is not JSON")]
    [InlineData(null, "cannot be read")]
    public async Task Without_cases_there_is_nothing_to_pass(string? text, string told)
    {
        if (text is not null)
        {
            _bench.Write("policy.tests.json", text);
        }

        var said = await _bench.RunAsync("test");

        Assert.Equal(ExitCodes.BadConfiguration, said.Code);
        Assert.Contains(told, said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_program_reads_the_same_as_JSON()
    {
        _bench.Write("policy.tests.json", """
            {
              "Cases": [
                { "Name": "right", "As": "dana", "Level": "read", "At": "2026-11-20T18:00Z", "Expect": { "Verdict": "asked" } },
                { "Name": "wrong", "As": "dana", "Level": "read", "At": "2026-11-20T18:00Z", "Expect": { "Verdict": "automatic" } }
              ]
            }
            """);

        var said = await _bench.RunAsync("test", "--json");

        using var answer = JsonDocument.Parse(said.Output);
        Assert.Equal((1, 1), (answer.RootElement.GetProperty("passed").GetInt32(), answer.RootElement.GetProperty("failed").GetInt32()));
        var wrong = answer.RootElement.GetProperty("cases")[1];
        Assert.Equal("automatic", wrong.GetProperty("mismatches")[0].GetProperty("expected").GetString());
        Assert.Equal("asked", wrong.GetProperty("found").GetProperty("verdict").GetString());
        Assert.Equal(ExitCodes.LookAtIt, said.Code);
    }
}
