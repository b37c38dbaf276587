using System.Text.Json;

namespace JitBot.Bot.Tests.Operator;

public sealed class PolicyExplainTests : IDisposable
{
    private readonly PolicyBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task The_rule_who_decides_and_why_no_other_rule_are_told()
    {
        var said = await _bench.RunAsync(
            "explain", "--as", "OMAR@example.com", "--target", "hr-prod", "--level", "write", "--for", "1h30m", "--at", "2026-11-20T18:00Z", "--tables", "public.title,public.salary");

        Assert.Equal(ExitCodes.Done, said.Code);
        Assert.Empty(said.Error);
        Assert.Equal("""
            Omar Reyes asks for write on hr-prod, database hr (public.title, public.salary), for 1 h 30 min, at 2026-11-20 18:00 UTC

            production writes: anyone in dba (after 30 min also hr-owners), then anyone in hr-owners
              step 1   anyone in dba (after 30 min also hr-owners): Rita Holm
              step 2   anyone in hr-owners, asked quietly: Rita Holm
              longest  2 h
              risk     high
              needs    a reason

            Why
              Rule production writes applies: resource.environment_id == 'production', where resource.environment_id is "production"; request.level == 'write', where request.level is "write"
              Rule freeze does not: now >= timestamp('2026-12-23T17:00:00Z'), where now is 2026-11-20T18:00:00Z
              Rule on call does not: incident.active, where incident.active is false
            """, said.Output[..said.Output.IndexOf("\n  Policy ", StringComparison.Ordinal)]);
        Assert.EndsWith(
            "Note: hr-owners: kept in Slack, too, which was not asked. Only the people that the configuration lists count as members here.", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_denial_is_an_answer_with_the_operators_words()
    {
        var said = await _bench.RunAsync("explain", "--as", "dana", "--level", "write", "--at", "2026-12-24T12:00Z");

        Assert.Equal(ExitCodes.Done, said.Code);
        Assert.Contains("freeze: denied\n  says  Frozen. Call the DBA on duty.\n", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_DBA_in_an_incident_is_told_that_nobody_decides() => Assert.Contains(
        "on call: nobody decides\n",
        (await _bench.RunAsync("explain", "--as", "omar", "--level", "read", "--incident", "critical", "--at", "2026-11-20T18:00Z")).Output,
        StringComparison.Ordinal);

    [Fact]
    public async Task Each_of_very_many_earlier_rules_is_explained()
    {
        var rules = Enumerable.Range(1, 30).Select(number => $$"""{ "Name": "rule {{number}}", "When": "requester.active_grants > {{100 + number}} && request.reason == '{{number}}'", "Deny": "no" }""");
        var file = _bench.Write("many.json", $$"""
            { "Rules": [ {{string.Join(',', rules)}} ], "Fallback": { "Approval": [ { "Groups": [ "dba" ] } ], "Longest": "08:00:00" } }
            """);

        var said = await _bench.RunAsync("explain", "--policy", file, "--as", "dana", "--level", "read", "--active-grants", "2");

        Assert.All(Enumerable.Range(1, 30), number => Assert.Contains(
            $"\n  Rule rule {number} does not: requester.active_grants > {100 + number}, where requester.active_grants is 2;", said.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_and_whatever_is_not_known_is_refused_with_the_nearest_names()
    {
        var said = await _bench.RunAsync(
            "explain", "--as", "dnaa", "--target", "hr-pord", "--for", "soon", "--at", "18:00", "--tables", "salary", "--source-ip", "here");

        Assert.Equal(ExitCodes.LookAtIt, said.Code);
        Assert.Empty(said.Output);
        Assert.Equal("""
            --as is 'dnaa', not a person under JitBot:People; there is dana, omar, rita. For example: --as dana
            --target is 'hr-pord', not a target; there is hr-prod. For example: --target hr-prod
            --tables has 'salary' without its schema, and no catalogue is asked which one is meant. For example: --tables public.salary
            --for is 'soon', not a length of time. For example: --for 2h
            --at is '18:00', which is another moment in each time zone. For example: --at 2026-11-20T18:00Z
            --source-ip is 'here', not an address or network. For example: --source-ip 10.1.2.3
            """, said.Error);
    }

    [Theory]
    [InlineData("--level wrte", "--level is 'wrte', not a level of hr-prod; there is write, read. For example: --level write")]
    [InlineData("--level read --database pay", "--database is 'pay', not a database of hr-prod; there is hr, payroll. For example: --database hr")]
    [InlineData("", "--level is missing: a level of hr-prod. For example: --level read")]
    public async Task A_level_or_database_that_the_target_does_not_have_is_refused(string options, string told)
    {
        var said = await _bench.RunAsync(["explain", "--as", "dana", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal((ExitCodes.LookAtIt, told), (said.Code, said.Error));
    }

    [Theory]
    [InlineData("--tables public.title", "no salaries: denied", false)]
    [InlineData("--tables public.title,public.salary", "no salaries: denied", true)]
    [InlineData("--tables public.salary", "Note: Tables are taken as they are named: no catalogue was asked whether they are there.", true)]
    [InlineData("--schemas public", "Note: This policy goes by tables. JitBot would judge every table of the schemas", true)]
    [InlineData("", "Note: This policy goes by tables, and none is named. JitBot would judge every table of the database", true)]
    public async Task Tables_are_taken_as_they_are_named_and_that_is_said(string options, string words, bool said)
    {
        var file = _bench.Write("tables.json", """
            {
              "Rules": [ { "Name": "no salaries", "When": "resource.table_name == 'salary'", "Deny": "Ask payroll." } ],
              "Fallback": { "Approval": [ { "Groups": [ "dba" ] } ], "Longest": "08:00:00" }
            }
            """);

        var answer = await _bench.RunAsync(["explain", "--policy", file, "--as", "dana", "--level", "read", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal(said, answer.Output.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public async Task More_time_than_the_rule_gives_is_noted() => Assert.Contains(
        "Note: It is asked for longer than this rule gives",
        (await _bench.RunAsync("explain", "--as", "dana", "--level", "read", "--for", "09:00:00")).Output,
        StringComparison.Ordinal);

    [Fact]
    public async Task Another_program_reads_the_same_as_JSON()
    {
        var said = await _bench.RunAsync("explain", "--as", "dana", "--level", "write", "--at", "2026-11-20T18:00Z", "--json");

        using var answer = JsonDocument.Parse(said.Output);
        Assert.Equal("production writes", answer.RootElement.GetProperty("rule").GetString());
        Assert.Equal("asked", answer.RootElement.GetProperty("verdict").GetString());
        Assert.Equal("02:00:00", answer.RootElement.GetProperty("longest").GetString());
        Assert.Equal("dba", answer.RootElement.GetProperty("steps")[0].GetProperty("groups")[0].GetString());
        Assert.Equal("00:30:00", answer.RootElement.GetProperty("steps")[0].GetProperty("escalateAfter").GetString());
        Assert.Equal("freeze", answer.RootElement.GetProperty("explanation").GetProperty("earlier")[0].GetProperty("rule").GetString());
    }

    [Fact]
    public async Task A_policy_that_cannot_be_used_explains_nothing()
    {
        var said = await _bench.RunAsync("explain", "--policy", _bench.Write("wrong.json", "{ }"), "--as", "dana", "--level", "write");

        Assert.Equal((ExitCodes.BadConfiguration, ""), (said.Code, said.Output));
        Assert.Contains("wrong.json:1 Fallback:Longest is missing.", said.Error, StringComparison.Ordinal);
    }
}
