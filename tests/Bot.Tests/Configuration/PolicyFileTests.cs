using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JitBot.Bot.Configuration;
using JitBot.Bot.Tests.Conversation;
using JitBot.Core.Policy;
using JitBot.Support.Postgres;

namespace JitBot.Bot.Tests.Configuration;

public sealed class PolicyFileTests
{
    private const string Fallback = """
        "Fallback": { "Approval": [ { "Groups": [ "dba" ] } ], "Longest": "08:00:00" }
        """;

    private static readonly Organisation Organisation = new(
        [Cast.Dana, Cast.Ada, Cast.Bo, Cast.Olga],
        new Dictionary<string, Group>(StringComparer.OrdinalIgnoreCase)
        {
            ["dba"] = new([Cast.Ada.Id, Cast.Bo.Id], []),
            ["hr-owners"] = new([Cast.Olga.Id], []),
            ["on-call"] = new([], ["S0123456789"]),
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase),
        [Cast.Hr]);

    [Fact]
    public void A_rule_is_read_with_all_it_says()
    {
        var rule = Policy("""
            "Name": "writes", "When": "request.level == 'write'", "Risk": "high",
            "Approval": [ { "Groups": [ "dba", "hr-owners" ], "From": "each", "EscalateAfter": "00:30:00", "EscalateTo": [ "on-call" ] }, { "Groups": [ "target-owners" ], "People": 1, "Quiet": true } ],
            "Longest": { "login": "02:00:00" }, "LapsesAfter": "04:00:00", "RemindBefore": "00:20:00", "Channels": { "slack": "C1" },
            "Reason": { "Required": false }, "Ticket": { "Required": true, "Pattern": "^HR-", "Hint": "HR-1" }, "ExtendsWithoutApproval": true
            """).Rules.Single().Pin("v", Cast.Hr, "login");

        Assert.Equal([new(["dba", "hr-owners"], FromEach: true, EscalateAfter: TimeSpan.FromMinutes(30), EscalateTo: ["on-call"]), new(["hr-owners"], Quiet: true)], rule.Steps);
        Assert.Equal(("high", 2.0, 4.0, 20.0, true), (rule.Risk, rule.LongestDuration.TotalHours, rule.LapsesAfter.TotalHours, rule.RemindBefore!.Value.TotalMinutes, rule.ExtendsWithoutApproval));
        Assert.Equal("C1", rule.Channels["slack"]);
    }

    [Fact]
    public void Every_problem_is_told_at_once_with_its_place_and_an_example()
    {
        var problems = Problems($$"""
            {
              "Rules": [
                { "Name": "one", "When": "request.levl == 'write'", "Approval": [ { "Groups": [ "dbas" ] } ], "Longest": "2h" },
                { "Name": "two", "When": "resource.environment_id == 'prod'", "Deny": "no", "Approval": "automatic" },
                { "Nme": "three", "When": "request.level == 'write' && request.level == 'read'", "Approval": [ { "Groups": [ "dba" ], "People": 3 } ], "Longest": "24:00:00" },
                { "Name": "two", "When": "true", "Approval": "automatic", "Longest": "01:00:00", "Ticket": { "Pattern": "(a" } }
              ],
              {{Fallback}},
              "Caps": { "GrantsPerPerson": 0 }
            }
            """);

        Assert.Equal(
            [
                "policy.json:2 Rules",
                "policy.json:3 Rules:0:Approval:0:Groups (one)", "policy.json:3 Rules:0:Longest (one)", "policy.json:3 Rules:0:When (one)",
                "policy.json:4 Rules:1:Deny (two)", "policy.json:4 Rules:1:When (two)",
                "policy.json:5 Rules:2:Approval:0:Groups", "policy.json:5 Rules:2:Longest", "policy.json:5 Rules:2:Name", "policy.json:5 Rules:2:Nme", "policy.json:5 Rules:2:When",
                "policy.json:6 Rules:3:Ticket:Pattern (two)",
                "policy.json:9 Caps:GrantsPerPerson",
            ],
            problems.Select(problem => problem.Key).Order(StringComparer.Ordinal));
        Assert.All(problems, problem => Assert.NotEmpty(problem.Example));
    }

