using System.Text;
using JitBot.Bot.Configuration;
using JitBot.Bot.Webhooks;
using JitBot.Core.Audit;
using JitBot.Support.Postgres;
using Microsoft.Extensions.Configuration;

namespace JitBot.Bot.Tests.Configuration;

public sealed class JitOptionsTests
{
    [Fact]
    public void The_sample_is_right_once_its_secrets_are_given()
    {
        var options = Read();

        Assert.Equal(["dana", "omar", "rita"], options.People.Select(person => person.Id.Value));
        Assert.Equal(["read", "report", "append", "support", "write", "ddl"], Assert.Single(options.Targets).Profiles.Select(profile => profile.Name));
        Assert.Equal(["freeze", "on call", "production writes"], options.Policy.Rules.Select(rule => rule.Name));
        Assert.Contains("three", options.Targets[0].Connection.Reveal(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_sample_shows_every_key()
    {
        var settings = Settings.Root(WithSecrets(), JitOptions.SectionName);
        JitOptions.Read(settings, development: false);

        var shown = Sample([]).AsEnumerable().Select(entry => entry.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain(settings.KeysRead, key => !shown.Contains(key) && !IsShownByAnother(key));
    }

    // Rule 12
    [Fact]
    public void No_secret_has_a_working_default() => Assert.Equal(
        [
            "JitBot:Audit:SigningKey", "JitBot:Bytebase:ServiceKey", "JitBot:Slack:BotToken", "JitBot:Slack:SigningSecret", "JitBot:Store:Password",
            "JitBot:Targets:hr-prod:Password", "JitBot:Teams:ClientSecret",
            "JitBot:Webhooks:In:alerts:Secrets", "JitBot:Webhooks:In:deploys:Secrets", "JitBot:Webhooks:In:desk:Secrets", "JitBot:Webhooks:In:pagerduty:Secrets",
            "JitBot:Webhooks:Out:ticketing:Secrets",
        ],
        ProblemsOf(Sample([("JitBot:PolicyFile", Path.Combine(PostgresBinaries.RepositoryFolder, "policy.sample.json"))])).Select(problem => problem.Key).Order(StringComparer.Ordinal));

    [Fact]
    public void Five_mistakes_are_listed_at_once_with_their_keys_and_an_example_each()
    {
        var problems = ProblemsOf(WithSecrets(
            ("JitBot:Targets:hr-prod:Engine", "oracle"),
            ("JitBot:Targets:hr-prod:Advertised:Port", "99999"),
            ("JitBot:Targets:hr-prod:Owners:0", "hr-onwers"),
            ("JitBot:Targets:hr-prod:Profiles:read:ConnectionLimit", "many"),
            ("JitBot:People:dana:Teams:ObjectId", "dana")));

        Assert.Equal(
            [
                "JitBot:People:dana:Teams:ObjectId", "JitBot:Targets:hr-prod:Advertised:Port", "JitBot:Targets:hr-prod:Engine",
                "JitBot:Targets:hr-prod:Owners", "JitBot:Targets:hr-prod:Profiles:read:ConnectionLimit",
            ],
            problems.Select(problem => problem.Key).Order(StringComparer.Ordinal));
        Assert.All(problems, problem => Assert.NotEmpty(problem.Example));
    }

    [Fact]
    public void A_key_that_is_mistyped_is_named_with_the_one_that_was_meant()
    {
        var problem = Assert.Single(ProblemsOf(WithSecrets(("JitBot:Targets:hr-prod:Enviroment", "production"))));

        Assert.Equal("JitBot:Targets:hr-prod:Enviroment", problem.Key);
        Assert.Contains("\"Environment\"", problem.Example, StringComparison.Ordinal);
    }

    // Rule 34
    [Fact]
    public void Two_people_with_one_address_are_refused() => Assert.Contains(
        "omar and rita",
        Assert.Single(ProblemsOf(WithSecrets(("JitBot:People:rita:Email", "OMAR@example.com")))).What,
        StringComparison.Ordinal);

    [Fact]
    public void A_group_is_a_list_of_people_or_names_people_and_user_groups_of_Slack()
    {
        var groups = Read().Groups;

        Assert.Equal(["omar", "rita"], groups["dba"].People.Select(person => person.Value));
        Assert.Empty(groups["dba"].SlackUserGroups);
        Assert.Equal("rita", Assert.Single(groups["hr-owners"].People).Value);
        Assert.Equal(["S0123456789"], groups["HR-Owners"].SlackUserGroups);
    }

    [Fact]
    public void Every_mistake_in_a_group_is_listed_with_its_key_and_an_example()
    {
        var problems = ProblemsOf(WithSecrets(
            ("JitBot:Groups:hr-owners:SlackUserGroups:0", "hr-owners"),
            ("JitBot:Groups:hr-owners:SlackUserGroups:1", "S0123-56789"),
            ("JitBot:Groups:hr-owners:People:0", "olga"),
            ("JitBot:Groups:dba:2", "sam"),
            ("JitBot:Groups:crew:SlackUserGroup:0", "S0123456789"),
            ("JitBot:Groups:ops:SlackUserGroups", "S0123456789")));

        Assert.Equal(
            [
                "JitBot:Groups:crew", "JitBot:Groups:crew:SlackUserGroup:0", "JitBot:Groups:dba", "JitBot:Groups:hr-owners:People",
                "JitBot:Groups:hr-owners:SlackUserGroups", "JitBot:Groups:hr-owners:SlackUserGroups", "JitBot:Groups:ops:SlackUserGroups",
            ],
            problems.Select(problem => problem.Key).Order(StringComparer.Ordinal));
        Assert.All(problems, problem => Assert.NotEmpty(problem.Example));
    }

    [Fact]
    public void User_groups_of_Slack_without_a_Slack_are_refused()
    {
        var problems = ProblemsOf(new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes("""
            { "JitBot": { "Groups": { "dba": { "SlackUserGroups": ["S0123456789"] } } } }
            """))).Build());

        Assert.Contains(problems, problem => problem is { Key: "JitBot:Groups:dba:SlackUserGroups" } && problem.Example.Contains("\"Slack\"", StringComparison.Ordinal));
    }

    // Rule 10
    [Theory]
    [InlineData("http://127.0.0.1:3978", false, true)]
    [InlineData("http://localhost:3978;http://[::1]:3979", false, true)]
    [InlineData("https://0.0.0.0:443", false, true)]
    [InlineData("http://0.0.0.0:3978", false, false)]
    [InlineData("http://*:3978", false, false)]
    [InlineData("http://127.0.0.1:3978;http://10.0.0.1:80", false, false)]
    [InlineData("http://0.0.0.0:3978", true, true)]
    public void Plain_http_is_served_on_this_machine_or_behind_a_proxy(string urls, bool behindProxy, bool allowed)
    {
        var options = Read() with { BehindTlsProxy = behindProxy };

        Assert.Equal(allowed, Record.Exception(() => ServeCommand.CheckUrls(urls, options)) is null);
    }

    [Fact]
    public void A_password_within_a_connection_string_is_refused_and_not_repeated()
    {
        var problem = Assert.Single(ProblemsOf(WithSecrets(("JitBot:Store:Connection", "Host=a;Password=b"))));

        Assert.Equal("JitBot:Store:Connection", problem.Key);
        Assert.DoesNotContain("=b", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_name_where_a_list_belongs_is_named()
    {
        var problems = ProblemsOf(new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes("""
            { "JitBot": { "Targets": { "hr-prod": { "Databases": "hr" } } } }
            """))).Build());

        Assert.Contains(problems, problem => problem is { Key: "JitBot:Targets:hr-prod:Databases", Example: "\"Databases\": [\"hr\"]" });
    }

    [Fact]
    public void Nothing_at_all_is_answered_with_what_is_needed() => Assert.Superset(
        new HashSet<string> { "JitBot:Store:Connection", "JitBot:People", "JitBot:Targets", "JitBot:PolicyFile", "JitBot:Audit:SigningKey", "JitBot:Slack" },
        ProblemsOf(new ConfigurationBuilder().Build()).Select(problem => problem.Key).ToHashSet());

    // One entry of a list, one person, one profile and the sources of webhooks show what all may say.
    private static bool IsShownByAnother(string key) =>
        char.IsAsciiDigit(key[^1])
        || key.StartsWith("JitBot:Targets:hr-prod:Profiles:", StringComparison.Ordinal)
        || key.StartsWith("JitBot:Targets:hr-prod:Masking:Rules:", StringComparison.Ordinal)
        || key.StartsWith("JitBot:Webhooks:In:", StringComparison.Ordinal)
        || key.StartsWith("JitBot:People:", StringComparison.Ordinal);

    private static JitOptions Read() => JitOptions.Read(WithSecrets(), development: false);

    internal static IReadOnlyList<ConfigurationProblem> ProblemsOf(IConfiguration configuration) =>
        Assert.Throws<ConfigurationException>(() => JitOptions.Read(configuration, development: false)).Problems;

    internal static IConfigurationRoot WithSecrets(params (string Key, string Value)[] changes) => Sample(
    [
        ("JitBot:Store:Password", "one"), ("JitBot:Teams:ClientSecret", "two"), ("JitBot:Slack:BotToken", "xoxb-four"), ("JitBot:Slack:SigningSecret", "five"), ("JitBot:Targets:hr-prod:Password", "three"),
        ("JitBot:PolicyFile", Path.Combine(PostgresBinaries.RepositoryFolder, "policy.sample.json")), ("JitBot:Audit:SigningKey", SigningKey), ("JitBot:Bytebase:ServiceKey", "bbs_six"), ("JitBot:Webhooks:Out:ticketing:Secrets:0", StandardWebhook.NewSecret().Reveal()),
        ("JitBot:Webhooks:In:deploys:Secrets:0", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), ("JitBot:Webhooks:In:desk:Secrets:0", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        ("JitBot:Webhooks:In:alerts:Secrets:0", "sixteen letters!"), ("JitBot:Webhooks:In:pagerduty:Secrets:0", "sixteen letters!"), .. changes,
    ]);

    private static readonly string SigningKey = AuditKey.NewPem();

    private static IConfigurationRoot Sample((string Key, string Value)[] changes) => new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(PostgresBinaries.RepositoryFolder, "appsettings.sample.json"))
        .AddInMemoryCollection(changes.GroupBy(change => change.Key).Select(last => KeyValuePair.Create(last.Key, (string?)last.Last().Value)))
        .Build();
}
