using JitBot.Support.Postgres;

namespace JitBot.Bot.Tests.Operator;

public sealed class PolicyCheckTests : IDisposable
{
    private readonly PolicyBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_policy_that_is_right_is_told_rule_by_rule()
    {
        var said = await _bench.RunAsync("check");

        Assert.Equal(ExitCodes.Done, said.Code);
        Assert.Contains("policy.json is right: 3 rules and a fallback, policy ", said.Output, StringComparison.Ordinal);
        Assert.Equal(
            [
                "RULE VERDICT LONGEST",
                "1 freeze denied",
                "2 on call nobody decides 1 h",
                "3 production writes anyone in dba (after 30 min also hr-owners), then anyone in target-owners 2 h",
                "fallback anyone in dba 8 h",
            ],
            said.Output.Split('\n')[2..7].Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
    }

    // Rule 34
    [Fact]
    public async Task A_group_that_decides_and_is_kept_in_Slack_is_warned_about() => Assert.EndsWith(
        "Warning: hr-owners decides and is kept in Slack (S0123456789): whoever may edit it there decides who approves.",
        (await _bench.RunAsync("check")).Output,
        StringComparison.Ordinal);

    // Rule 35
    [Fact]
    public async Task A_step_that_takes_everybody_there_is_is_warned_about()
    {
        var file = _bench.Write("two.json", """
            { "Fallback": { "Approval": [ { "Groups": [ "dba" ], "People": 2 } ], "Longest": "08:00:00" } }
            """);

        var said = await _bench.RunAsync("check", file);

        Assert.Equal(ExitCodes.Done, said.Code);
        Assert.EndsWith("Warning: fallback: dba gives no more than the 2 people it takes, so what one of them asks for is refused.", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_problem_is_listed_at_once_from_the_files_top_to_its_end()
    {
        var file = _bench.Write("wrong.json", """
            {
              "Rules": [
                { "Name": "typo", "When": "request.levl == 'write'", "Deny": "no" },
                { "Name": "strangers", "When": "true", "Approval": [ { "Groups": [ "dbas" ] } ], "Longest": "08:00:00", "Longst": "1" },
                { "Name": "late", "When": "request.level == 'read'", "Approval": "automatic", "Longest": "soon" }
              ],
              "Fallback": { "Approval": "automatic", "Longest": "08:00:00" }
            }
            """);

        var said = await _bench.RunAsync("check", file);

        Assert.Equal(ExitCodes.BadConfiguration, said.Code);
        Assert.StartsWith($"{file} has 6 problems:", said.Output, StringComparison.Ordinal);
        Assert.Equal(
            [
                "wrong.json:3 Rules:0:When (typo)", "wrong.json:4 Rules:1:Approval:0:Groups (strangers)", "wrong.json:4 Rules:1:Longst (strangers)",
                "wrong.json:5 Rules:2:Longest (late)", "wrong.json:5 Rules:2:When (late)", "wrong.json:7 Fallback:Approval",
            ],
            said.Output.Split('\n').Where(line => line.StartsWith("wrong.json:", StringComparison.Ordinal))
                .Select(line => line.Contains(')', StringComparison.Ordinal) ? line[..(line.IndexOf(')', StringComparison.Ordinal) + 1)] : string.Join(' ', line.Split(' ')[..2])));
        Assert.Equal(6, said.Output.Split("For example: ").Length - 1);
    }

    [Fact]
    public async Task A_wrong_condition_is_shown_with_carets_under_the_place()
    {
        var file = _bench.Write("wrong.json", """
            {
              "Rules": [ { "Name": "typo", "When": "resource.engine == 'postgresql'\n  && request.level == 'wirte'", "Deny": "no" } ],
              "Fallback": { "Approval": [ { "Groups": [ "dba" ] } ], "Longest": "08:00:00" }
            }
            """);

        Assert.Contains("""
                  && request.level == 'wirte'
                                      ^^^^^^^
                For example: 'write'
            """, (await _bench.RunAsync("check", file)).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"Rules\": [,] }", "wrong.json:1 is not JSON")]
    [InlineData("", "wrong.json:1 is not JSON")]
    public async Task A_file_that_is_not_JSON_is_told_with_its_line(string text, string told)
    {
        var said = await _bench.RunAsync("check", _bench.Write("wrong.json", text));

        Assert.Equal(ExitCodes.BadConfiguration, said.Code);
        Assert.Contains(told, said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told()
    {
        var said = await _bench.RunAsync("check", _bench.At("nowhere.json"));

        Assert.Equal(ExitCodes.BadConfiguration, said.Code);
        Assert.Contains("nowhere.json is not there.", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sample_configuration_is_enough_without_its_secrets() => Assert.Equal(ExitCodes.Done, (await PolicyBench.RunWithAsync(
        Path.Combine(PostgresBinaries.RepositoryFolder, "appsettings.sample.json"), "check", Path.Combine(PostgresBinaries.RepositoryFolder, "policy.sample.json"))).Code);

    [Fact]
    public async Task A_configuration_that_is_wrong_where_policies_read_it_is_refused_with_its_problems()
    {
        var wrong = File.ReadAllText(_bench.At("jitbot.json")).Replace("[ \"omar\", \"rita\" ]", "[ \"omar\", \"olga\" ]", StringComparison.Ordinal)
            .Replace("\"Environment\"", "\"Enviroment\"", StringComparison.Ordinal);

        var said = await PolicyBench.RunWithAsync(_bench.Write("wrong.json", wrong), "check");

        Assert.Equal(ExitCodes.BadConfiguration, said.Code);
        Assert.Empty(said.Output);
        Assert.Contains("JitBot:Groups:dba names 'olga'", said.Error, StringComparison.Ordinal);
        Assert.Contains("JitBot:Targets:hr-prod:Enviroment is not a setting", said.Error, StringComparison.Ordinal);
    }
}