    [Theory]
    [InlineData("request.levl == 'write'", "level")]
    [InlineData("resource.environment_id == 'prodution'", "production")]
    [InlineData("request.level == 'wirte'", "'write'")]
    [InlineData("'dbas' in requester.groups", "'dba'")]
    [InlineData("resource.target in ['hr-prod', 'hr-pord']", "'hr-prod'")]
    [InlineData("requester.id == 'daan'", "'dana'")]
    public void A_mistyped_name_in_a_condition_is_found_and_the_right_one_is_shown(string condition, string shown)
    {
        var problem = Assert.Single(Problems(Rule($$"""
            "Name": "it", "When": "{{condition}}", "Approval": "automatic", "Longest": "01:00:00"
            """)));

        Assert.Contains("character", problem.What, StringComparison.Ordinal);
        Assert.Contains(shown, problem.What + problem.Example, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_is_never_reached_is_told_with_the_one_before_it()
    {
        var problem = Assert.Single(Problems($$"""
            { "Rules": [
                { "Name": "reads", "When": "request.level == 'read'", "Approval": "automatic", "Longest": "01:00:00" },
                { "Name": "salary reads", "When": "request.level == 'read' && resource.table_name == 'salary'", "Deny": "no" }
              ], {{Fallback}} }
            """));

        Assert.Equal("policy.json:3 Rules:1:When (salary reads)", problem.Key);
        Assert.Contains("'reads'", problem.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "Rules": [ }""", "is not JSON")]
    [InlineData("[]", "Fallback")]
    [InlineData("", "is not JSON")]
    [InlineData("""{ "Fallback": { "Approval": "automatic", "Longest": "01:00:00" } }""", "names nobody")]
    public void What_is_no_policy_is_refused(string text, string why) =>
        Assert.Contains(why, string.Join('\n', Problems(text).Select(problem => problem.ToString())), StringComparison.Ordinal);

    [Fact]
    public void A_step_that_would_escalate_after_its_request_has_lapsed_is_refused() => Assert.Equal(
        "policy.json:1 Rules:0:LapsesAfter (it)",
        Assert.Single(Problems(Rule("""
            "Name": "it", "When": "true", "Approval": [ { "Groups": [ "dba" ], "EscalateAfter": "02:00:00", "EscalateTo": [ "hr-owners" ] } ], "Longest": "01:00:00", "LapsesAfter": "01:00:00"
            """))).Key);

    [Fact]
    public void No_rules_at_all_are_a_policy() => Assert.True(Read($"{{ \"Rules\": [], {Fallback} }}").IsUsable);

    [Fact]
    public void A_text_where_rules_belong_is_refused() => Assert.Equal("policy.json:1 Rules", Assert.Single(Problems($"{{ \"Rules\": \"none\", {Fallback} }}")).Key);

    [Fact]
    public void A_file_that_is_not_there_is_told()
    {
        var reading = PolicyFile.Read(Path.Combine(Path.GetTempPath(), "no-such-policy.json"), Organisation);

        Assert.False(reading.IsUsable);
        Assert.Equal("JitBot:PolicyFile", Assert.Single(reading.Problems).Key);
    }

    [Fact]
    public void The_version_goes_by_what_is_said_and_not_by_how_it_is_laid_out()
    {
        var plain = Read($"{{ {Fallback} }}").Policy!.Version;

        Assert.Equal(plain, Read($"/* ours */\n{{\n\n{Fallback},\n}}").Policy!.Version);
        Assert.NotEqual(plain, Read($"{{ {Fallback.Replace("08:", "07:", StringComparison.Ordinal)} }}").Policy!.Version);
    }

    /// <summary>As an editor saves it that does not know of UTF-8: a name in it would silently be another one.</summary>
    [Theory]
    [InlineData("\"Name\": \"it\", \"When\": \"resource.table_name == 'geh\u00e4lter'\", \"Deny\": \"no\"")]
    [InlineData("\"N\u00e4me\": \"it\"")]
    public void What_is_not_UTF_8_is_refused(string rule)
    {
        var reading = PolicyFile.Parse(Encoding.Latin1.GetBytes(Rule(rule)), "policy.json", Organisation);

        Assert.Null(reading.Policy);
        Assert.Contains("UTF-8", Assert.Single(reading.Problems).What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"Name\": \"\\ud800\", \"When\": \"true\", \"Deny\": \"no\"")]
    [InlineData("\"\\ud800\": \"it\"")]
    public void Half_a_character_is_refused(string rule)
    {
        var problem = Assert.Single(Problems(Rule(rule)));

        Assert.StartsWith("is not JSON", problem.What, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sample_shows_every_key()
    {
        var text = File.ReadAllBytes(Path.Combine(PostgresBinaries.RepositoryFolder, "policy.sample.json"));
        var sample = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!;
        var everything = Policy("""
            "Name": "it", "When": "true", "Approval": [ { "Groups": [ "dba" ], "People": 1, "From": "any", "Quiet": false, "EscalateAfter": "01:00:00", "EscalateTo": [ "dba" ] } ],
            "Longest": "01:00:00", "Risk": "high", "LapsesAfter": "04:00:00", "RemindBefore": "00:20:00", "Channels": { "slack": "C1" },
            "Reason": { "Required": false, "Pattern": "a", "Hint": "b" }, "Ticket": { "Required": false }, "ExtendsWithoutApproval": true
            """);
        string[] ofRules = ["Name", "When", "Deny", "Approval", "Longest", "Risk", "LapsesAfter", "RemindBefore", "Channels", "Reason", "Ticket", "ExtendsWithoutApproval"];

        Assert.NotEmpty(everything.Rules);
        Assert.Superset(ofRules.ToHashSet(), sample["Rules"]!.AsArray().SelectMany(rule => rule!.AsObject()).Select(entry => entry.Key).ToHashSet());
        Assert.Superset(
            new HashSet<string> { "Groups", "People", "From", "Quiet", "EscalateAfter", "EscalateTo" },
            sample["Rules"]!.AsArray().SelectMany(rule => rule!["Approval"] as JsonArray ?? []).SelectMany(step => step!.AsObject()).Select(entry => entry.Key).ToHashSet());
        Assert.Equal(["GrantsPerPerson", "GrantsPerTarget", "AutomaticPerPersonAndDay"], sample["Caps"]!.AsObject().Select(entry => entry.Key));
    }

    private static PolicyDocument Policy(string rule)
    {
        var reading = Read(Rule(rule));
        return reading.Policy ?? throw new InvalidOperationException(string.Join('\n', reading.Problems));
    }

    private static string Rule(string rule) => $"{{ \"Rules\": [ {{ {rule} }} ], {Fallback} }}";

    private static ImmutableArray<ConfigurationProblem> Problems(string text)
    {
        var reading = Read(text);
        Assert.Null(reading.Policy);
        return reading.Problems;
    }

    private static PolicyReading Read(string text) => PolicyFile.Parse(Encoding.UTF8.GetBytes(text), "policy.json", Organisation);
}
